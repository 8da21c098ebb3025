import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { procfsSource } from '../../../src/sources/procfs/procfs-source.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { type TestWatch, watched } from './watch.ts';

/** An app that a test started. */
export interface LiveApp {
  readonly watch: TestWatch;
  readonly child: ChildProcess;
  /** The next line that the app wrote on stdout. */
  line(): Promise<string>;
}

/** A real app, watched through the real /proc. */
export function liveApp(command: string, args: readonly string[], options: { readonly cwd?: string } = {}): LiveApp {
  const mark = randomUUID();
  const watch = watched(procfsSource({ agentPid: process.pid, ownership: { kind: 'marked', mark } }), systemClock);
  const env = { ...process.env, SIDEWATCH_APP: mark };
  const child = spawn(command, args, { ...options, env, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  watch.startApp(child.pid);
  child.once('exit', () => watch.endApp());
  return { watch, child, line: async () => String((await lines.next()).value) };
}

/** Whether a program is installed here and runs. */
export const has = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;
