import type { Client, Dispatcher } from 'undici';

/** The head of the controller's answer, as far as it matters here. */
export interface PostAnswer {
  readonly status: number;
  /** The header as it came. */
  readonly retryAfter?: string;
}

/** Sends one body to the controller; rejects when no answer came, or none that is HTTP, and when `signal` aborts. */
export type Post = (body: string, signal: AbortSignal) => Promise<PostAnswer>;

/** PEM texts for TLS with the controller. */
export interface ClientTls {
  /** Trusted instead of the authorities that Node brings. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface PostOptions {
  readonly url: URL;
  /** Sent as a bearer token; asked for each post. */
  readonly token?: () => string | undefined;
  /** Asked for each post. */
  readonly tls?: () => ClientTls;
  /** For connecting, sending and the answer's head together. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16_384;
/** What the answer's body says is of no interest; so much of it is let through before hanging up. */
const MAX_BODY_BYTES = 65_536;
const BODY_WAIT_MS = 1_000;
const HEADERS = { 'content-type': 'application/cloudevents+json', 'user-agent': 'sidewatch' };

/** A Post over undici: no redirects, no proxy from the environment, and an answer of any size or shape is survived. */
export function undiciPost({ url, token, tls, timeoutMs = TIMEOUT_MS }: PostOptions): Post {
  const request: Dispatcher.DispatchOptions = { path: url.pathname + url.search, method: 'POST', reset: true };
  return async (body, signal) => {
    // Loaded with the first report: 4 MB that an agent without a controller never pays.
    const { default: HttpClient } = await import('undici/lib/dispatcher/client.js');
    // A client each: reports are seldom, and a connection of its own cannot be a stale one.
    const client = new HttpClient(url.origin, {
      maxHeaderSize: MAX_HEADER_BYTES,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeoutMs, ...tls?.() },
    });
    const bearer = token?.();
    const headers = { ...HEADERS, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) };
    const limit = timeLimit(timeoutMs, signal);
    try {
      return await exchange(client, { ...request, headers, body }, limit.signal);
    } finally {
      limit.end();
      client.destroy(null, () => undefined);
    }
  };
}

function exchange(client: Client, request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<PostAnswer> {
  return new Promise((resolve, reject) => {
    let answer: PostAnswer | undefined;
    let bodyBytes = 0;
    // With the head the controller has decided; whatever becomes of the body changes nothing.
    const finish = (error: unknown): void => (answer ? resolve(answer) : reject(error));
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => finish(signal.reason), { once: true });
    client.dispatch(request, {
      onRequestStart: () => undefined,
      onResponseStart(_controller, status, headers) {
        if (status < 200) return;
        answer = answerOf(status, headers['retry-after']);
        setTimeout(finish, BODY_WAIT_MS).unref();
      },
      onResponseData(_controller, { length }) {
        bodyBytes += length;
        if (bodyBytes > MAX_BODY_BYTES) finish(undefined);
      },
      onResponseEnd: () => finish(undefined),
      onResponseError: (_controller, error) => finish(error),
    });
  });
}

function answerOf(status: number, retryAfter: string | string[] | undefined): PostAnswer {
  const first = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  return first === undefined ? { status } : { status, retryAfter: first };
}

/** With the code that connect(2) has for it. */
const timedOut = (ms: number): Error => Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' });

/** Aborts together with `parent`, or when the time is over. `end` is to be called when the work is done. */
function timeLimit(ms: number, parent: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(parent.reason);
  const timer = setTimeout(() => controller.abort(timedOut(ms)), ms);
  parent.addEventListener('abort', onAbort);
  if (parent.aborted) onAbort();
  const end = (): void => {
    clearTimeout(timer);
    parent.removeEventListener('abort', onAbort);
  };
  return { signal: controller.signal, end };
}
