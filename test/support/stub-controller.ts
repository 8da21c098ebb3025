import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

/** A report as it came; `data` holds what the tests look at. */
export interface Received {
  readonly id: string;
  readonly source: string;
  readonly data: {
    readonly seq: number;
    readonly series: string;
    readonly run: string;
    readonly dropped: number;
    readonly last: boolean;
    readonly status: string;
    readonly events: readonly {
      readonly seq: number;
      readonly run: string;
      readonly kind: string;
      readonly text: string;
    }[];
    readonly diagnoses: readonly { readonly code: string; readonly summary: string; readonly primary: boolean }[];
  };
}

/** A controller on loopback that takes every report, unless it is told how to misbehave. */
export interface StubController {
  readonly url: URL;
  /** The reports that were answered with 2xx, in order of arrival. */
  readonly taken: readonly Received[];
  /** Authorization headers of all requests. */
  readonly authorizations: readonly (string | undefined)[];
  /** Resolves when `fits` says so of the reports taken so far. */
  until(fits: (taken: readonly Received[]) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** What it does in place of taking a report; it is told how many requests came before. Undefined: it takes it. */
export type Misbehaviour = (count: number) => RequestListener | undefined;

export async function stubController(
  misbehaviour: Misbehaviour = () => undefined,
  { port = 0, tls }: { readonly port?: number; readonly tls?: TlsOptions } = {},
): Promise<StubController> {
  const taken: Received[] = [];
  const authorizations: (string | undefined)[] = [];
  const waiting = new Set<() => void>();
  const answer: RequestListener = async (request, response) => {
    const instead = misbehaviour(authorizations.length);
    authorizations.push(request.headers.authorization);
    if (instead) return instead(request, response);
    const body = (await request.toArray().catch(() => [])).join('');
    if (body === '') return;
    taken.push(JSON.parse(body));
    response.writeHead(202).end();
    for (const check of waiting) check();
  };
  const server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer);
  const listening = await listen(server, port);
  return {
    url: new URL(`${tls ? 'https://localhost' : 'http://127.0.0.1'}:${listening.port}/reports`),
    taken,
    authorizations,
    until: (fits) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!fits(taken)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    stop: listening.stop,
  };
}

/** A server that speaks no HTTP: it does `talk` with each connection. */
export async function rawServer(talk: (socket: Socket) => void, port = 0) {
  const server = createServer(talk);
  const { port: taken, stop } = await listen(server, port);
  return { url: new URL(`http://127.0.0.1:${taken}/reports`), stop };
}

async function listen(server: Server, port: number) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP has an address of this form.
  const { port: taken } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close').catch(() => undefined);
  };
  return { port: taken, stop };
}
