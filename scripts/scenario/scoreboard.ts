import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { savedLogsPart } from '../generate/saved-logs-table.ts';
import type { Played, Score } from './play.ts';

/** The page docs/scoreboard.md: how often the first thing said was the true root cause, what plainer checks said, and what saved logs prove. */
export function scoreboard(played: readonly Played[], left: readonly string[], savedLogs: string): string {
  const broken = played.filter(({ expected }) => expected !== 'nothing');
  const healthy = played.filter(({ expected }) => expected === 'nothing');
  return `# Scoreboard

How often the first thing that sidewatch says is the true root cause. Written by \`npm run scenario\` on ${new Date().toISOString().slice(0, 10)};
every app is a real program in a network and process namespace of its own, three at a time on ${availableParallelism()} cores. ${left.length === 0 ? 'All scenarios were played.' : `${left.length} were not played (named at the end).`}

${totals(broken, healthy)}

${timeTable(broken)}

${peerTable(broken, healthy)}

With its defaults (every 30 s, three failures) Docker's HEALTHCHECK calls a container unhealthy 90 s after its start at the earliest.

${savedLogsPart(savedLogs)}

## Broken

They have ${new Set(broken.map(({ expected }) => expected)).size} different root causes. Times are counted from the moment the fault could be seen from outside (the app listened, ended, logged its server's own line,
or got the event that breaks it). Where a fault cannot be told apart from the boot they are counted from the start of the app, or of the container where the app cannot start (\`start\`), and the timeouts that have to pass are in them. \`not seen\` means that sidewatch spoke before the sign was seen from outside: these are counted from the container's start, too.
The three checks were asked right after the diagnosis; where the app ends by itself, after that end, when its container is gone.

After the diagnosis its remedy was applied to a fresh copy of the app, by one program that knows no scenario: from the text that sidewatch had printed in that run, its first step that can be applied.
The fix works (✓) where the app then passed its platform's check and the diagnosis was over. – means that no remedy was tried: the case says why that is not possible here (the service or the image is missing, the app only prints what a real one does), or the cause was missed.
✗ means that the fix failed, or that nothing of the remedy could be applied. The list at the end has the reasons.
Four things are made up: a variable for which the remedy names no value gets a plausible one; a missing file of data gets one line; a limit of memory or processor time that is to be raised is multiplied by four (processor time: to one core at least); and where the remedy says that another service must be up, a stand-in for it, which takes connections and answers HTTP, is started at the address that the remedy names.

| app | cause | sidewatch said first | the fix works | after | since | GET / from outside | TCP from outside | curl in the container |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${broken.map(brokenRow).join('\n')}

## Healthy

Each was watched from its start, through the event that its name tells of, to its graceful end: nothing above \`info\` may be said.

| app | sidewatch said | watched for | GET / from outside | TCP from outside | curl in the container |
| --- | --- | --- | --- | --- | --- |
${healthy.map(healthyRow).join('\n')}

## Fixes that do not work, or cannot be tried

${broken.flatMap(unfixedRow).join('\n')}
${left.length === 0 ? '' : `\n## Not played\n\n${left.map((each) => `- ${each}`).join('\n')}\n`}`;
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

/** What the plainer checks would have made of the same containers. */
function peerTable(broken: readonly Played[], healthy: readonly Played[]): string {
  const rowOf = (name: string, check: keyof Played['peers']): string => {
    const passes = (list: readonly Played[]): number => list.filter(({ peers }) => peers[check] === 'pass').length;
    const wrong = healthy.length - passes(healthy);
    return row([name, `${passes(broken)} of ${broken.length}`, `${wrong} of ${healthy.length}`, 'never']);
  };
  return `| the same containers by a plainer check | broken ones passed | healthy ones failed | names the cause |
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
  'from when the fault could be seen',
  timed.filter(({ since = '' }) => !STARTS.includes(since)),
)}
${timeRow(
  'from the start, where that cannot be told apart',
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

/** ✓, ✗ or –, and what there is to say of it. */
export function fixWords(fix: Played['fix']): string {
  if (fix === undefined) return '–';
  if ('cannot' in fix) return `– (${fix.cannot})`;
  const said = [fix.tried, fix.why].filter((each) => each !== undefined);
  return `${fix.works ? '✓' : '✗'} (${withoutPlaces(said.join(': '))})`;
}

/** The text without the directories of this machine: Node by its name, the files of an app and of the project by their own paths. */
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
