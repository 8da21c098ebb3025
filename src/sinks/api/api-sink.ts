import { once } from 'node:events';
import type { Server } from 'node:http';
import { hostPort } from '../../core/address.ts';
import type { Sink } from '../../core/sink.ts';
import type { Logger } from '../../logger.ts';
import { type Answer, problem } from './answer.ts';
import { api } from './api.ts';
import { createApiServer } from './api-server.ts';
import type { Call } from './call.ts';
import { emptyView, withReport } from './view.ts';

export interface ApiOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Asked of callers that are not on loopback. */
  readonly token?: string;
  readonly logger: Logger;
  /** Ends the API: the listener and every connection. */
  readonly signal: AbortSignal;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface StartedApi {
  readonly sink: Sink;
  /** Where it listens; undefined when it could not. */
  readonly address?: Address;
}

/** How long connections that are in the middle of something may go on after the end. */
const LAST_WORDS_MS = 200;

/** Serves the API from then on, or says on the log why it cannot; never throws, and never keeps the process alive after `signal`. */
export async function startApi({ host, port, token, logger, signal }: ApiOptions): Promise<StartedApi> {
  let view = emptyView;
  const sink: Sink = {
    name: 'api',
    live: true,
    async deliver(report) {
      view = withReport(view, report);
    },
  };
  const answer = (call: Call): Answer => {
    try {
      return api({ view, ...(token !== undefined && { token }) }, call);
    } catch (err) {
      logger.error({ err }, 'the API failed to answer');
      return problem(500, "This is a bug of sidewatch's; its log says more.");
    }
  };
  const server = createApiServer(answer);
  const trouble = await listen(server, host, port);
  if (trouble !== undefined) {
    const where = hostPort(host, port);
    logger.warn({ address: where }, `the API is off: ${where} ${trouble}`);
    return { sink: { name: 'api', deliver: async () => undefined } };
  }
  server.on('error', (err) => logger.warn({ err }, 'the API cannot take connections'));
  if (signal.aborted) close(server);
  else signal.addEventListener('abort', () => close(server), { once: true });
  return { sink, address: addressOf(server, { host, port }) };
}

/** Resolves when the server listens; with what went wrong, and what to do, when it cannot. */
async function listen(server: Server, host: string, port: number): Promise<string | undefined> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    // `as`: node:net gives its errors a code; one without is told by its message.
    return adviceOn(error as NodeJS.ErrnoException);
  }
}

function adviceOn({ code, message }: NodeJS.ErrnoException): string {
  const other = 'choose another address with --listen HOST:PORT, or none with --no-api.';
  if (code === 'EADDRINUSE') return `is taken by another program (EADDRINUSE). Fix: ${other}`;
  if (code === 'EACCES') return `needs a privilege (EACCES). Fix: ${other}`;
  if (code === 'EADDRNOTAVAIL') return `is not an address of this container (EADDRNOTAVAIL). Fix: ${other}`;
  return `cannot be listened on (${code ?? message}). Fix: ${other}`;
}

/** No new connection, the idle ones ended at once, and the others soon. */
function close(server: Server): void {
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref();
}

function addressOf(server: Server, asked: Address): Address {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : asked;
}
