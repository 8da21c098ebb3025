import { jsonAnswer, problem, type Reply } from './answer.ts';
import type { Asked } from './asked.ts';
import { tagged } from './etag.ts';
import { eventStream } from './event-stream.ts';
import { eventsAfter, hasNews } from './events-after.ts';
import { forever } from './forever.ts';
import type { View } from './view.ts';

const MAX_WAIT_S = 300;

/** Events after `since`: those that are there, or with `wait` the first to come; or all to come as a stream. */
export function getEvents({ view, query, call, known, type }: Asked): Reply {
  const isStream = type === 'text/event-stream';
  const since = numberIn((isStream ? call.lastEventId : undefined) ?? query.get('since') ?? '0');
  if (since === undefined) return problem(400, 'The query "since" must be the number of an event, 0 and up.');
  if (isStream) return eventStream(known.news, since);
  const waitS = numberIn(query.get('wait') ?? '0');
  if (waitS === undefined || waitS > MAX_WAIT_S) {
    return problem(400, `The query "wait" must be a whole number of seconds from 0 to ${MAX_WAIT_S}.`);
  }
  const answer = (now: View) => {
    const body = eventsAfter(now, since);
    return tagged(jsonAnswer(200, body), body, call.ifNoneMatch);
  };
  if (waitS === 0 || hasNews(view, since)) return answer(view);
  const news = known.news.until((now) => (hasNews(now, since) ? now : undefined), waitS * 1_000, call.gone ?? forever);
  return news.then((now) => answer(now ?? known.news.view()));
}

const numberIn = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
