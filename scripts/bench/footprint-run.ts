// One run of footprint.ts in separate namespaces, with the DIRECTORY of the build and the SERVER to watch. Prints a Run as JSON.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from './footprint.ts';

/** The agent slows down its scans within 5 s, and V8 collects once, 8 s after the start. */
const SETTLE_MS = 15_000;
const IDLE_MS = 30_000;
/** Lines of 104 bytes. */
const BURST_LINES = 1_000_000;

const [directory = '', server = ''] = process.argv.slice(2);
const nodeMs = timed(() => spawnSync(process.execPath, ['-e', '0']));
const startedAt = performance.now();
const launcher = spawn(join(directory, 'sidewatch'), ['run', '--', server], {
  stdio: 'ignore',
  env: { PATH: '/usr/bin', PORT: '8000' },
});
while (!(await isAlive())) await sleep(1);
const startMs = performance.now() - startedAt;
await sleep(SETTLE_MS);
const agent = agentOf(launcher);
const before = cpuMs(agent);
await sleep(IDLE_MS);
const used = cpuMs(agent) - before;
const run: Run = {
  startMs,
  nodeMs,
  pssKib: kib('Pss'),
  anonymousKib: kib('Anonymous'),
  cpuPercent: (used / IDLE_MS) * 100,
  burstKib: await mostWhile(fetch(`http://127.0.0.1:8000/lines/${BURST_LINES}`)),
};
console.log(JSON.stringify(run));
launcher.kill('SIGKILL');

function timed(action: () => void): number {
  const from = performance.now();
  action();
  return performance.now() - from;
}

/** Whether /livez returns 200. */
function isAlive(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(9393, '127.0.0.1');
    socket.on('connect', () => socket.write('GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'));
    socket.once('data', (chunk) => {
      socket.destroy();
      resolve(chunk.toString().startsWith('HTTP/1.1 200'));
    });
    socket.on('error', () => resolve(false));
  });
}

function agentOf({ pid }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.find((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('lib/agent'));
  if (found === undefined) throw new Error('the launcher has no agent');
  return found;
}

/** A row of the agent's smaps_rollup. */
function kib(name: string): number {
  const memory = readFileSync(`/proc/${agent}/smaps_rollup`, 'utf8');
  return Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(memory)?.[1]);
}

/** The agent's peak anonymous memory during this time. */
async function mostWhile(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  let most = kib('Anonymous');
  for (; !isDone; most = Math.max(most, kib('Anonymous'))) await sleep(20);
  await done;
  return most;
}

/** The scheduler's CPU time of all its threads. */
function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((each) => Number(readFileSync(`/proc/${pid}/task/${each}/schedstat`, 'utf8').split(' ')[0]));
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}
