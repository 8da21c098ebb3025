// npm run simulate sends the reports of 10,000 agents to the example controller on a simulated clock, and of 500 agents over loopback.
// It writes docs/fleet.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cloudEvent, queuedReport } from '../src/sinks/controller/queued-report.ts';
import { report } from '../test/sinks/reports.ts';
import { type OverLoopback, overLoopback } from './fleet/over-loopback.ts';
import { type Simulated, simulate } from './fleet/simulated.ts';

const AGENTS = 10_000;
const SENDERS = 500;

const per = (count: number): string => Math.round(count).toLocaleString('en');
const rateRow = (name: string, { mean, peak }: { readonly mean: number; readonly peak: number }): string =>
  `| ${name} | ${per(mean)} | ${per(peak)} |`;
const table = (rows: readonly string[]): string =>
  ['| requests per second | mean | busiest second |', '| --- | --- | --- |', ...rows].join('\n');

function page(refused: Simulated, sentAway: Simulated, real: OverLoopback): string {
  const body = cloudEvent(queuedReport(report(), 1, 'r'), { instance: 'web', series: 'r' });
  const zipped = gzipSync(body).length;
  return `# A fleet's reports

Written by \`npm run simulate\` on ${new Date().toISOString().slice(0, 10)}. It runs the agent's delivery code (outbox, backoff, jitter) against [the example controller](../examples/controller).

## ${per(refused.agents)} agents, the controller down for 5 minutes

The clock is simulated, and the transport is in memory and takes 20 ms. Each agent sends a heartbeat every 24 to 30 s (chosen at random) and a change every 10 minutes.

The controller does not listen:

${table([
  rateRow('before', refused.steady),
  rateRow('attempts while it is down', refused.away),
  rateRow('the two minutes after its return', refused.back),
])}

${accounts(refused)} Every agent got a report through within ${per(refused.allHeardAfterMs / 1_000)} s of the return.

The controller returns 503 to all agents, with \`Retry-After\` set to the same moment:

${table([
  rateRow('before', sentAway.steady),
  rateRow('while it returns 503', sentAway.away),
  rateRow('the two minutes after that moment', sentAway.back),
])}

${accounts(sentAway)} Every agent got a report through within ${per(sentAway.allHeardAfterMs / 1_000)} s.

## ${real.agents} real senders over loopback, the controller down for 20 seconds

Each report opens a connection. Each agent sends a heartbeat every 5 s and a change every 30 s. The controller runs in a separate process on the same two cores.

${table([rateRow('before', real.steady), rateRow('the 30 s after its return', real.back)])}

${accounts(real)}

## What it costs

| | bytes |
| --- | --- |
| bodies, per agent and minute, at the default heartbeat | ${per(refused.bodyBytesPerAgentMinute)} |
| a report over TCP, both directions, with HTTP headers | ${per(real.bytesPerReport)} |
| a heartbeat's body of a healthy app with one listener | ${per(body.length)} |
| the same with gzip | ${per(zipped)} |

Bodies are not compressed. Compression would save ${per(body.length - zipped)} bytes per report, but many servers do not accept \`Content-Encoding\` on requests.
`;
}

const accounts = (of: {
  readonly reports: number;
  readonly duplicates: number;
  readonly dropped: number;
  readonly missing: number;
}): string =>
  `${per(of.reports)} reports arrived, ${per(of.duplicates)} arrived twice, ${per(of.dropped)} were reported as dropped, and ${per(of.missing)} are missing.`;

const refused = await simulate(AGENTS, 'refused');
console.log(refused);
const sentAway = await simulate(AGENTS, 'retry-at-one-moment');
console.log(sentAway);
const real = await overLoopback(SENDERS);
console.log(real);
writeFileSync(join(import.meta.dirname, '../docs/fleet.md'), page(refused, sentAway, real));
