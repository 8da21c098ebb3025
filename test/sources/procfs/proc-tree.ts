import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Stat } from '../../../src/sources/procfs/files/parse-stat.ts';
import { fixtures } from './fixtures.ts';

/** A process of a made-up /proc. */
export interface MadeProcess extends Partial<Stat> {
  readonly pid: number;
  readonly cmdline?: readonly string[];
  readonly environ?: readonly string[];
  readonly exe?: string;
  readonly cwd?: string;
  /** Where the descriptors lead. */
  readonly fds?: Readonly<Record<string, string>>;
}

/** A /proc on disk that a test may change from look to look; removed when the test has ended. */
export interface ProcTree {
  readonly root: string;
  add(process: MadeProcess): void;
  remove(pid: number): void;
  write(path: string, text: string): void;
}

export const AGENT_PID = 5;

/** The stat of a process, unremarkable but for what is given. */
export const stat = (change: Partial<Stat> & { readonly pid: number }): Stat => ({
  comm: 'sleep',
  state: 'S',
  ppid: 1,
  group: change.pid,
  session: change.pid,
  tty: 0,
  cpuTicks: 0,
  startTicks: 1_000,
  ...change,
});

/** A /proc with init, the agent, and these processes; its machine was started 100 s ago, and nothing listens. */
export function procTree(...processes: readonly MadeProcess[]): ProcTree {
  const root = mkdtempSync(join(tmpdir(), 'sidewatch-proc-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const tree: ProcTree = {
    root,
    add(process) {
      tree.remove(process.pid);
      mkdirSync(join(root, `${process.pid}/fd`), { recursive: true });
      tree.write(`${process.pid}/stat`, statText(stat(process)));
      tree.write(`${process.pid}/cmdline`, (process.cmdline ?? ['sleep', '30']).map((word) => `${word}\0`).join(''));
      tree.write(`${process.pid}/environ`, (process.environ ?? ['PATH=/bin']).map((entry) => `${entry}\0`).join(''));
      symlinkSync(process.exe ?? '/bin/sleep', join(root, `${process.pid}/exe`));
      symlinkSync(process.cwd ?? '/srv', join(root, `${process.pid}/cwd`));
      for (const [fd, target] of Object.entries(process.fds ?? {}))
        symlinkSync(target, join(root, `${process.pid}/fd/${fd}`));
    },
    remove: (pid) => rmSync(join(root, `${pid}`), { recursive: true, force: true }),
    write: (path, text) => writeFileSync(join(root, path), text),
  };
  mkdirSync(join(root, 'net'));
  const header = readFileSync(join(fixtures, 'noipv6/net/tcp'), 'utf8');
  tree.write('net/tcp', header);
  tree.write('uptime', '100.00 150.00\n');
  for (const process of [{ pid: 1, ppid: 0, startTicks: 1 }, { pid: AGENT_PID, startTicks: 900 }, ...processes])
    tree.add(process);
  return tree;
}

function statText({ pid, comm, state, ppid, group, session, tty, cpuTicks, startTicks }: Stat): string {
  return `${pid} (${comm}) ${state} ${ppid} ${group} ${session} ${tty} -1 4194304 75 0 0 0 ${cpuTicks} 0 0 0 20 0 1 0 ${startTicks} 2990080 380\n`;
}
