import { type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { hostPort, scopeOf } from '../core/facts/address.ts';
import type { Options } from '../settings/options.ts';

/** Where an agent of this container listens, and what it needs to answer. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  /** The path of the certificate that it must show; undefined if none is known. */
  readonly cert?: string;
}

/** The response. `nobody`: nothing listens there, or what listens is not an agent. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'nobody'; readonly reason: string };

const NO_TLS = 'it does not speak TLS, and --tls-cert is set';
const MOST_BYTES = 8_388_608;

/** Where an agent with these options listens, as seen from inside its container; undefined without an API. */
export function agentAddress({ listen, tokenFile, tls }: Options): AgentAddress | undefined {
  if (listen === undefined) return undefined;
  const host = scopeOf(listen.host) === 'any' ? '127.0.0.1' : listen.host;
  return {
    host,
    port: listen.port,
    ...(tokenFile?.token !== undefined && { token: tokenFile.token }),
    ...(tls && { cert: tls.cert }),
  };
}

/**
 * Asks over HTTP. Asks over TLS if a certificate is known or HTTP is not spoken there. Never rejects and takes no longer than
 * `timeoutMs`.
 */
export async function askAgent(address: AgentAddress, path: string, timeoutMs: number): Promise<Reply> {
  const limit = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  if (address.cert !== undefined) return plainly(await askOverTls(address, path, limit));
  const plain = await ask(address, path, limit);
  if (plain.kind !== 'failed') return plain;
  const { token: _, ...unknown } = address;
  const secure = await askOverTls(unknown, path, limit);
  return plainly(secure.kind === 'failed' ? plain : secure);
}

/** Sends the token only after the certificate has proved which program listens. */
async function askOverTls(address: AgentAddress, path: string, limit: AbortSignal): Promise<Asked> {
  const { connectPinned } = await import('./pinned-tls.ts');
  try {
    const made = await connectPinned(address, limit);
    if (made.kind === 'refused') return { kind: 'nobody', reason: made.reason };
    return await ask(address, path, limit, made.socket);
  } catch (error) {
    return failure(error, limit);
  }
}

type Asked = Reply | { readonly kind: 'failed'; readonly reason: string };

const plainly = (asked: Asked): Reply => (asked.kind === 'failed' ? { kind: 'nobody', reason: asked.reason } : asked);

function ask(
  { host, port, token }: AgentAddress,
  path: string,
  signal: AbortSignal,
  socket?: TLSSocket,
): Promise<Asked> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const through: RequestOptions = socket === undefined ? { agent: false } : { createConnection: () => socket };
  return new Promise((resolve) => {
    const asking = request({ host, port, path, headers, signal, ...through }, (response) => {
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
    if (bytes > MOST_BYTES) return { kind: 'nobody', reason: 'the response is larger than that of an agent' };
  }
  const body = parsed(Buffer.concat(chunks).toString('utf8'));
  if (body === undefined) return { kind: 'nobody', reason: 'the response is not from an agent' };
  return { kind: 'answered', status: response.statusCode ?? 0, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Another program's page.
    return undefined;
  }
}

/** A program that does not speak HTTP can speak TLS (`failed`). No listener, or one that does not answer, is `nobody`. */
function failure(error: unknown, signal: AbortSignal): Asked {
  // `as`: the errors of node:http have a code; an error without one is described by its message.
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (signal.aborted) return { kind: 'nobody', reason: 'no response' };
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return { kind: 'failed', reason: NO_TLS };
  const isOther = code.startsWith('HPE_') || code === 'ECONNRESET' || code === 'EPIPE';
  return { kind: isOther ? 'failed' : 'nobody', reason: reasonOf(code, error) ?? message };
}

function reasonOf(code: string, error: unknown): string | undefined {
  if (code === 'ECONNREFUSED') return refusedWords(error);
  return REASONS[code] ?? (code.startsWith('HPE_') ? NO_HTTP : undefined);
}

/** Node's errors of a connection hold where it went. */
function refusedWords(error: unknown): string {
  const { address, port } = error as { readonly address?: string; readonly port?: number };
  return `nothing listens ${address === undefined ? 'there' : `on ${hostPort(address, port ?? 0)}`}`;
}

const NO_HTTP = 'what listens there does not speak HTTP';
const CLOSED = 'what listens there closes the connection';

/** Why there is no response, by the code of the error. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  ENETUNREACH: 'no network interface leads there, and the loopback interface (lo) may be down',
  EHOSTUNREACH: 'no host with that address can be reached',
  EADDRNOTAVAIL: 'this container has no such address',
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the name has no address, because no name server responds',
  EACCES: 'the connection is not permitted',
  EPERM: 'the connection is not permitted',
};
