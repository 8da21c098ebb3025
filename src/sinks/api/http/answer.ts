import { neutralJson } from '../../../core/redaction/neutralise.ts';
import type { Safe } from '../../../core/redaction/redact.ts';
import { ours, safeJson } from '../../../core/redaction/safe-json.ts';

/** One complete HTTP response. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Safe;
  /** The encoded body, for a response that is kept for many callers. */
  readonly bytes?: Uint8Array;
}

/** Encodes the body of a response for many callers once. */
export const inBytes = (answer: Answer): Answer => ({ ...answer, bytes: Buffer.from(answer.body) });

/** An endless response: `send` writes to it until it resolves, or the caller is gone. */
export interface Stream extends Omit<Answer, 'body' | 'bytes'> {
  send(outlet: Outlet): Promise<void>;
}

/** The destination of a stream. */
export interface Outlet {
  /** Waits while the caller has much left to read. Resolves with false when the caller is gone or has not read for too long. */
  write(text: Safe): Promise<boolean>;
  /** Aborts when the caller is gone or the API closes. */
  readonly gone: AbortSignal;
}

/** The result of a route: immediate, later, or a stream. */
export type Reply = Answer | Promise<Answer> | Stream;

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;

/** The statuses that a problem may have. */
export type ProblemStatus = keyof typeof TITLES;

/** An error body in the form of RFC 9457. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** A JSON response. It must never come from a cache: it is true only for a moment. */
export const jsonAnswer = (status: number, value: unknown, type = 'application/json'): Answer =>
  textAnswer(status, type, ours(`${safeJson(value)}\n`));

/** A response of any type that must not be stored, and whose type must not be guessed. */
export const textAnswer = (status: number, type: string, body: Safe): Answer => ({
  status,
  headers: { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  body,
});

/**
 * An error in the form of RFC 9457. `detail` is our own sentence for people, and contains nothing from outside.
 * `type` is for programs: a URI where the status alone does not say what to do.
 */
export function problem(
  status: ProblemStatus,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  type = 'about:blank',
): Answer {
  const body: ProblemBody = { type, title: TITLES[status], status, detail };
  // Our own words need no redaction. At start its expressions would be compiled for this alone (8 of its 80 ms).
  const text = ours(`${neutralJson(body)}\n`);
  const { headers: common, ...rest } = textAnswer(status, 'application/problem+json', text);
  return { ...rest, headers: { ...common, ...headers } };
}
