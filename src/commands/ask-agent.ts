import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import { scopeOf } from '../core/facts/address.ts';
import type { Options } from '../settings/options.ts';

/** Where an agent of this container is asked. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
}

/** What came of asking. `nobody`: nothing listens there, or what does is no agent. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'nobody'; readonly reason: string };

const MOST_BYTES = 8_388_608;

/** Where the agent that was given these options listens, as seen from within its container; undefined without an API. */
export function agentAddress({ listen, token }: Options): AgentAddress | undefined {
  if (listen === undefined) return undefined;
  const host = scopeOf(listen.host) === 'any' ? '127.0.0.1' : listen.host;
  return { host, port: listen.port, ...(token !== undefined && { token }) };
}

/** Asks over HTTP; where that is not what is spoken there, over TLS. Never rejects, and takes no longer than `timeoutMs`. */
export async function askAgent(address: AgentAddress, path: string, timeoutMs: number): Promise<Reply> {
  const limit = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const plain = await ask(request, address, path, limit);
  if (plain.kind !== 'failed') return plain;
  const https = await import('node:https');
  // On loopback, and without the token: whoever answers there could as well read this container's files.
  const { host, port } = address;
  const secure = await ask(https.request, { host, port, rejectUnauthorized: false }, path, limit);
  return secure.kind === 'failed' ? { kind: 'nobody', reason: plain.reason } : secure;
}

type Asked = Reply | { readonly kind: 'failed'; readonly reason: string };

function ask(
  open: typeof request,
  { token, ...address }: AgentAddress & RequestOptions & { readonly rejectUnauthorized?: boolean },
  path: string,
  signal: AbortSignal,
): Promise<Asked> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const asking = open({ ...address, path, headers, agent: false, signal }, (response) => {
      read(response).then(resolve, (error: unknown) => resolve(failure(error, signal)));
    });
    asking.on('error', (error) => resolve(failure(error, signal)));
    asking.end();
  });
}

async function read(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return { kind: 'nobody', reason: 'what answers there sends too much for an agent' };
  }
  const body = parsed(Buffer.concat(chunks).toString('utf8'));
  if (body === undefined) return { kind: 'nobody', reason: 'what answers there is no agent' };
  return { kind: 'answered', status: response.statusCode ?? 0, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Another program's page: what it says is of no interest.
    return undefined;
  }
}

/** What does not speak HTTP may speak TLS; nobody at all, or somebody who does not answer, does not. */
function failure(error: unknown, signal: AbortSignal): Asked {
  // `as`: node:http gives its errors a code; one without is told by its message.
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (signal.aborted) return { kind: 'nobody', reason: 'no answer' };
  const isOther = code.startsWith('HPE_') || code === 'ECONNRESET' || code === 'EPIPE';
  return { kind: isOther ? 'failed' : 'nobody', reason: code === 'ECONNREFUSED' ? 'nothing listens there' : message };
}
