import type { Safe } from '../../../core/redaction/redact.ts';
import { ours, safeJson } from '../../../core/redaction/safe-json.ts';
import type { Stream } from '../http/answer.ts';
import type { LiveView } from '../live-view.ts';
import type { View } from '../view.ts';
import { beginning, isForeign, type Position } from './event-position.ts';
import { eventsAfter, hasNews } from './events-after.ts';

/** Proxies close idle connections, often after 30 or 60 s. Writing also reveals that a caller is gone. */
const KEEP_ALIVE_MS = 15_000;
const RETRY_MS = 2_000;

/**
 * The events of the run after a position, as an endless stream of Server-Sent Events: `id` is RUN:NUMBER, `data` the event.
 * Nothing is buffered for a slow caller: it continues at its position in the kept events, and an event `missed` counts those that are gone.
 */
export function eventStream(live: LiveView, run: string, since: Position): Stream {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // Otherwise nginx buffers the events.
      'x-accel-buffering': 'no',
    },
    async send({ write, gone }) {
      let told = since;
      let goesOn = await write(ours(`retry: ${RETRY_MS}\n\n`));
      while (goesOn && !gone.aborted) {
        const view = await live.until((now) => (hasNews(now, told, run) ? now : undefined), KEEP_ALIVE_MS, gone);
        goesOn =
          view === undefined
            ? gone.aborted || (await write(ours(': still here\n\n')))
            : await tell(frames(view, told, run), write);
        if (view !== undefined) told = { run, seq: view.events.at(-1)?.seq ?? 0 };
      }
      // The API closes: how the app exited is still sent.
      if (goesOn) await tell(frames(live.view(), told, run), write);
    },
  };
}

async function tell(frames: Iterable<Safe>, write: (text: Safe) => Promise<boolean>): Promise<boolean> {
  for (const frame of frames) if (!(await write(frame))) return false;
  return true;
}

function* frames(view: View, told: Position, run: string): Generator<Safe> {
  const hasBegunAgain = isForeign(told, run) || isAhead(view, told);
  const { missed, oldest, events } = eventsAfter(view, hasBegunAgain ? beginning : told, run);
  if (hasBegunAgain) yield frame('restarted', { oldest, run });
  if (missed > 0) yield frame('missed', { missed, oldest });
  for (const event of events) yield ours(`id: ${run}:${event.seq}\n${frame(undefined, event)}`);
}

/** A bare number above the newest most likely belongs to another run. */
const isAhead = ({ events }: View, { seq, run }: Position): boolean =>
  run === undefined && (events.at(-1)?.seq ?? 0) < seq;

/** JSON has no line breaks, so one `data` line holds it. */
const frame = (kind: string | undefined, data: unknown): Safe =>
  ours(`${kind === undefined ? '' : `event: ${kind}\n`}data: ${safeJson(data)}\n\n`);
