import { neutralJson } from '../../../core/redaction/neutralise.ts';
import type { Safe } from '../../../core/redaction/redact.ts';
import { ours, safeJson } from '../../../core/redaction/safe-json.ts';

/** One HTTP answer, complete. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Safe;
  /** The body as it goes over the wire, where an answer is kept for many callers. */
  readonly bytes?: Uint8Array;
}

/** The answer for many callers: its body is put into bytes once. */
export const inBytes = (answer: Answer): Answer => ({ ...answer, bytes: Buffer.from(answer.body) });

/** An answer without an end: `send` writes to it until it resolves, or the caller is gone. */
export interface Stream extends Omit<Answer, 'body' | 'bytes'> {
  send(outlet: Outlet): Promise<void>;
}

/** Where a stream goes. */
export interface Outlet {
  /** Resolves with false when the caller is gone, or has not read for too long. Waits while the caller has much to read already. */
  write(text: Safe): Promise<boolean>;
  /** Aborts when the caller is gone or the API ends. */
  readonly gone: AbortSignal;
}

/** What a route gives: at once, later, or bit by bit. */
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

/** An error's body as RFC 9457 has it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** A JSON answer. Nothing of the API may be taken from a cache unasked: it is true for a moment. */
export const jsonAnswer = (status: number, value: unknown, type = 'application/json'): Answer =>
  textAnswer(status, type, ours(`${safeJson(value)}\n`));

/** An answer of any type, never to be kept, and never to be taken for another type. */
export const textAnswer = (status: number, type: string, body: Safe): Answer => ({
  status,
  headers: { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  body,
});

/**
 * An error as RFC 9457 has it; `detail` is a sentence of our own for whoever reads it, and holds nothing from outside.
 * `type` is for programs: a URI where the status alone does not say what to do.
 */
export function problem(
  status: ProblemStatus,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  type = 'about:blank',
): Answer {
  const body: ProblemBody = { type, title: TITLES[status], status, detail };
  // Our own words need no redaction, whose expressions a start would compile for this alone (8 of its 80 ms).
  const text = ours(`${neutralJson(body)}\n`);
  const { headers: common, ...rest } = textAnswer(status, 'application/problem+json', text);
  return { ...rest, headers: { ...common, ...headers } };
}
