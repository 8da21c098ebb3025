import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hasProgram, makeLauncher, realAgent, stoppedAgent } from '../../test/support/launcher.ts';
import { scratch } from '../../test/support/scratch.ts';
import { command } from '../build/command.ts';
import { median } from './median.ts';

const STARTS = 40;
const POURS = 5;
const BYTES = 2_000_000_000;

/** Two commands that run in turn, and the target of their output. */
interface Race {
  readonly what: string;
  readonly aim: string;
  readonly runs: number;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  readonly target: string;
}

/**
 * Races the launcher against tini (from exec to the app's first instruction) and against cat (2 GB of output).
 * Returns the section of docs/performance.md, or a section that lists the missing programs.
 */
export async function launcherSection(): Promise<string> {
  const missing = ['musl-gcc', 'gcc', 'tini'].filter((name) => !hasProgram(name));
  if (missing.length > 0) return `## The launcher\n\nNot measured: ${missing.join(', ')} missing.\n`;
  const directory = scratch('race');
  const programs = { race: join(directory, 'race'), word: join(directory, 'word') };
  command('gcc', ['-O2', '-o', programs.race, join(import.meta.dirname, 'launcher/race.c')]);
  command('musl-gcc', ['-Os', '-static', '-o', programs.word, join(import.meta.dirname, 'launcher/word.c')]);
  const rows = races(programs.word).map((race) => rowOf(programs.race, race));
  return `## The launcher

Both programs of a pair run in turn, for ${STARTS} starts and for ${POURS} times 2 GB. The table has medians, and the median of the ratios. The agent starts from source, next to the app.

| what | aim | ratio | launcher | the other |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

cat copies what it reads, so it loses most where a copy is slowest. Its second copy is free when it writes to /dev/null.
`;
}

function races(word: string): readonly Race[] {
  const launcher = (agent: string): readonly string[] => [
    makeLauncher({ agent }),
    ...['run', '--no-api', '--log-level', 'silent', '--exit-grace', '0', '--', word],
  ];
  const start: Race = {
    what: 'exec to the first instruction of the app, against tini',
    aim: '0.6',
    runs: STARTS,
    ours: launcher(realAgent),
    theirs: ['tini', '-s', '--', word],
    target: '>/dev/null',
  };
  const pour = (where: string, target: string, aim: string, [how, agent]: readonly [string, string]): Race => ({
    what: `2 GB to ${where}, the agent ${how}, against cat`,
    aim,
    runs: POURS,
    ours: [...launcher(agent), String(BYTES)],
    theirs: ['/bin/sh', '-c', `${word} ${BYTES} | cat`],
    target,
  });
  const agents = [['reading', realAgent] as const, ['stopped', stoppedAgent] as const];
  return [
    start,
    ...agents.map((agent) => pour('a pipe', '| cat >/dev/null', '0.7', agent)),
    ...agents.map((agent) => pour('/dev/null', '>/dev/null', '', agent)),
  ];
}

function rowOf(program: string, { what, aim, runs, ours, theirs, target }: Race): string {
  const line = `exec 3>&2; "$@" 2>&3 ${target}`;
  const args = [program, String(runs), ...ours, '-vs-', ...theirs];
  const { stderr } = spawnSync('sh', ['-c', line, 'sh', ...args], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  const pairs = [...stderr.matchAll(/^race ([\d.]+) ([\d.]+)$/gm)].map(([, a, b]) => [Number(a), Number(b)] as const);
  if (pairs.length !== runs) throw new Error(`${what}: only ${pairs.length} of ${runs} pairs ran\n${stderr}`);
  const ratio = median(pairs.map(([a, b]) => a / b)).toFixed(2);
  return `| ${what} | ${aim} | ${ratio} | ${words(median(pairs.map(([a]) => a)))} | ${words(median(pairs.map(([, b]) => b)))} |`;
}

const words = (us: number): string => (us < 10_000 ? `${Math.round(us)} µs` : `${Math.round(us / 1_000)} ms`);
