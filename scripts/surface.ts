// node scripts/surface.ts DIR writes everything that users see of sidewatch to DIR. The same behavior gives the same bytes, so compare with diff -r.
// Reports, metrics and log lines come from invented apps, one per seed. Every saved log of the tests is judged too.
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, catalogueJson } from '../src/catalogue.ts';
import { nextReport } from '../src/core/report/next-report.ts';
import { rules } from '../src/rules/index.ts';
import { settingsTable } from '../src/settings/settings-table.ts';
import { appMetrics } from '../src/sinks/api/metrics/app-metrics.ts';
import { exposition } from '../src/sinks/api/metrics/exposition.ts';
import { openApiDocument } from '../src/sinks/api/openapi/document.ts';
import { emptyView, withReport } from '../src/sinks/api/view.ts';
import { cloudEvent, queuedReport } from '../src/sinks/controller/queued-report.ts';
import { createLogSink } from '../src/sinks/log/log-sink.ts';
import { chance, snapshots } from '../test/support/random-facts.ts';
import { diagnosesOf } from '../test/support/replay.ts';

const root = join(import.meta.dirname, '..');
const [directory = ''] = process.argv.slice(2);
if (directory === '') {
  console.error('usage: node scripts/surface.ts DIR');
  process.exit(64);
}
mkdirSync(directory, { recursive: true });
const put = (name: string, text: string): void => writeFileSync(join(directory, name), text);

const GENERATED = ['docs/diagnoses.md', 'docs/api.md', 'src/launcher/flags.h'];
const COMMANDS = ['run', 'attach', 'check', 'wait', 'analyze', 'explain', 'completion', 'help', 'version'];
const LIVES = 150;

for (const file of GENERATED) copyFileSync(join(root, file), join(directory, file.replaceAll('/', '-')));
put('openapi.json', JSON.stringify(openApiDocument('0.0.0'), undefined, 2));
put('settings.md', settingsTable());
put('catalogue.md', catalogue(rules));
put('catalogue.json', catalogueJson(rules));
put('help.txt', [[], ...COMMANDS.map((command) => [command])].map((words) => sidewatch([...words, '--help'])).join(''));
put('explain.txt', sidewatch(['explain']) + sidewatch(['explain', '--format', 'json']));
put('analyze.txt', globSync('test/fixtures/**/*.log', { cwd: root }).sort().map(analyzed).join(''));
const lives: string[] = [];
for (let seed = 0; seed < LIVES; seed += 1) lives.push(await life(seed));
put('lives.txt', lives.join(''));

function sidewatch(words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['src/main.ts', ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '120' },
  });
  return `$ sidewatch ${words.join(' ')}\n${stdout}${stderr}exit ${status}\n`;
}

function analyzed(file: string): string {
  return `${file}\n${JSON.stringify(diagnosesOf(readFileSync(join(root, file))), undefined, 2)}\n`;
}

/** The reports, the last metrics and the log of an agent that watches one invented app. */
async function life(seed: number): Promise<string> {
  const told: string[] = [];
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (fields: object, msg: string) => told.push(JSON.stringify({ level, msg, ...fields })),
    ]),
  );
  // `as`: the sink uses only these methods.
  const log = createLogSink(logger as never);
  let view = emptyView;
  let turn: ReturnType<typeof nextReport> | undefined;
  for (const facts of snapshots(chance(seed))) {
    turn = nextReport(turn, facts, rules, 'heartbeat');
    view = withReport(view, turn.report);
    await log.deliver(turn.report, new AbortController().signal);
    told.push(cloudEvent(queuedReport(turn.report, turn.report.seq, 'r1'), { instance: 'test', series: 's1' }));
  }
  const codes = rules.map(({ code, example: { severity } }) => ({ code, severity }));
  return `${[`seed ${seed}`, ...told, exposition([...appMetrics(view, codes)], false)].join('\n')}\n`;
}
