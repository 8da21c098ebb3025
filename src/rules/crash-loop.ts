import type { Instant } from '../core/clock.ts';
import { appListeners } from '../core/facts/listener.ts';
import type { Exception } from '../core/facts/log-event.ts';
import { noPast } from '../core/facts/past.ts';
import { commandLine } from '../core/facts/process.ts';
import { located } from '../core/findings/crash-reason.ts';
import { answeredSince } from '../core/findings/last-probe.ts';
import { isOffline, refinedBy, uncheckedHealth, unseenApp, untoldPool } from '../core/findings/optional-facts.ts';
import { type QuickEnd, quickEnds } from '../core/findings/quick-ends.ts';
import { restartLoop } from '../core/findings/restart-loop.ts';
import { serverTitle } from '../core/findings/seen-server.ts';
import { processWords } from '../core/findings/survivors.ts';
import { defineRule, type Known } from '../core/rule.ts';
import { recognise } from '../remedies/recognise.ts';
import { servers } from '../remedies/servers.ts';

interface Finding {
  /** Who starts it anew: a server by its name, or another process in words. */
  readonly supervisor: string;
  /** What is started: `workers`, or a command. */
  readonly what: string;
  readonly count: number;
  /** From the first start to the last end. */
  readonly overMs: number;
  readonly last: { readonly pid: number; readonly at: Instant; readonly how: string };
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** What the workers printed themselves, where the log shows no exception. */
  readonly said?: string;
}

type Needed = 'past' | 'processes' | 'log' | 'app' | 'health' | 'listeners';

const ACTIVE_MS = 60_000;

export default refinedBy(
  { app: unseenApp, probes: [], pool: untoldPool, processes: [], past: noPast, health: uncheckedHealth, listeners: [] },
  defineRule<'pool' | 'log' | 'app' | 'probes' | 'processes' | 'past' | 'health' | 'listeners', Finding>({
    code: 'crash-loop',
    title: 'A process of the app is started again and again',
    stage: 'worker',
    severity: 'error',
    needs: ['pool', 'log', 'app', 'probes', 'processes', 'past', 'health', 'listeners'],
    explains: ['no-response', 'slow-boot', 'not-listening', 'runtime-check-failing', 'connection-reset'],
    meaning:
      'The supervisor inside the container (the server that started the worker, or a script with a loop) starts it anew each time it ends, and it ends each time within seconds. ' +
      'The container itself stays up, so nothing but its log and its processor time shows that the app never runs.',
    when(known) {
      const { at, pool, log, app, probes } = known;
      const ends = quickEnds(pool);
      const [first, last] = [ends[0], ends.at(-1)];
      if (first === undefined || last === undefined) return restarts(known);
      if (answeredSince(probes, last.end.at)) return undefined;
      if (at - last.end.at > ACTIVE_MS && !isOffline(app)) return undefined;
      const exception = log.exceptions.find((each) => each.at >= first.bootedAt);
      const said = log.tail.findLast(({ text }) => text.trim() !== '' && !SERVERS_OWN.test(text))?.text.trim();
      return {
        supervisor: serverTitle(pool.server),
        what: 'workers',
        count: Math.max(ends.length, pool.bootCount - 1),
        overMs: Math.max(1, last.end.at - first.bootedAt),
        last: { pid: last.pid, at: last.end.at, how: howEnded(last) },
        ...(exception ? { exception } : said !== undefined && { said }),
      };
    },
    summary: ({ supervisor, what, count, last, ...why }) =>
      `${supervisor} has started ${what === 'workers' ? `${count} workers that ended` : `${what} ${count} times, and it ended each time`} within seconds, the last one (pid ${last.pid}) ${last.how}: ${reason(why)}.`,
    evidence: ({ count, overMs, last, exception, said }) => [
      {
        source: 'log',
        expected: 'processes that stay',
        observed: `the last of ${count} starts followed each other within ${Math.ceil(overMs / 1_000)} s`,
        at: last.at,
      },
      ...(exception ? [{ source: 'log', observed: located(exception), at: last.at }] : []),
      ...(said === undefined ? [] : [{ source: 'log', observed: said }]),
    ],
    remedy: ({ exception }) => [
      exception
        ? `Mend what raises ${exception.text}${exception.where === undefined ? '' : ` in ${exception.where}`}.`
        : 'Look for what ends the process while it starts (`sys.exit`, `os._exit`, a missing setting): its own last line says most.',
      'Run the same command by hand in the same image, with one worker, and see how it ends.',
    ],
    example: {
      supervisor: 'Gunicorn',
      what: 'workers',
      count: 71,
      overMs: 5_000,
      last: { pid: 78, at: 0, how: 'with code 1' },
      said: 'missing SECRET_KEY',
    },
  }),
);

/** A program that a process of the app starts over and over, and that ends each time with an exception. */
function restarts({ at, past, processes, log, app, health, listeners }: Known<Needed>): Finding | undefined {
  if (app.exit || app.stopRequestedAt !== undefined || health.status === 'running') return undefined;
  const loop = restartLoop(past, at);
  const exception = loop && log.exceptions.findLast((each) => each.at >= loop.firstAt);
  if (loop === undefined || exception === undefined || appListeners(listeners).length > 0) return undefined;
  const { server } = recognise({ commands: [loop.last.process.command] });
  const parent = processes.find(({ pid }) => pid === loop.last.process.ppid);
  // A script that waits for another host runs its small programs over and over, too.
  if (parent === undefined || !servers.some(({ id }) => id === server.id)) return undefined;
  return {
    supervisor: processWords(parent),
    what: `\`${commandLine(loop.last.process).slice(0, 80)}\``,
    count: loop.count,
    overMs: Math.max(1, loop.last.at - loop.firstAt),
    last: { pid: loop.last.process.pid, at: loop.last.at, how: 'by itself' },
    exception,
  };
}

// What Gunicorn, Unicorn and Puma put before their own lines; and a frame of a trace.
const SERVERS_OWN = /^\[[^\]]*\] \[\d+\] \[[A-Z]+\]|^[A-Z], \[|^\[\d+\] |^\s|:\d+:in [`']/;

function howEnded({ end }: QuickEnd): string {
  if (end.kind === 'signal') return `by ${end.signal}`;
  return end.kind === 'exit' && end.code !== undefined ? `with code ${end.code}` : 'by itself';
}

function reason({ exception, said }: Pick<Finding, 'exception' | 'said'>): string {
  if (exception !== undefined) return located(exception);
  const last = said?.replace(/[\s.]+$/, '');
  return last === undefined ? 'the log does not show why' : `what it printed last was "${last}"`;
}
