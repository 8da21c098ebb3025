import { constants } from 'node:os';
import { setTimeout as timeout } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { Instant } from '../../core/clock.ts';
import type { Exit } from '../../core/facts/app.ts';
import type { OutputStream } from '../../core/facts/output-loss.ts';
import { earlierOutput, type UnreadOutput } from '../../core/facts/unread-output.ts';
import type { Observation } from '../../core/memory/observation.ts';
import type { Source, Watch } from '../../core/ports/source.ts';
import type { AppEnd } from './app-end.ts';
import type { AppOptions } from './app-options.ts';
import { type Keep, keepFacts, releasedBefore } from './kept.ts';
import { type LauncherLink, lineReader, readAll, tellLauncher } from './launcher-link.ts';
import { type EndNumber, type LauncherEvent, parseLauncherEvent } from './parse-launcher-event.ts';
import { isStop } from './signals.ts';
import { startFailureOf } from './start-failure.ts';

/** An app that the launcher started. Output that the launcher could not copy is not observed. */
export interface LauncherAppOptions extends AppOptions {
  readonly link: LauncherLink;
  readonly exitGraceMs: number;
  readonly keep: Keep;
  /** Called when this agent takes over from one that exited. */
  onAgain(number: number, end: Omit<Exit, 'at'>): void;
}

/** How long the output must be silent to count as ended, where a survivor holds the pipes. */
const IDLE_MS = 150;
const DRAIN_LIMIT_MS = 2_000;

/** The app as the launcher's child, known only from the launcher's events. `end` is undefined if the launcher is gone before it reported the end. */
export function launcherApp(options: LauncherAppOptions): {
  readonly source: Source;
  readonly end: Promise<AppEnd | undefined>;
} {
  const { promise: end, resolve } = Promise.withResolvers<AppEnd | undefined>();
  const source: Source = {
    name: 'launcher',
    async run(watch, signal) {
      const following = new AbortController();
      void keepFacts(watch, options.keep, AbortSignal.any([signal, following.signal]));
      resolve(await follow(options, watch, following.signal));
      // A daemon of the app can hold its output open forever.
      following.abort();
    },
  };
  return { source, end };
}

/** The last event: the app's end, or a failed start. */
type Last = Extract<LauncherEvent, { kind: 'exited' | 'not-started' }>;

async function follow(options: LauncherAppOptions, watch: Watch, done: AbortSignal): Promise<AppEnd | undefined> {
  const { link } = options;
  const output = readOutput(options, done);
  // The launcher reports that before it reports the app.
  let isHeir = false;
  const last = new Promise<Last | undefined>((resolve) => {
    const hear = (line: string): void => {
      const event = parseLauncherEvent(line);
      if (event?.kind === 'exited' || event?.kind === 'not-started') resolve(event);
      else if (event) heard(event, options, watch, isHeir);
      isHeir ||= event?.kind === 'again';
    };
    void readAll(link.events, lineReader(hear), done).then(() => resolve(undefined));
  });
  tellLauncher(link, `grace ${Math.round(options.exitGraceMs)}`);
  tellLauncher(link, `daemonize ${options.onDaemonize}`);
  tellLauncher(link, 'ready');
  const event = await last;
  if (event?.kind === 'exited') await output.ended();
  options.outputEnded();
  return event && ended(event, options, watch);
}

function heard(event: Exclude<LauncherEvent, Last>, options: LauncherAppOptions, watch: Watch, isHeir: boolean): void {
  const observation = observationOf(event, options, watch.clock.now(), isHeir);
  if (observation) watch.record(observation);
  if (event.kind === 'started') {
    for (const each of releasedBefore(options.link.kept, watch.clock.now())) watch.record(each);
  }
  if (event.kind === 'again') options.onAgain(event.number, exitOf(event.end));
}

