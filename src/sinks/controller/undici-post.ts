import type { Client, Dispatcher } from 'undici';

/** The head of the controller's response, as far as it matters here. */
export interface PostAnswer {
  readonly status: number;
  /** The header as received. */
  readonly retryAfter?: string;
}

/** Sends one body to the controller. Rejects if no response came, or one that is not HTTP, and when `signal` aborts. */
export type Post = (body: string, signal: AbortSignal) => Promise<PostAnswer>;

/** PEM texts for TLS with the controller. */
export interface ClientTls {
  /** Trusted instead of Node's built-in authorities. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface PostOptions {
  readonly url: URL;
  /** Sent as a bearer token; called for each post. */
  readonly token?: () => string | undefined;
  /** Called for each post. */
  readonly tls?: () => ClientTls;
  /** For connecting, sending and the response's head together. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 16_384;
/** The response's body does not matter; at most this much is read before the connection is closed. */
const MAX_BODY_BYTES = 65_536;
const BODY_WAIT_MS = 1_000;
const HEADERS = { 'content-type': 'application/cloudevents+json', 'user-agent': 'sidewatch' };

/** A Post with undici: no redirects, no proxy from the environment, and safe with a response of any size or shape. */
export function undiciPost({ url, token, tls, timeoutMs = TIMEOUT_MS }: PostOptions): Post {
  const request: Dispatcher.DispatchOptions = { path: url.pathname + url.search, method: 'POST', reset: true };
  return async (body, signal) => {
    // Loaded with the first report: 4 MB that an agent without a controller never pays for.
    const { default: HttpClient } = await import('undici/lib/dispatcher/client.js');
    // One client per post: reports are rare, and a new connection cannot be stale.
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
    // The head is the controller's decision; the body changes nothing.
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

/** With connect(2)'s code for it. */
const timedOut = (ms: number): Error => Object.assign(new Error(`no response within ${ms} ms`), { code: 'ETIMEDOUT' });

/** Aborts together with `parent`, or when the time is over. Call `end` when the work is done. */
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
