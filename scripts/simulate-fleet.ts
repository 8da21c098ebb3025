// npm run simulate: the reports of 10,000 agents against the example controller, on a clock of their own, and of 500 over loopback.
// Writes docs/fleet.md.
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
  ['| requests a second | mean | fullest second |', '| --- | --- | --- |', ...rows].join('\n');

function page(refused: Simulated, sentAway: Simulated, real: OverLoopback): string {
  const body = cloudEvent(queuedReport(report(), 1, 'r'), { instance: 'web', series: 'r' });
  const zipped = gzipSync(body).length;
  return `# A fleet's reports

Written by \`npm run simulate\` on ${new Date().toISOString().slice(0, 10)}: the agent's own delivery code (outbox, back-off, jitter) against [the example controller](../examples/controller).

## ${per(refused.agents)} agents, the controller away for 5 minutes

On a clock of their own, with a transport in memory that takes 20 ms. A heartbeat every 30 s (by chance 24 to 30 s), a change of each agent every 10 minutes.

Nobody listens:

${table([
  rateRow('before', refused.steady),
  rateRow('tries while it is away', refused.away),
  rateRow('the two minutes after its return', refused.back),
])}

${accounts(refused)} Every agent was heard within ${per(refused.allHeardAfterMs / 1_000)} s of the return.

It answers 503 to all, with \`Retry-After\` set to one and the same moment:

${table([
  rateRow('before', sentAway.steady),
  rateRow('while it sends away', sentAway.away),
  rateRow('the two minutes after that moment', sentAway.back),
])}

${accounts(sentAway)} Every agent was heard within ${per(sentAway.allHeardAfterMs / 1_000)} s.

## ${real.agents} real senders over loopback, the controller away for 20 seconds

A connection each report, a heartbeat every 5 s, a change every 30 s; the controller in a process of its own on the same two cores.

${table([rateRow('before', real.steady), rateRow('the 30 s after its return', real.back)])}

${accounts(real)}

## What it costs

| | bytes |
| --- | --- |
| bodies, an agent and minute, at the default heartbeat | ${per(refused.bodyBytesPerAgentMinute)} |
| a report over TCP, both directions, HTTP heads included | ${per(real.bytesPerReport)} |
| a heartbeat's body of a healthy app with one listener | ${per(body.length)} |
| the same with gzip | ${per(zipped)} |

Bodies are not compressed: it would save ${per(body.length - zipped)} bytes a report, and a controller would have to take \`Content-Encoding\` on requests, which many servers do not.
`;
}

const accounts = (of: {
  readonly reports: number;
  readonly duplicates: number;
  readonly dropped: number;
  readonly missing: number;
}): string =>
  `${per(of.reports)} reports arrived, ${per(of.duplicates)} came twice, ${per(of.dropped)} were dropped and told so, ${per(of.missing)} are missing.`;

const refused = await simulate(AGENTS, 'refused');
console.log(refused);
const sentAway = await simulate(AGENTS, 'retry-at-one-moment');
console.log(sentAway);
const real = await overLoopback(SENDERS);
console.log(real);
writeFileSync(join(import.meta.dirname, '../docs/fleet.md'), page(refused, sentAway, real));
