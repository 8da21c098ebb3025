import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { savedLogsPart } from '../generate/saved-logs-table.ts';
import type { Played, Score } from './play.ts';

/** The page docs/scoreboard.md: how often the first diagnosis was the root cause, what simpler checks reported, and what saved logs prove. */
export function scoreboard(played: readonly Played[], left: readonly string[], savedLogs: string): string {
  const broken = played.filter(({ expected }) => expected !== 'nothing');
  const healthy = played.filter(({ expected }) => expected === 'nothing');
  return `# Scoreboard

How often sidewatch's first diagnosis is the real root cause. Written by \`npm run scenario\` on ${new Date().toISOString().slice(0, 10)}.
Every app is a real program in a separate network and process namespace. Three apps run at a time, on ${availableParallelism()} cores. ${left.length === 0 ? 'All scenarios ran.' : `${left.length} scenarios did not run (see the end).`}

${totals(broken, healthy)}

${timeTable(broken)}

${peerTable(broken, healthy)}

With its defaults (every 30 s, three failures), Docker's HEALTHCHECK marks a container as unhealthy after 90 s at the earliest.

${savedLogsPart(savedLogs)}

## Broken

These apps have ${new Set(broken.map(({ expected }) => expected)).size} different root causes.

Times count from when the fault is visible from outside: the app listens, exits, logs its server's line, or gets the event that breaks it.
Some faults cannot be distinguished from the boot. Their times count from the start of the app, or from the start of the container if the app cannot start (\`start\`).
These times include the timeouts that must pass. \`not seen\` means that sidewatch reported the fault before it was visible from outside. These times also count from the start of the container.

The three checks ran right after the diagnosis. If the app exits on its own, they ran after it had exited, when its container was gone.

After the diagnosis, one program that knows no scenario applied the remedy to a fresh copy of the app. It used the text that sidewatch had printed in that run, and applied the first step that it could.

- ✓ means that the fix works: the app then passed its platform's check, and the diagnosis was over.
- – means that no remedy was tried. Either the cause was missed, or the case says why the remedy is impossible here. The service or the image may be missing, or the app may only imitate a real one's output.
- ✗ means that the fix failed, or that no step of the remedy could be applied. The list at the end has the reasons.

The program invents four things:

- A variable gets a plausible value if the remedy names none.
- A missing data file gets one line.
- A memory or CPU limit is multiplied by four if the remedy says to raise it. A CPU limit becomes at least one core.
- A stand-in service starts at the address that the remedy names, if the remedy says that another service must be running. It accepts connections and responds over HTTP.

| app | cause | sidewatch said first | the fix works | after | since | GET / from outside | TCP from outside | curl in the container |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${broken.map(brokenRow).join('\n')}

## Healthy

Each app was watched from its start, through the event in its name, to its graceful exit. sidewatch must report nothing above \`info\`.

| app | sidewatch said | watched for | GET / from outside | TCP from outside | curl in the container |
| --- | --- | --- | --- | --- | --- |
${healthy.map(healthyRow).join('\n')}

## Fixes that do not work, or cannot be tried

${broken.flatMap(unfixedRow).join('\n')}
${left.length === 0 ? '' : `\n## Scenarios that did not run\n\n${left.map((each) => `- ${each}`).join('\n')}\n`}`;
}

function totals(broken: readonly Played[], healthy: readonly Played[]): string {
  const count = (list: readonly Played[], score: Score): string =>
    String(list.filter((each) => each.score === score).length);
  const named = broken.filter(({ isRemedyNamed }) => isRemedyNamed).length;
  const found = [count(broken, 'right first'), count(broken, 'present, not first'), count(broken, 'missed')];
  const works = String(broken.filter(isFixed).length);
  return `| | apps | right cause first | present, not first | missed | right remedy named | the fix works | false alarm |
| --- | --- | --- | --- | --- | --- | --- | --- |
${row(['broken', String(broken.length), ...found, String(named), works, '-'])}
${row(['healthy', String(healthy.length), '-', '-', '-', '-', '-', count(healthy, 'false alarm')])}`;
}

/** The results of simpler checks on the same containers. */
function peerTable(broken: readonly Played[], healthy: readonly Played[]): string {
  const rowOf = (name: string, check: keyof Played['peers']): string => {
    const passes = (list: readonly Played[]): number => list.filter(({ peers }) => peers[check] === 'pass').length;
    const wrong = healthy.length - passes(healthy);
    return row([name, `${passes(broken)} of ${broken.length}`, `${wrong} of ${healthy.length}`, 'never']);
  };
  return `| the same containers with a simpler check | broken ones passed | healthy ones failed | names the cause |
| --- | --- | --- | --- |
${rowOf('GET / from outside', 'http')}
${rowOf('TCP connection from outside', 'tcp')}
${rowOf('`HEALTHCHECK CMD curl -fsS http://localhost:PORT/`', 'curl')}`;
}

function timeTable(broken: readonly Played[]): string {
  const timed = broken.filter(({ afterMs }) => afterMs !== undefined);
  return `| time to the right diagnosis | apps | median | worst |
| --- | --- | --- | --- |
${timeRow(
  'from when the fault is visible',
  timed.filter(({ since = '' }) => !STARTS.includes(since)),
)}
${timeRow(
  'from the start, if the fault looks like the boot',
  timed.filter(({ since = '' }) => STARTS.includes(since)),
)}`;
}

const STARTS = ['start', 'its start', 'not seen'];

function timeRow(what: string, timed: readonly Played[]): string {
  const times = timed.map(({ afterMs = 0 }) => afterMs).sort((a, b) => a - b);
  return row([what, String(times.length), seconds(times[Math.floor(times.length / 2)]), seconds(times.at(-1))]);
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : `${(ms / 1_000).toFixed(1)} s`);
const cell = (text: string): string => text.replaceAll('|', '\\|').slice(0, 80);

const isFixed = ({ fix }: Played): boolean => fix !== undefined && 'works' in fix && fix.works;

/** ✓, ✗ or –, and the reason. */
export function fixWords(fix: Played['fix']): string {
  if (fix === undefined) return '–';
  if ('cannot' in fix) return `– (${fix.cannot})`;
  const said = [fix.tried, fix.why].filter((each) => each !== undefined);
  return `${fix.works ? '✓' : '✗'} (${withoutPlaces(said.join(': '))})`;
}

/** The text without this machine's directories. Node appears by name, and files of the app and of the project by relative paths. */
const withoutPlaces = (text: string): string =>
  text
    .replaceAll(process.execPath, 'node')
    .replace(/\S*\/node_modules\/node-linux-\w+\/bin\/node/g, 'node')
    .replace(/\/tmp\/sidewatch-\w+-\w+\//g, '')
    .replaceAll(`${ROOT}/`, '');

const ROOT = join(import.meta.dirname, '../..');

const unfixedRow = (played: Played): readonly string[] =>
  isFixed(played) ? [] : [`- ${played.name}: ${fixWords(played.fix)}`];

const brokenRow = ({ name, expected, said = 'nothing', fix, afterMs, since = '-', peers }: Played): string =>
  row([
    name,
    `\`${expected}\``,
    said === expected ? '✓' : `\`${said}\``,
    fixWords(fix).slice(0, 1),
    seconds(afterMs),
    since,
    peers.http,
    peers.tcp,
    peers.curl,
  ]);

const healthyRow = ({ name, said = 'nothing', watchedMs, peers }: Played): string =>
  row([name, said, seconds(watchedMs), peers.http, peers.tcp, peers.curl]);

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
