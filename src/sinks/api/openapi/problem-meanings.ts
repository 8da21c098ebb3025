import type { ProblemStatus } from '../http/answer.ts';

/** A status of a problem that the document names. 405 answers methods that are no call, and so belongs to none. */
export type NamedProblem = Exclude<ProblemStatus, 405>;

interface Meaning {
  /** Its name among the document's components. */
  readonly name: string;
  readonly means: string;
}

/** What they mean; the compiler holds that each status of a problem is here. */
export const namedProblems: Readonly<Record<NamedProblem, Meaning>> = {
  400: {
    name: 'BadRequest',
    means: 'The query or the body is wrong, or the request is no HTTP/1.1 or names no host or two.',
  },
  401: { name: 'Unauthorized', means: 'The token is missing or wrong.' },
  403: {
    name: 'Forbidden',
    means:
      'The caller may not ask: no usable token is set, the API is closed to all but loopback because a setting that protects it cannot be used, ' +
      'the Host or Origin is foreign, or a client certificate is missing.',
  },
  404: { name: 'NotFound', means: 'There is no such thing.' },
  406: { name: 'NotAcceptable', means: 'The caller takes none of the types.' },
  408: { name: 'RequestTimeout', means: 'The request came too slowly.' },
  413: {
    name: 'ContentTooLarge',
    means: 'The body is longer than 64 KiB, or the extensions of its chunks are too long.',
  },
  415: { name: 'UnsupportedMediaType', means: 'The body is not application/json.' },
  417: { name: 'ExpectationFailed', means: 'The request expects something other than 100-continue.' },
  431: { name: 'HeadTooLarge', means: 'The head is longer than 8 KiB.' },
  500: { name: 'Bug', means: 'A bug of sidewatch; its log says more.' },
  503: {
    name: 'Unavailable',
    means:
      'Not now: nothing was seen yet, too many calls wait, or too many answers wait to be read. Retry-After says when to ask again.',
  },
  504: { name: 'CheckTimeout', means: 'The probe has not ended in time.' },
};

/** What any call may be answered with, whatever it asks. */
export const problemsOfAll: readonly NamedProblem[] = [400, 408, 413, 417, 431, 500, 503];

/** What those may be answered with besides that are not open to anyone. */
export const problemsOfGuarded: readonly NamedProblem[] = [401, 403, 406];
