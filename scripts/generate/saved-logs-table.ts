import { type JudgedLog, judgedLogs } from '../../test/support/judged-logs.ts';
import type { Verdict } from '../../test/support/saved-logs.ts';

/** The part of docs/scoreboard.md about saved logs. `npm run generate` writes its table. */
export const savedLogsPart = (table: string): string => `## Saved logs

This table compares what \`sidewatch analyze\` reports with the truth about each log in \`test/fixtures/logs\`. The logs were captured from real programs, or written after public reports and documentation.
A broken log counts as right when \`analyze\` raises a true code above \`info\`, with the expected words, and no false code. A healthy or noisy log counts as right when nothing above \`info\` is raised.

<!-- saved logs: generated -->
${table}
<!-- /saved logs -->`;

/** How often `analyze` is right on the saved logs of test/fixtures/logs, by the program that wrote them. */
export async function savedLogsTable(): Promise<string> {
  const all = await judgedLogs();
  const kinds = Map.groupBy(all, ({ log }) => log.kind);
  return [
    '| written by | logs | broken | right | missed | wrong | healthy or noisy | false alarm |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...[...kinds].map(([kind, judged]) => row(kind, judged)),
    row('all', all),
    '',
    ...missed(all),
  ].join('\n');
}

function row(kind: string, judged: readonly JudgedLog[]): string {
  const broken = judged.filter(isBroken);
  const healthy = judged.filter((each) => !isBroken(each));
  const count = (some: readonly JudgedLog[], verdict: Verdict): number =>
    some.filter((each) => each.verdict === verdict).length;
  const found = (['right', 'missed', 'wrong'] as const).map((verdict) => count(broken, verdict));
  return `| ${[kind, judged.length, broken.length, ...found, healthy.length, count(healthy, 'false alarm')].join(' | ')} |`;
}

const isBroken = ({ log }: JudgedLog): boolean => log.must.length > 0;

function missed(all: readonly JudgedLog[]): readonly string[] {
  const left = all.filter(({ verdict }) => verdict !== 'right');
  if (left.length === 0) return [];
  return [
    'Not right, and why:',
    '',
    ...left.map(({ log, verdict }) =>
      `- ${log.kind}/${log.name} (${log.why}): ${verdict}. ${log.left ?? ''}`.trimEnd(),
    ),
  ];
}
