import type { ProblemStatus } from '../answer.ts';

/** A status that the document names for each call that may be answered with it. */
export type NamedProblem = keyof typeof namedProblems;

/** What they mean. */
export const namedProblems = {
  400: 'The query or the body is wrong.',
  401: 'The token is missing or wrong.',
  403: 'The caller may not ask: no token is set, or the Host or Origin is foreign, or a client certificate is missing.',
  404: 'There is no such thing.',
  406: 'The caller takes none of the types.',
  413: 'The body is longer than 64 KiB.',
  415: 'The body is not application/json.',
  503: 'Not now: nothing was seen yet, too many calls wait, or too many answers wait to be read. Retry-After says when.',
  504: 'The probe has not ended in time.',
} as const;

/** What any call may be answered with besides; the compiler holds that each status of a problem is here or above. */
const others: Readonly<Record<Exclude<ProblemStatus, NamedProblem>, string>> = {
  405: 'another method',
  408: 'the request came too slowly',
  417: 'an Expect other than 100-continue',
  431: 'a head of more than 8 KiB',
  500: 'a bug of sidewatch',
};

/** What the document says of the statuses that it does not name for a call. */
export const otherProblems = {
  '4XX': `Any other fault of the request: ${told(400, { 400: 'no HTTP', ...others })}.`,
  '5XX': `Any other fault of the agent: ${told(500, others)}.`,
};

function told(hundred: number, all: Readonly<Record<number, string>>): string {
  const those = Object.entries(all).filter(([status]) => Math.floor(Number(status) / 100) * 100 === hundred);
  return those.map(([status, means]) => `${status} ${means}`).join(', ');
}
