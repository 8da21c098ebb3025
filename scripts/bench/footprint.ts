import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtDirectory } from '../../test/support/built.ts';
import { scratch } from '../../test/support/scratch.ts';
import { median } from './median.ts';

/** What one agent needed beside a healthy app. */
export interface Run {
  /** From the launcher's exec to the first 200 of /livez. */
  readonly startMs: number;
  /** What `node -e 0` took just before: how fast, and how busy, the machine is. */
  readonly nodeMs: number;
  readonly pssKib: number;
  readonly anonymousKib: number;
  /** Of one core, over 30 s. */
  readonly cpuPercent: number;
}

const RUNS = 3;
const NAMESPACES = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
const SET_UP = 'ip link set lo up && ip addr add 10.77.0.2/32 dev lo && exec "$@"';
const run = promisify(execFile);

/** What the shipped agent costs beside a healthy app, as a section of docs/performance.md. */
export async function footprintSection(): Promise<string> {
  const directory = builtDirectory();
  const server = join(scratch('footprint'), 'server');
  execFileSync('musl-gcc', [
    '-static',
    '-O1',
    '-o',
    server,
    join(import.meta.dirname, '../../test/container/apps/server.c'),
  ]);
  const runs: Run[] = [];
  for (let i = 0; i < RUNS; i += 1) runs.push(await once(directory, server));
  const row = (what: string, aim: string, unit: string, digits: number, of: (each: Run) => number): string => {
    const [middle, least, most] = [median(runs.map(of)), Math.min(...runs.map(of)), Math.max(...runs.map(of))];
    return `| ${what} | ${aim} | ${[middle, least, most].map((each) => `${each.toFixed(digits)}${unit}`).join(' | ')} |`;
  };
  return `## What the agent costs beside a healthy app

The directory as it ships, under its launcher, beside a static web server in a network and process namespace; ${RUNS} runs.

| what | aim | median | least | most |
| --- | --- | --- | --- | --- |
${[
  row('exec of the launcher to the first answer of the API', '80 ms', ' ms', 0, ({ startMs }) => startMs),
  row(
    '`node -e 0` just before, which an idle machine of this kind does in 20 ms',
    '',
    ' ms',
    0,
    ({ nodeMs }) => nodeMs,
  ),
  row('the first as a multiple of the second, which tells little of how busy the machine is', '4', '', 1, (each) => {
    return each.startMs / each.nodeMs;
  }),
  row('anonymous memory', '20 MiB', ' MiB', 1, ({ anonymousKib }) => anonymousKib / 1024),
  row('memory, shared pages by share (PSS)', '', ' MiB', 1, ({ pssKib }) => pssKib / 1024),
  row(
    'processor, of one core, over 30 s from 15 s after the start on',
    '0.2 %',
    ' %',
    2,
    ({ cpuPercent }) => cpuPercent,
  ),
].join('\n')}
`;
}

async function once(directory: string, server: string): Promise<Run> {
  const inner = [process.execPath, join(import.meta.dirname, 'footprint-run.ts'), directory, server];
  const { stdout } = await run('unshare', [...NAMESPACES, 'sh', '-c', SET_UP, 'sh', ...inner], { timeout: 120_000 });
  // `as`: footprint-run.ts writes it.
  return JSON.parse(stdout) as Run;
}
