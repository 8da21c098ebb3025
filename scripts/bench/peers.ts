import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtDirectory } from '../../test/support/built.ts';
import { barChart } from './bar-chart.ts';
import { inNamespaces } from './in-namespaces.ts';
import { median } from './median.ts';
import { type Peer, peers } from './peer-kinds.ts';

/** What one program needed, and what it reported about the app. */
export interface Run {
  readonly pssKib: number;
  readonly anonymousKib: number;
  /** CPU time as a percentage of one core. */
  readonly cpuPercent: number;
  readonly says: string;
}

const RUNS = 3;
const IDLE_S = 20;
const picture = 'images/performance-memory.svg';

interface Row {
  readonly name: string;
  readonly pssMib: number;
  readonly anonymousMib: number;
  readonly cpuPercent: number;
  readonly says: string;
}

/** sidewatch compared with Debian programs that also watch an app, as a section of docs/performance.md, with a chart. */
export async function peersSection(): Promise<string> {
  const sidewatch = join(builtDirectory(), 'sidewatch');
  const present = peers.filter(({ program }) => program === undefined || existsSync(program));
  const rows: Row[] = [];
  for (const peer of present) rows.push(await measure(peer, sidewatch));
  const bars = rows.map(({ name, anonymousMib }) => ({ name, value: anonymousMib }));
  writeFileSync(
    join(import.meta.dirname, '../../docs', picture),
    barChart({ title: 'Anonymous memory while watching an app, MiB (less is better)', bars, own: 'sidewatch' }),
  );
  return `## Compared with similar programs

Each program checks the same healthy Python web server every 20 s, in separate namespaces. The figures are medians of ${RUNS} runs of ${IDLE_S} s,
starting 8 s after the start. That is earlier and shorter than for the figures above. The last column has each program's exact words when the server
listens on 127.0.0.1. No program was configured to run a command when a check fails.

| program | anonymous memory | memory (PSS) | CPU of one core | about an app on 127.0.0.1 |
| --- | --- | --- | --- | --- |
${rows.map(rowOf).join('\n')}

![Anonymous memory of sidewatch and similar programs](${picture})
`;
}

const rowOf = ({ name, anonymousMib, pssMib, cpuPercent, says }: Row): string =>
  `| ${name} | ${anonymousMib.toFixed(1)} MiB | ${pssMib.toFixed(1)} MiB | ${cpuPercent.toFixed(2)}% | ${says.replaceAll('|', '\\|')} |`;

async function measure({ name }: Peer, sidewatch: string): Promise<Row> {
  const healthy: Run[] = [];
  for (let i = 0; i < RUNS; i += 1) healthy.push(await once(name, '0.0.0.0', IDLE_S, sidewatch));
  const broken = await once(name, '127.0.0.1', 2, sidewatch);
  return {
    name,
    pssMib: median(healthy.map(({ pssKib }) => pssKib)) / 1024,
    anonymousMib: median(healthy.map(({ anonymousKib }) => anonymousKib)) / 1024,
    cpuPercent: median(healthy.map(({ cpuPercent }) => cpuPercent)),
    says: broken.says,
  };
}

async function once(name: string, address: string, seconds: number, sidewatch: string): Promise<Run> {
  const script = join(import.meta.dirname, 'peers-run.ts');
  // `as`: peers-run.ts prints a Run.
  return (await inNamespaces(script, name, address, String(seconds), sidewatch)) as Run;
}
