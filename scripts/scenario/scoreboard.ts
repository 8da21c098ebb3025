import type { Played, Score } from './play.ts';

/** The page docs/scoreboard.md: how often the first thing said was the true root cause, and what plainer checks said. */
export function scoreboard(played: readonly Played[], left: number): string {
  const broken = played.filter(({ expected }) => expected !== 'nothing');
  const healthy = played.filter(({ expected }) => expected === 'nothing');
  const count = (list: readonly Played[], score: Score): number => list.filter((each) => each.score === score).length;
  const blind = broken.filter(({ peers }) => [peers.http, peers.tcp, peers.curl].includes('pass')).length;
  return `# Scoreboard

Written by \`npm run scenario\` on ${new Date().toISOString().slice(0, 10)}. Every app is a real program in a network and process namespace of its own;
nothing is simulated. ${left === 0 ? 'All scenarios were played.' : `${left} were not played: their servers are not installed here.`}

| | apps | right cause first | present, not first | missed | false alarm |
| --- | --- | --- | --- | --- | --- |
| broken | ${broken.length} | ${count(broken, 'right first')} | ${count(broken, 'present, not first')} | ${count(broken, 'missed')} | - |
| healthy | ${healthy.length} | - | - | - | ${count(healthy, 'false alarm')} |

Of the ${broken.length} broken ones ${blind} pass at least one of three usual checks: GET / from outside, a TCP connection from outside,
and \`HEALTHCHECK CMD curl -fsS http://localhost:PORT/\`. None of the three ever names a cause.

## Broken

Time is from the start of the container to the line in its log; the boot of the app, its server's timeout and the check's own limit are in it.

| app | cause | sidewatch said first | after | plain HTTP check | TCP check | curl in the container |
| --- | --- | --- | --- | --- | --- | --- |
${broken.map(brokenRow).join('\n')}

## Healthy

| app | sidewatch said | plain HTTP check | TCP check | curl in the container |
| --- | --- | --- | --- | --- |
${healthy.map(healthyRow).join('\n')}
`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').slice(0, 80);

const brokenRow = ({ name, expected, said = 'nothing', afterMs, peers }: Played): string =>
  row([
    name,
    `\`${expected}\``,
    said === expected ? 'the same' : `\`${said}\``,
    afterMs === undefined ? '-' : `${(afterMs / 1_000).toFixed(1)} s`,
    peers.http,
    peers.tcp,
    peers.curl,
  ]);

const healthyRow = ({ name, said = 'nothing', peers }: Played): string =>
  row([name, said, peers.http, peers.tcp, peers.curl]);

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
