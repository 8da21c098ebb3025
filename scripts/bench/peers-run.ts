// One run of peers.ts in separate namespaces. PEER watches an app on ADDRESS for SECONDS. SIDEWATCH is the built program. Prints a Run as JSON.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratch } from '../../test/support/scratch.ts';
import { INTERVAL_S, peers } from './peer-kinds.ts';
import type { Run } from './peers.ts';

const SETTLE_MS = 8_000;

const [name = '', address = '', seconds = '', sidewatch = ''] = process.argv.slice(2);
const peer = peers.find((each) => each.name === name);
if (peer === undefined) throw new Error(`no peer of the name ${name}`);
const app = ['/usr/bin/python3', '-m', 'http.server', '8000', '--bind', address];
const said: string[] = [];

const environment = { PATH: '/usr/bin:/bin', PORT: '8000' };
const ownApp = peer.startsApp ? undefined : start(app);
const watcher = start(peer.command(scratch('peer'), app, sidewatch));
for (const stream of [watcher.stdout, watcher.stderr]) stream.on('data', (chunk) => said.push(String(chunk)));
const asking = peer.askAt === undefined ? undefined : askEvery(peer.askAt);
await sleep(SETTLE_MS);
const pids = below(watcher.pid ?? 0).filter((pid) => !commandOf(pid).startsWith(`${app[0]}\0-m`));
const before = pids.map(cpuMs);
await sleep(Number(seconds) * 1_000);
const used = pids.map((pid, i) => cpuMs(pid) - (before[i] ?? 0));
const run: Run = {
  pssKib: sum(pids.map((pid) => kib(pid, 'Pss'))),
  anonymousKib: sum(pids.map((pid) => kib(pid, 'Anonymous'))),
  cpuPercent: sum(used) / (Number(seconds) * 10),
  says: peer.says(said.join('')),
};
console.log(JSON.stringify(run));
clearInterval(asking);
for (const each of [watcher, ownApp]) each?.kill('SIGKILL');
process.exit(0);

function start([program = '', ...args]: readonly string[]) {
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
}

function askEvery(url: string): NodeJS.Timeout {
  const ask = () =>
    void fetch(url).then(
      async (answer) => said.push(await answer.text()),
      () => undefined,
    );
  setTimeout(ask, 2_000);
  return setInterval(ask, INTERVAL_S * 1_000);
}

function below(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(below)];
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

function kib(pid: number, field: string): number {
  return Number(new RegExp(`^${field}: +(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
}

/** The scheduler's CPU time of all its threads. */
function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return (
    sum(threads.map((each) => Number(readFileSync(`/proc/${pid}/task/${each}/schedstat`, 'utf8').split(' ')[0]))) / 1e6
  );
}

function sum(all: readonly number[]): number {
  return all.reduce((total, each) => total + each, 0);
}
