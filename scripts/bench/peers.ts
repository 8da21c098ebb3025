import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtDirectory } from '../../test/support/built.ts';
import { barChart } from './bar-chart.ts';
import { inNamespaces } from './in-namespaces.ts';
import { median } from './median.ts';
import { type Peer, peers } from './peer-kinds.ts';

/** What one program needed beside an app, and what it said of it. */
export interface Run {
  readonly pssKib: number;
  readonly anonymousKib: number;
  /** Of one core. */
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

/** sidewatch beside programs of Debian's that watch an app too, as a section of docs/performance.md, with a picture. */
export async function peersSection(): Promise<string> {
  const sidewatch = join(builtDirectory(), 'sidewatch');
  const present = peers.filter(({ program }) => program === undefined || existsSync(program));
  const rows: Row[] = [];
  for (const peer of present) rows.push(await measure(peer, sidewatch));
  const bars = rows.map(({ name, anonymousMib }) => ({ name, value: anonymousMib }));
  writeFileSync(
    join(import.meta.dirname, '../../docs', picture),
    barChart({ title: 'Anonymous memory beside an app, MiB (less is better)', bars, own: 'sidewatch' }),
  );
  return `## Beside its peers

Each watches the same healthy Python web server every 20 s, in namespaces of its own; medians of ${RUNS} runs of ${IDLE_S} s, from 8 s
after the start on: sooner, and for a shorter time, than the figures above. The last column is what
each says, word for word, when that server listens on 127.0.0.1. Where a peer can be told what to run when a check fails, it was not.

| program | anonymous memory | memory (PSS) | processor, of one core | of an app on 127.0.0.1 |
| --- | --- | --- | --- | --- |
${rows.map(rowOf).join('\n')}

![Anonymous memory of sidewatch and its peers](${picture})
`;
}

const rowOf = ({ name, anonymousMib, pssMib, cpuPercent, says }: Row): string =>
  `| ${name} | ${anonymousMib.toFixed(1)} MiB | ${pssMib.toFixed(1)} MiB | ${cpuPercent.toFixed(2)} % | ${says.replaceAll('|', '\\|')} |`;

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
  // `as`: peers-run.ts writes it.
  return (await inNamespaces(script, name, address, String(seconds), sidewatch)) as Run;
}
