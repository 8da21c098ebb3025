import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import type { ReadOutput } from '../../../src/core/ports/output-port.ts';
import type { AgentRequest } from '../../../src/core/ports/requests.ts';
import type { Sink } from '../../../src/core/ports/sink.ts';
import { startApi } from '../../../src/sinks/api/api-sink.ts';
import type { About } from '../../../src/sinks/api/handler.ts';
import type { TlsFiles } from '../../../src/sinks/api/http/tls-files.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { NOW } from '../../support/builders.ts';
import { memoryLogger } from '../reports.ts';
import { about, noOutput } from './api-parts.ts';

export const never = new AbortController().signal;

/** When demands are taken: just before the moment of built snapshots, and after what they hold. */
export const ASKED_AT = NOW - 500;

interface Served {
  readonly sink: Sink;
  readonly port: number;
  readonly base: string;
  readonly lines: readonly unknown[];
  readonly requests: readonly AgentRequest[];
  /** Frees the port at once. */
  release(): void;
  end(): void;
}

interface Serving {
  readonly host?: string;
  readonly token?: string;
  readonly clock?: Clock;
  readonly tls?: TlsFiles;
  readonly output?: ReadOutput;
  readonly about?: Partial<About>;
  /** What the agent does about a request. */
  onRequest?(request: AgentRequest, sink: Sink): void;
}

/** The API over a socket, with an agent played by the test; it ends with the test. */
export async function served({
  host = '127.0.0.1',
  token,
  clock = systemClock,
  tls,
  output = noOutput,
  about: change = {},
  onRequest,
}: Serving = {}): Promise<Served> {
  const { logger, lines } = memoryLogger();
  const ending = new AbortController();
  const requests: AgentRequest[] = [];
  onTestFinished(() => ending.abort());
  const { sink, address, release } = await startApi({
    host,
    port: 0,
    clock,
    logger,
    about: { ...about, ...change },
    output,
    signal: ending.signal,
    ...(token !== undefined && { token: () => token }),
    ...(tls && { tls }),
    takeRequest(wanted) {
      requests.push(wanted);
      setImmediate(() => onRequest?.(wanted, sink));
      return ASKED_AT;
    },
  });
  const port = address?.port ?? 0;
  const base = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return { sink, release, port, base, lines, requests, end: () => ending.abort() };
}
