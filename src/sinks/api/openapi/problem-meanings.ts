import type { ProblemStatus } from '../http/answer.ts';

/** A status of a problem that the document names. 405 is for methods without a call, so it belongs to no call. */
export type NamedProblem = Exclude<ProblemStatus, 405>;

interface Meaning {
  /** Its name among the document's components. */
  readonly name: string;
  readonly means: string;
}

/** Their meanings; the compiler checks that each status of a problem is here. */
export const namedProblems: Readonly<Record<NamedProblem, Meaning>> = {
  400: {
    name: 'BadRequest',
    means: 'The query or the body is wrong, the request is not HTTP/1.1, or it does not name exactly one host.',
  },
  401: { name: 'Unauthorized', means: 'The token is missing or wrong.' },
  403: {
    name: 'Forbidden',
    means:
      'The caller has no access. No usable token is set, or a setting that protects the API cannot be used, so only loopback has access. ' +
      'Or the Host or Origin is foreign, or a client certificate is missing.',
  },
  404: { name: 'NotFound', means: 'It does not exist.' },
  406: { name: 'NotAcceptable', means: 'The caller accepts none of the types.' },
  408: { name: 'RequestTimeout', means: 'The request was too slow.' },
  413: {
    name: 'ContentTooLarge',
    means: 'The body is longer than 64 KiB, or its chunk extensions are too long.',
  },
  415: { name: 'UnsupportedMediaType', means: 'The body is not application/json.' },
  417: { name: 'ExpectationFailed', means: 'The request expects something other than 100-continue.' },
  431: { name: 'HeadTooLarge', means: 'The head is longer than 8 KiB.' },
  500: { name: 'Bug', means: 'A bug in sidewatch; its log has the details.' },
  503: {
    name: 'Unavailable',
    means:
      'Not now: there is no data yet, too many calls wait, or too many responses wait to be read. Retry-After says when to try again.',
  },
  504: { name: 'CheckTimeout', means: 'The probe did not finish in time.' },
};

/** Problems that any call may return. */
export const problemsOfAll: readonly NamedProblem[] = [400, 408, 413, 417, 431, 500, 503];

/** Additional problems of calls that are not open to anyone. */
export const problemsOfGuarded: readonly NamedProblem[] = [401, 403, 406];
