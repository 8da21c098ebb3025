import type { About, Handler } from './handler.ts';
import { type Answer, inBytes } from './http/answer.ts';
import { unlessHeld } from './http/etag.ts';
import { loadedOnce } from './loaded.ts';

/** Handles calls for data that never changes: built on the first call, then kept. The response must have an entity tag. */
export function keptAnswer(make: (about: About) => Promise<Answer>): Handler {
  const kept = loadedOnce(async (about) => inBytes(await make(about)));
  return ({ parts: { about }, call: { ifNoneMatch } }) => {
    const answer = kept.now(about);
    if (answer !== undefined) return unlessHeld(answer, ifNoneMatch);
    return kept.later(about).then((made) => unlessHeld(made, ifNoneMatch));
  };
}
