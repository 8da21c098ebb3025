import type { Instant } from '../core/clock.ts';
import { located } from '../core/crash-reason.ts';
import { answeredSince } from '../core/last-probe.ts';
import type { Exception, ServerName } from '../core/log-event.ts';
import { isOffline, refinedBy, unseenApp } from '../core/optional-facts.ts';
import { type QuickEnd, quickEnds } from '../core/quick-ends.ts';
import { defineRule } from '../core/rule.ts';
import { serverTitle } from '../core/seen-server.ts';

interface Finding {
  readonly server: ServerName;
  readonly count: number;
  /** From the first start to the last end. */
  readonly overMs: number;
  readonly last: { readonly pid: number; readonly at: Instant; readonly how: string };
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** What the workers printed themselves, where the log shows no exception. */
  readonly said?: string;
}

const ACTIVE_MS = 60_000;

export default refinedBy(
  { app: unseenApp, probes: [] },
  defineRule<'pool' | 'log' | 'app' | 'probes', Finding>({
    code: 'crash-loop',
    title: 'A process of the app is started again and again',
    stage: 'worker',
    severity: 'error',
    needs: ['pool', 'log', 'app', 'probes'],
    explains: ['no-response', 'slow-boot', 'not-listening', 'runtime-check-failing', 'connection-reset'],
    meaning:
      'The supervisor inside the container (the server that started the worker) starts it anew each time it ends, and it ends each time within seconds. ' +
      'The container itself stays up, so nothing but its log and its processor time shows that the app never runs.',
    when({ at, pool, log, app, probes }) {
      const ends = quickEnds(pool);
      const [first, last] = [ends[0], ends.at(-1)];
      if (first === undefined || last === undefined || answeredSince(probes, last.end.at)) return undefined;
      if (at - last.end.at > ACTIVE_MS && !isOffline(app)) return undefined;
      const exception = log.exceptions.find((each) => each.at >= first.bootedAt);
      const said = log.tail.findLast(({ text }) => text.trim() !== '' && !SERVERS_OWN.test(text))?.text.trim();
      return {
        server: pool.server,
        count: Math.max(ends.length, pool.bootCount - 1),
        overMs: Math.max(1, last.end.at - first.bootedAt),
        last: { pid: last.pid, at: last.end.at, how: howEnded(last) },
        ...(exception ? { exception } : said !== undefined && { said }),
      };
    },
    summary: ({ server, count, last, ...why }) =>
      `${serverTitle(server)} has started ${count} workers that ended within seconds, the last one (pid ${last.pid}) ${last.how}: ${reason(why)}.`,
    evidence: ({ count, overMs, last, exception, said }) => [
      {
        source: 'log',
        expected: 'workers that stay',
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
      server: 'gunicorn',
      count: 71,
      overMs: 5_000,
      last: { pid: 78, at: 0, how: 'with code 1' },
      said: 'missing SECRET_KEY',
    },
  }),
);

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
