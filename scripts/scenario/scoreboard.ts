import type { Played, Score } from './play.ts';

/** The page docs/scoreboard.md: how often the first thing said was the true root cause, and what plainer checks said. */
export function scoreboard(played: readonly Played[], left: readonly string[]): string {
  const broken = played.filter(({ expected }) => expected !== 'nothing');
  const healthy = played.filter(({ expected }) => expected === 'nothing');
  const count = (list: readonly Played[], score: Score): number => list.filter((each) => each.score === score).length;
  const blind = broken.filter(({ peers }) => [peers.http, peers.tcp, peers.curl].includes('pass')).length;
  return `# Scoreboard

Written by \`npm run scenario\` on ${new Date().toISOString().slice(0, 10)}. Every app is a real program in a network and process namespace of its own;
nothing is simulated. ${left.length === 0 ? 'All scenarios were played.' : `${left.length} were not played (named at the end).`}

| | apps | right cause first | present, not first | missed | false alarm |
| --- | --- | --- | --- | --- | --- |
| broken | ${broken.length} | ${count(broken, 'right first')} | ${count(broken, 'present, not first')} | ${count(broken, 'missed')} | - |
| healthy | ${healthy.length} | - | - | - | ${count(healthy, 'false alarm')} |

${timeTable(broken)}

Of the ${broken.length} broken ones ${blind} pass at least one of three usual checks: GET / from outside, a TCP connection from outside,
and \`HEALTHCHECK CMD curl -fsS http://localhost:PORT/\`. None of the three ever names a cause, and with its defaults
(every 30 s, three failures) Docker's HEALTHCHECK calls a container unhealthy 90 s after its start at the earliest.

## Broken

Times are counted from the moment the fault could be seen from outside (the app listened, ended, logged its server's own line, or got the event
that breaks it). Where a fault cannot be told apart from the boot they are counted from the start of the container, and the timeouts that have to pass are in them.
The three checks were asked right after the diagnosis; where the app ends by itself, after that end.

| app | cause | sidewatch said first | after | since | plain HTTP check | TCP check | curl in the container |
| --- | --- | --- | --- | --- | --- | --- | --- |
${broken.map(brokenRow).join('\n')}

## Healthy

Each was watched from its start, through the event that its name tells of, to its graceful end.

| app | sidewatch said | plain HTTP check | TCP check | curl in the container |
| --- | --- | --- | --- | --- |
${healthy.map(healthyRow).join('\n')}
${left.length === 0 ? '' : `\n## Not played\n\n${left.map((each) => `- ${each}`).join('\n')}\n`}`;
}

function timeTable(broken: readonly Played[]): string {
  const timed = broken.filter(({ afterMs }) => afterMs !== undefined);
  return `| time to the right diagnosis | apps | median | worst |
| --- | --- | --- | --- |
${timeRow(
  'counted from the fault’s appearance',
  timed.filter(({ since }) => since !== 'start'),
)}
${timeRow(
  'counted from the start of the container',
  timed.filter(({ since }) => since === 'start'),
)}`;
}

function timeRow(what: string, timed: readonly Played[]): string {
  const times = timed.map(({ afterMs = 0 }) => afterMs).sort((a, b) => a - b);
  return row([what, String(times.length), seconds(times[Math.floor(times.length / 2)]), seconds(times.at(-1))]);
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : `${(ms / 1_000).toFixed(1)} s`);
const cell = (text: string): string => text.replaceAll('|', '\\|').slice(0, 80);

const brokenRow = ({ name, expected, said = 'nothing', afterMs, since = '-', peers }: Played): string =>
  row([
    name,
    `\`${expected}\``,
    said === expected ? 'the same' : `\`${said}\``,
    seconds(afterMs),
    since,
    peers.http,
    peers.tcp,
    peers.curl,
  ]);

const healthyRow = ({ name, said = 'nothing', peers }: Played): string =>
  row([name, said, peers.http, peers.tcp, peers.curl]);

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
