import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as timeout } from 'node:timers/promises';
import type { Exit } from '../../core/facts/app.ts';
import type { Source, Watch } from '../../core/ports/source.ts';
import type { AppEnd, NotStarted } from './app-end.ts';
import type { AppOptions } from './app-options.ts';
import type { OrderedWriter } from './ordered-writer.ts';
import { outlive, signalSurvivors } from './outlive.ts';
import { outputPipes } from './output-pipes.ts';
import { haveSameTarget } from './same-target.ts';
import { isStop, onSignals } from './signals.ts';
import { startable } from './start-failure.ts';

/** How long the app's last output can take to arrive after its exit. It only takes longer where a survivor holds the pipe. */
const DRAIN_MS = 150;

/** How the agent itself starts the app. Each chunk of output is observed before it is forwarded. */
export interface ChildAppOptions extends AppOptions {
  /** Put into the app's environment as SIDEWATCH_APP, which all descendants inherit. A daemon is recognized by it. */
  readonly mark: string;
  readonly stdout: OrderedWriter;
  readonly stderr: OrderedWriter;
}

type Output = Readable | null | undefined;

/** The app as the agent's own child: its output passes through, signals are forwarded, and `end` resolves with how it ended. */
export function childApp(options: ChildAppOptions): { readonly source: Source; readonly end: Promise<AppEnd> } {
  const { promise: end, resolve } = Promise.withResolvers<AppEnd>();
  const source: Source = {
    name: 'child app',
    async run(watch, signal) {
      resolve(await runChild(options, watch, signal));
    },
  };
  return { source, end };
}

async function runChild(options: ChildAppOptions, watch: Watch, signal: AbortSignal): Promise<AppEnd> {
  const { command } = options;
  const [name = '', ...args] = command;
  // Checked before the spawn, because libuv's execvp passes a program for another CPU to /bin/sh, which reports it as not found.
  const resolution = startable({ name, path: options.environment['PATH'] });
  if (resolution.kind === 'failed') return notStarted(resolution.failure, options, watch);
  const pipes = outputPipes();
  // Without our own pipes the app gets two of Node's sockets.
  const isOne = pipes !== undefined && haveSameTarget();
  const child = spawn(resolution.path, args, {
    argv0: name,
    stdio: ['inherit', pipes?.[0].writeEnd ?? 'pipe', pipes?.[isOne ? 0 : 1].writeEnd ?? 'pipe'],
    env: { ...options.environment, SIDEWATCH_APP: options.mark },
    // Its own session: then the terminal's Ctrl-C reaches only the agent, which forwards it once.
    detached: true,
  });
  const stopForwarding = onSignals((name) => forward(child, name, watch));
  // Now only the app holds them, so they close when it exits.
  for (const { writeEnd } of pipes ?? []) closeSync(writeEnd);
  const [stdout, stderr] = pipes?.map(({ readEnd }) => readEnd) ?? [child.stdout, child.stderr];
  const spawned = await started(child);
  if (spawned.kind === 'not-started') {
    stopForwarding();
    return notStarted({ ...spawned.failure, path: resolution.path }, options, watch);
  }
  watch.record({ kind: 'event', fact: 'app-started', value: { command, pid: spawned.pid }, at: watch.clock.now() });
  const outputs = isOne ? [bothOf(stdout, options)] : [stdoutOf(stdout, options), stderrOf(stderr, options)];
  const exit = await passOutputUntilExit(child, outputs, options);
  if (options.onDaemonize === 'adopt' && exit.code === 0) await outlive(watch, signal);
  watch.record({ kind: 'event', fact: 'app-exited', value: exit, at: watch.clock.now() });
  stopForwarding();
  return { kind: 'exited', exit };
}

function notStarted(failure: NotStarted['failure'], options: ChildAppOptions, watch: Watch): AppEnd {
  const value = { command: options.command, failure };
  watch.record({ kind: 'event', fact: 'app-not-started', value, at: watch.clock.now() });
  return { kind: 'not-started', failure };
}

function started(child: ChildProcess): Promise<{ readonly kind: 'started'; readonly pid: number } | NotStarted> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ kind: 'not-started', failure: { errno: error.code ?? 'EIO', path: '', searched: [] } });
    });
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve({ kind: 'started', pid: child.pid });
    });
  });
}

function forward(child: ChildProcess, signal: NodeJS.Signals, watch: Watch): void {
  if (isStop(signal)) {
    watch.record({ kind: 'event', fact: 'stop-requested', value: { by: signal }, at: watch.clock.now() });
  }
  // An app that has just exited cannot be signaled. Either its exit event is still to come, or its daemon is the app now.
  if (!child.kill(signal)) signalSurvivors(signal, watch);
}

async function passOutputUntilExit(
  child: ChildProcess,
  outputs: readonly Promise<void>[],
  options: ChildAppOptions,
): Promise<Omit<Exit, 'at'>> {
  const exited = new Promise<Omit<Exit, 'at'>>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 0 } : { signal }));
  });
  const exit = await exited;
  await Promise.race([Promise.all(outputs), timeout(DRAIN_MS)]);
  options.outputEnded();
  return exit;
}

const stdoutOf = (from: Output, { stdout, observe }: ChildAppOptions): Promise<void> =>
  pass(from, stdout, (chunk) => observe('stdout', chunk));

const stderrOf = (from: Output, { stderr, observe }: ChildAppOptions): Promise<void> =>
  pass(from, stderr, (chunk) => observe('stderr', chunk));

/** Both streams go where the agent's own lines go, which start only after one of the app's lines has ended. */
const bothOf = (from: Output, { stderr, observe }: ChildAppOptions): Promise<void> =>
  pass(from, stderr, (chunk) => observe('output', chunk));

/** Forwards a stream chunk by chunk. Reading waits for writing, so a slow reader slows the app as it would without an agent. */
async function pass(from: Output, to: OrderedWriter, observe: (chunk: Buffer) => void): Promise<void> {
  if (!from) return;
  try {
    for await (const chunk of from) {
      observe(chunk);
      // The reader is gone. Closing our end gives the app the EPIPE that it would get without us.
      if (!(await to.bytes(chunk))) break;
    }
  } catch {
    // A pipe that breaks while it is read has no more data.
  }
}
