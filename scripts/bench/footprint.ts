import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtDirectory } from '../../test/support/built.ts';
import { scratch } from '../../test/support/scratch.ts';
import { median } from './median.ts';

/** What one agent needed next to a healthy app. */
export interface Run {
  /** From the launcher's exec to the first 200 of /livez. */
  readonly startMs: number;
  /** The time of `node -e 0` just before, which shows how fast and how busy the machine is. */
  readonly nodeMs: number;
  readonly pssKib: number;
  readonly anonymousKib: number;
  /** CPU time as a percentage of one core, over 30 s. */
  readonly cpuPercent: number;
  /** Peak anonymous memory while the app wrote a million lines as fast as it could. */
  readonly burstKib: number;
}

const RUNS = 3;
const NAMESPACES = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
const SET_UP = 'ip link set lo up && ip addr add 10.77.0.2/32 dev lo && exec "$@"';
const run = promisify(execFile);

/** One row of the section: a value of each run, its unit, and the aim. */
interface Figure {
  readonly what: string;
  readonly aim?: string;
  readonly unit?: string;
  readonly digits: number;
  of(run: Run): number;
}

const FIGURES: readonly Figure[] = [
  {
    what: "exec of the launcher to the API's first response",
    aim: '80 ms',
    unit: ' ms',
    digits: 0,
    of: ({ startMs }) => startMs,
  },
  {
    what: '`node -e 0` just before (20 ms on an idle machine like this)',
    unit: ' ms',
    digits: 0,
    of: ({ nodeMs }) => nodeMs,
  },
  {
    what: 'the first as a multiple of the second, which depends little on the load of the machine',
    aim: '4',
    digits: 1,
    of: ({ startMs, nodeMs }) => startMs / nodeMs,
  },
  {
    what: 'anonymous memory',
    aim: '20 MiB',
    unit: ' MiB',
    digits: 1,
    of: ({ anonymousKib }) => anonymousKib / 1024,
  },
  {
    what: 'peak anonymous memory while the app logs 104 MB as fast as it can',
    aim: '20 MiB',
    unit: ' MiB',
    digits: 1,
    of: ({ burstKib }) => burstKib / 1024,
  },
  { what: 'memory with its share of shared pages (PSS)', unit: ' MiB', digits: 1, of: ({ pssKib }) => pssKib / 1024 },
  {
    what: 'CPU of one core, over 30 s, from 15 s after the start',
    aim: '0.2%',
    unit: '%',
    digits: 2,
    of: ({ cpuPercent }) => cpuPercent,
  },
];

/** What the shipped agent costs next to a healthy app, as a section of docs/performance.md. */
export async function footprintSection(): Promise<string> {
  const directory = builtDirectory();
  const server = join(scratch('footprint'), 'server');
  const source = join(import.meta.dirname, '../../test/container/apps/server.c');
  execFileSync('musl-gcc', ['-static', '-O1', '-o', server, source]);
  const runs: Run[] = [];
  for (let i = 0; i < RUNS; i += 1) runs.push(await once(directory, server));
  return `## What the agent costs next to a healthy app

The shipped directory runs under its launcher, next to a static web server in a network and process namespace. The table is from ${RUNS} runs.

| what | aim | median | least | most |
| --- | --- | --- | --- | --- |
${FIGURES.map((figure) => rowOf(figure, runs.map(figure.of))).join('\n')}
`;
}

function rowOf({ what, aim = '', unit = '', digits }: Figure, values: readonly number[]): string {
  const told = [median(values), Math.min(...values), Math.max(...values)];
  return `| ${what} | ${aim} | ${told.map((each) => `${each.toFixed(digits)}${unit}`).join(' | ')} |`;
}

async function once(directory: string, server: string): Promise<Run> {
  const inner = [process.execPath, join(import.meta.dirname, 'footprint-run.ts'), directory, server];
  const { stdout } = await run('unshare', [...NAMESPACES, 'sh', '-c', SET_UP, 'sh', ...inner], { timeout: 120_000 });
  // `as`: footprint-run.ts prints a Run.
  return JSON.parse(stdout) as Run;
}
