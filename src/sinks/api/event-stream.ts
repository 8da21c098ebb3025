import type { Safe } from '../../core/redact.ts';
import { ours, safeJson } from '../../core/safe-json.ts';
import type { Stream } from './answer.ts';
import { eventsAfter, hasNews } from './events-after.ts';
import type { Newsroom } from './newsroom.ts';
import type { View } from './view.ts';

/** Proxies close what is silent, often after 30 or 60 s; a caller that is gone is noticed by writing to it. */
const KEEP_ALIVE_MS = 15_000;
const RETRY_MS = 2_000;

/**
 * The events after a number as Server-Sent Events, without end: `id` is an event's number, `data` the event.
 * Nothing is kept for a slow caller: it goes on where it was in what the API keeps, and an event `missed` tells it how many are gone.
 */
export function eventStream(news: Newsroom, since: number): Stream {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // nginx would gather the events in its buffer.
      'x-accel-buffering': 'no',
    },
    async pour({ write, gone }) {
      let told = since;
      let goesOn = await write(ours(`retry: ${RETRY_MS}\n\n`));
      while (goesOn && !gone.aborted) {
        const view = await news.until((now) => (hasNews(now, told) ? now : undefined), KEEP_ALIVE_MS, gone);
        goesOn =
          view === undefined ? gone.aborted || (await write(ours(': still here\n\n'))) : await tell(view, told, write);
        told = view?.events.at(-1)?.seq ?? told;
      }
      // The API ends: how the app has is still told.
      if (goesOn) await tell(news.view(), told, write);
    },
  };
}

type Write = (text: Safe) => Promise<boolean>;

async function tell(view: View, told: number, write: Write): Promise<boolean> {
  for (const frame of frames(view, told)) if (!(await write(frame))) return false;
  return true;
}

function* frames(view: View, told: number): Generator<Safe> {
  const hasBegunAnew = (view.events.at(-1)?.seq ?? 0) < told;
  const { missed, oldest, events } = eventsAfter(view, hasBegunAnew ? 0 : told);
  if (hasBegunAnew) yield frame('restarted', { oldest });
  if (missed > 0) yield frame('missed', { missed, oldest });
  for (const event of events) yield ours(`id: ${event.seq}\n${frame(undefined, event)}`);
}

/** JSON has no line breaks, so that one `data` line holds it. */
const frame = (kind: string | undefined, data: unknown): Safe =>
  ours(`${kind === undefined ? '' : `event: ${kind}\n`}data: ${safeJson(data)}\n\n`);
