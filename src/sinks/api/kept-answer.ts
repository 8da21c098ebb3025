import { type Answer, encoded } from './answer.ts';
import type { About, Handler } from './asked.ts';
import { unlessHeld } from './etag.ts';
import { loadedOnce } from './loaded.ts';

/** Answers a call with what never changes: made when it is first asked for, and kept. The answer must have an entity tag. */
export function keptAnswer(make: (about: About) => Promise<Answer>): Handler {
  const kept = loadedOnce(async (about: About) => encoded(await make(about)));
  return ({ known: { about }, call: { ifNoneMatch } }) => {
    const answer = kept.now(about);
    if (answer !== undefined) return unlessHeld(answer, ifNoneMatch);
    return kept.later(about).then((made) => unlessHeld(made, ifNoneMatch));
  };
}
