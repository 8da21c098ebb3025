import { type Answer, jsonAnswer, problem } from './answer.ts';
import { diagnosesIn, type View } from './view.ts';

/** What a route is given: what is known, the query, and what its path's `*` stands for. */
export interface Asked {
  readonly view: View;
  readonly query: URLSearchParams;
  readonly rest: string;
}

export interface Route {
  /** A path; one that ends in `/*` stands for any one segment there. */
  readonly path: string;
  /** `open` answers anyone, and reveals no more than a word. */
  readonly access: 'open' | 'guarded';
  answer(asked: Asked): Answer;
}

/** Every call that the API answers, all by GET and HEAD. */
export const routes: readonly Route[] = [
  { path: '/livez', access: 'open', answer: livez },
  { path: '/readyz', access: 'open', answer: readyz },
  { path: '/healthz', access: 'open', answer: readyz },
  { path: '/v1/status', access: 'guarded', answer: status },
  { path: '/v1/diagnoses', access: 'guarded', answer: diagnoses },
  { path: '/v1/diagnoses/*', access: 'guarded', answer: diagnosis },
  { path: '/v1/events', access: 'guarded', answer: events },
];

function livez(): Answer {
  return jsonAnswer(200, { ok: true });
}

/** Ready means: the app may receive traffic. */
function readyz({ view }: Asked): Answer {
  const word = view.picture?.status ?? 'pending';
  const ok = word === 'running';
  return jsonAnswer(ok ? 200 : 503, { ok, status: word });
}

function status({ view: { picture } }: Asked): Answer {
  return picture ? jsonAnswer(200, picture) : NOTHING_YET;
}

function diagnoses({ view, query }: Asked): Answer {
  const active = query.get('active') ?? 'false';
  if (active !== 'true' && active !== 'false') return problem(400, 'The query "active" must be true or false.');
  return jsonAnswer(200, { diagnoses: active === 'true' ? (view.picture?.diagnoses ?? []) : diagnosesIn(view) });
}

function diagnosis({ view, rest }: Asked): Answer {
  const found = diagnosesIn(view).find(({ code }) => code === rest);
  return found ? jsonAnswer(200, found) : problem(404, 'No diagnosis with this code was raised.');
}

/** Those after `since`. `oldest` and `newest` tell whether some were missed, or the agent has started again. */
function events({ view, query }: Asked): Answer {
  const since = query.get('since') ?? '0';
  if (!/^\d{1,15}$/.test(since)) return problem(400, 'The query "since" must be the number of an event, 0 and up.');
  const oldest = view.events[0]?.seq ?? null;
  const newest = view.events.at(-1)?.seq ?? null;
  return jsonAnswer(200, { oldest, newest, events: view.events.filter(({ seq }) => seq > Number(since)) });
}

const NOTHING_YET = problem(503, 'Nothing was seen yet: the agent has just started.', { 'retry-after': '1' });
