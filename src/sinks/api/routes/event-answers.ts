import type { RouteContext } from '../handler.ts';
import { forever } from '../handler.ts';
import { jsonAnswer, problem, type Reply } from '../http/answer.ts';
import { tagged } from '../http/etag.ts';
import type { View } from '../view.ts';
import { beginning, positionIn } from './event-position.ts';
import { eventStream } from './event-stream.ts';
import { eventsAfter, hasNews } from './events-after.ts';

const MAX_WAIT_S = 300;

/** Events after `since`: the existing ones, or with `wait` the first new one, or all new ones as a stream. */
export function getEvents({ view, query, call, parts, type }: RouteContext): Reply {
  const { live, about } = parts;
  const isStream = type === 'text/event-stream';
  const since = positionIn(query.get('since') ?? '0');
  if (since === undefined) return problem(400, BAD_SINCE);
  // A browser sends the last id that it got and cannot correct it: all events are better than none.
  if (isStream && call.lastEventId !== undefined) {
    return eventStream(live, about.run, positionIn(call.lastEventId) ?? beginning);
  }
  if (isStream) return eventStream(live, about.run, since);
  const waitS = secondsIn(query.get('wait') ?? '0');
  if (waitS === undefined || waitS > MAX_WAIT_S) {
    return problem(400, `The query "wait" must be a whole number of seconds from 0 to ${MAX_WAIT_S}.`);
  }
  const answer = (now: View) => {
    const body = eventsAfter(now, since, about.run);
    return tagged(jsonAnswer(200, body), body, call.ifNoneMatch);
  };
  const isNews = (now: View): boolean => hasNews(now, since, about.run);
  if (waitS === 0 || isNews(view)) return answer(view);
  const later = live.until((now) => (isNews(now) ? now : undefined), waitS * 1_000, call.gone ?? forever);
  return later.then((now) => answer(now ?? live.view()));
}

const BAD_SINCE = 'The query "since" must be an event number (0 or higher) or RUN:NUMBER.';

const secondsIn = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
