import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { Clock } from '../../core/clock.ts';
import { hostPort } from '../../core/facts/address.ts';
import type { Sink } from '../../core/ports/sink.ts';
import type { Logger } from '../../logger.ts';
import { api } from './api.ts';
import type { ApiParts } from './handler.ts';
import { problem, type Reply } from './http/answer.ts';
import { createApiServer } from './http/api-server.ts';
import type { Call } from './http/call.ts';
import { type Address, addressOf, listen } from './http/listening.ts';
import { endOf, readTlsFiles, renewTls, type TlsFiles } from './http/tls-files.ts';
import { createLiveView } from './live-view.ts';

export interface ApiOptions extends Omit<ApiParts, 'live'> {
  readonly host: string;
  /** 0 picks any free port. */
  readonly port: number;
  readonly tls?: TlsFiles;
  readonly clock: Clock;
  readonly logger: Logger;
  /** An earlier agent has logged that the API is off. */
  readonly isOffTold?: boolean;
  /** Closes the API: the listener and every connection. */
  readonly signal: AbortSignal;
}

export interface StartedApi {
  readonly sink: Sink;
  /** The address that it listens on; undefined if it could not listen. */
  readonly address?: Address;
  /** Frees the port immediately and permanently: the listener, and every connection, which would block the port for others. */
  release(): void;
}

/** How long busy connections may continue after the API closes. */
const LAST_WORDS_MS = 200;

/** Serves the API, or logs why it cannot. Never throws, and never keeps the process alive after `signal`. */
export async function startApi(options: ApiOptions): Promise<StartedApi> {
  const { host, port, clock, logger, signal } = options;
  const live = createLiveView(clock);
  const server = serverFor(options, { ...options, live });
  const trouble = 'trouble' in server ? server.trouble : await listen(server, { host, port });
  if (trouble !== undefined || 'trouble' in server) {
    const where = hostPort(host, port);
    logger[options.isOffTold ? 'debug' : 'warn']({ address: where }, `the API is off: ${where} ${trouble}`);
    return { sink: { name: 'api', deliver: async () => undefined }, release: () => undefined };
  }
  const release = releaser(server);
  server.on('error', (err) => logger.warn({ err }, 'the API cannot accept connections'));
  if (signal.aborted) close(server);
  else signal.addEventListener('abort', () => close(server), { once: true });
  const sink: Sink = { name: 'api', live: true, deliver: async (report) => live.put(report) };
  return { sink, address: addressOf(server, { host, port }), release };
}

function serverFor({ tls: files, logger, signal }: ApiOptions, parts: ApiParts): Server | { readonly trouble: string } {
  const onFailure = (err: unknown): void => logger.error({ err }, 'the API failed to respond');
  const answer = answerer(parts, onFailure);
  try {
    const tls = files && readTlsFiles(files);
    const endedAt = tls && endOf(tls.cert, Date.now());
    if (endedAt !== undefined) logger.warn({ endedAt }, EXPIRED);
    const server = createApiServer({ answer, signal, onFailure, ...(tls && { tls }) });
    if (files) {
      // `as`: a server with certificates is a TLS server.
      renewTls(server as Server & TlsServer, files, (err) =>
        logger.warn({ err }, 'the renewed --tls files cannot be used; the API keeps using the old ones'),
      );
    }
    return server;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { trouble: `cannot speak TLS (${reason}). Fix: check --tls-cert, --tls-key and --tls-client-ca.` };
  }
}

const EXPIRED =
  'the certificate in --tls-cert has expired, so callers refuse it. Fix: renew the file. sidewatch re-reads it when it changes.';

/** Logs a bug in a handler; the caller only learns that there is one. */
function answerer(parts: ApiParts, onFailure: (error: unknown) => void): (call: Call) => Reply {
  const failed = (error: unknown) => {
    onFailure(error);
    return BUG;
  };
  return (call) => {
    try {
      const reply = api(parts, call);
      return 'then' in reply ? reply.catch(failed) : reply;
    } catch (error) {
      return failed(error);
    }
  };
}

const BUG = problem(500, 'This is a bug in sidewatch. Its log has the details.');

/** A connection that is closed normally blocks its port for a minute (TIME_WAIT in tcp(7)) for programs that do not set SO_REUSEADDR. */
function releaser(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    // Before the server closes its idle connections normally.
    for (const socket of sockets) socket.resetAndDestroy();
    server.close();
    server.closeAllConnections();
  };
}

/** Accepts no new connection, closes idle ones immediately, and the others soon. */
function close(server: Server): void {
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref();
}
