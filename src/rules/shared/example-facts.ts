import { type Listener, withScope } from '../../core/facts/listener.ts';
import type { Outcome, Probe } from '../../core/facts/probe.ts';
import type { Process } from '../../core/facts/process.ts';
import { type Log, noLog } from '../../core/memory/facts.ts';

/** A listener of the app for the examples of rules. */
export const exampleListener = (address: string, port: number, pid = 7, command?: readonly string[]): Listener =>
  withScope({
    address,
    port,
    family: 'ipv4',
    owner: 'app',
    pid,
    uid: 0,
    inode: 41,
    queued: 0,
    ...(command && { command }),
  });

/** A living process of the app for the examples of rules. */
export const exampleProcess = (pid: number, command: readonly string[], change: Partial<Process> = {}): Process => ({
  pid,
  ppid: 1,
  kinship: 'main',
  name: command[0] ?? '',
  command,
  state: 'S',
  startedAt: 0,
  cpuMs: 90,
  ...change,
});

/** A log of these last lines for the examples of rules. */
export const exampleLog = (...lines: readonly string[]): Log => ({
  ...noLog,
  tail: lines.map((text) => ({ origin: 'stdout', text })),
});

/** A failed release probe for the examples of rules, with what the example is about changed. */
export const exampleProbe = (outcome: Outcome, change: Partial<Probe> = {}): Probe => ({
  endpoint: { port: 8000, protocol: 'http', source: '$PORT' },
  purpose: 'release',
  address: '10.0.0.2',
  path: '/',
  host: 'containers',
  at: 0,
  durationMs: 4,
  timeoutMs: 15_000,
  outcome,
  passed: false,
  variants: [],
  ...change,
});
