import type { AgentIdentity } from '../core/facts/agent-identity.ts';
import type { YieldedPort } from '../core/facts/own-api.ts';
import { type ApiPort, apiPort } from '../core/ports/api-port.ts';
import { outputPort, type ReadOutput } from '../core/ports/output-port.ts';
import { requestPort } from '../core/ports/requests.ts';
import type { Sink } from '../core/ports/sink.ts';
import type { Source } from '../core/ports/source.ts';
import type { ApiOptions } from '../sinks/api/api-sink.ts';
import type { About } from '../sinks/api/handler.ts';
import { systemClock } from '../system-clock.ts';
import type { Context } from './context.ts';
import { tokenReader } from './token-reader.ts';

/** The API of an agent, opened before the rules and the sources are loaded: callers wait for it from the start. */
export interface OpenedApi {
  /** Undefined where none is wanted. */
  readonly api: Promise<Sink> | undefined;
  /** What the API's callers ask of the agent, and where it listens. */
  readonly sources: readonly Source[];
  /** From then on callers may read the app's output. */
  showOutput(read: ReadOutput): void;
  /** Resolves when the API has had time for its first calls, and soon in any case: without one at once. */
  readonly answering: Promise<void>;
  /** Ends the API: the listener and every connection. */
  close(): void;
}

/** What an agent before this one left of its API, and who is to know that this one has none. */
export interface Before {
  readonly yielded?: YieldedPort;
  readonly isApiOff?: boolean;
  onApiOff?(): void;
}

/** Opens the API where one is wanted, and the agent before this one has not left its port to the app. Its trouble is logged. */
export function openApi({ agent, options, logger }: Context, before: Before = {}): OpenedApi {
  const { yielded } = before;
  const port = apiPort(yielded);
  const requests = requestPort('controller');
  const output = outputPort();
  const closing = new AbortController();
  const { listen, tokenFile, tls, closed } = options;
  const token = tokenFile && tokenReader(tokenFile, () => logger.warn(USELESS_TOKEN));
  const trust = { ...(token && { token }), ...(tls && { tls }), ...(closed !== undefined && { closed }) };
  const { takeRequest, source } = requests;
  const wanted = yielded === undefined ? listen : undefined;
  const known = { ...trust, about: aboutOf(agent), takeRequest, output: output.read };
  const lasting = { clock: systemClock, logger, isOffTold: before.isApiOff === true, signal: closing.signal };
  const api = wanted && open({ ...wanted, ...known, ...lasting }, port, before);
  return {
    api,
    sources: [source, port.source],
    showOutput: output.connect,
    answering: api ? answering(api, closing.signal) : Promise.resolve(),
    close: () => closing.abort(),
  };
}

const USELESS_TOKEN = 'the renewed --token-file cannot be used; the API goes on with the old token';

const aboutOf = ({ version, run }: AgentIdentity): About => ({
  version,
  run,
  async codes() {
    const { rules } = await import('../rules/index.ts');
    return rules.map(({ code, example: { severity } }) => ({ code, severity }));
  },
  async catalogue() {
    const [{ rules }, { catalogueJson }] = await Promise.all([import('../rules/index.ts'), import('../catalogue.ts')]);
    return catalogueJson(rules);
  },
});

async function open(options: ApiOptions, port: ApiPort, { onApiOff }: Before): Promise<Sink> {
  const { startApi } = await import('../sinks/api/api-sink.ts');
  const { sink, address, release } = await startApi(options);
  if (address) port.opened(address, release);
  else onApiOff?.();
  return sink;
}

/** A name to listen on may be slow to look up, and the app must not go unseen for it. */
const ANSWERING_MS = 250;

/** Those who call again and again until the API is there have it at once. */
const FIRST_CALLS_MS = 10;

async function answering(api: Promise<Sink>, signal: AbortSignal): Promise<void> {
  const up = api.then(() => systemClock.sleep(FIRST_CALLS_MS, signal));
  await Promise.race([up.catch(() => undefined), systemClock.sleep(ANSWERING_MS, signal)]);
}