function observationOf(
  event: Exclude<LauncherEvent, Last>,
  { command, link }: LauncherAppOptions,
  now: Instant,
  isHeir: boolean,
): Observation | undefined {
  switch (event.kind) {
    case 'started': {
      const unread = unreadOutput(link) ?? (isHeir ? earlierOutput : undefined);
      const value = { command, pid: event.pid, ...(unread && { unread }) };
      return { kind: 'event', fact: 'app-started', value, at: event.at };
    }
    case 'signal': {
      const by = anySignalName(event.signal);
      return isStop(by) ? { kind: 'event', fact: 'stop-requested', value: { by }, at: event.at } : undefined;
    }
    case 'dropped':
      return { kind: 'event', fact: 'output-cut', value: { origin: event.stream, bytes: event.bytes }, at: now };
    case 'lost-output': {
      const { stream, bytes, trouble } = event;
      const value = { stream, bytes, ...(trouble !== undefined && { trouble }) };
      return { kind: 'event', fact: 'output-lost', value, at: now };
    }
    case 'adopted':
      return { kind: 'event', fact: 'app-daemonized', value: { code: 0 }, at: event.at };
    case 'again':
    case 'reaped':
    case 'lost':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** The streams without a copy. The agent has the same stdout and stderr as the app, so it sees whether that is a terminal. */
function unreadOutput({ stdout, stderr }: LauncherLink): UnreadOutput | undefined {
  if (stdout !== undefined && stderr !== undefined) return undefined;
  const isOnTerminal = (stdout === undefined && isatty(1)) || (stderr === undefined && isatty(2));
  const stream = stdout === stderr ? 'output' : stdout === undefined ? 'stdout' : 'stderr';
  return { stream, why: isOnTerminal ? 'terminal' : 'uncopied' };
}

function ended(event: Last, { command, environment, link }: LauncherAppOptions, watch: Watch): AppEnd {
  if (event.kind === 'not-started') {
    const failure = startFailureOf(event.errno, {
      name: command[0] ?? '',
      path: environment['PATH'],
      directory: link.directory,
    });
    const value = { command, failure };
    watch.record({ kind: 'event', fact: 'app-not-started', value, at: event.at ?? watch.clock.now() });
    return { kind: 'not-started', failure };
  }
  const exit = exitOf(event.end);
  // On a terminal, Ctrl-C goes to the app itself.
  if (exit.signal === 'SIGINT' && link.stdout === undefined) {
    watch.record({ kind: 'event', fact: 'stop-requested', value: { by: 'SIGINT' }, at: event.at });
  }
  watch.record({ kind: 'event', fact: 'app-exited', value: exit, at: event.at });
  return { kind: 'exited', exit };
}

const exitOf = (end: EndNumber): Omit<Exit, 'at'> =>
  end.kind === 'code' ? { code: end.code } : { signal: anySignalName(end.signal) };

/** The name of a signal. Real-time signals have only numbers: `SIG35`. */
function anySignalName(number: number): string {
  return Object.entries(constants.signals).find(([, each]) => each === number)?.[0] ?? `SIG${number}`;
}

/** Reads the copies. `ended` waits until they end, or are silent. */
function readOutput({ link, observe, exitGraceMs }: LauncherAppOptions, done: AbortSignal): { ended(): Promise<void> } {
  let chunks = 0;
  let isOpen = true;
  const read = (stream: OutputStream, descriptor: number | undefined): Promise<void> =>
    descriptor === undefined
      ? Promise.resolve()
      : readAll(
          descriptor,
          (chunk) => {
            chunks += 1;
            observe(stream, chunk);
          },
          done,
        );
  const isOne = link.stdout === link.stderr;
  const copies = isOne ? [read('output', link.stdout)] : [read('stdout', link.stdout), read('stderr', link.stderr)];
  const all = Promise.all(copies).then(() => {
    isOpen = false;
  });
  return {
    async ended() {
      const limit = timeout(Math.min(DRAIN_LIMIT_MS, exitGraceMs / 2), 'limit', { ref: false });
      for (let before = -1; isOpen && before !== chunks; ) {
        before = chunks;
        if ((await Promise.race([all, limit, timeout(IDLE_MS, undefined, { ref: false })])) === 'limit') return;
      }
    },
  };
}
