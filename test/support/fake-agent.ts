import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { onTestFinished } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import type { KeyPair } from './authority.ts';
import { makeCertificate } from './certificate.ts';

/** A program that answers where an agent is looked for. */
export interface FakeAgent {
  /** Its port as `--listen` wants it. */
  readonly listen: readonly string[];
  readonly asked: readonly Pick<IncomingMessage, 'url' | 'headers'>[];
}

/** Answers every request as `answer` does, over TLS where asked (with this certificate), until the test has ended. */
export async function fakeAgent(answer: RequestListener, secure: boolean | KeyPair = false): Promise<FakeAgent> {
  const asked: Pick<IncomingMessage, 'url' | 'headers'>[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(request);
    answer(request, response);
  };
  const server = secure
    ? createTlsServer(contents(secure === true ? makeCertificate() : secure), listener)
    : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { listen: ['--listen', `127.0.0.1:${port}`], asked };
}

/** Answers every request with this status. */
export const answering = (...bodies: readonly StatusBody[]): RequestListener => {
  let turn = 0;
  return ({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json');
    if (!url.startsWith('/v1/status')) return response.writeHead(404).end('{}');
    const body = bodies[Math.min(turn, bodies.length - 1)];
    turn += 1;
    return response.end(JSON.stringify(body));
  };
};

const contents = ({ cert, key }: KeyPair) => ({ cert: readFileSync(cert), key: readFileSync(key) });
