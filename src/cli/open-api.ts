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

/** The API of an agent. It opens before rules and sources are loaded, because callers wait for it from the start. */
export interface OpenedApi {
  /** Undefined without an API. */
  readonly api: Promise<Sink> | undefined;
  /** What the API's callers ask for, and where the API listens. */
  readonly sources: readonly Source[];
  /** Callers can read the app's output once this was called. */
  showOutput(read: ReadOutput): void;
  /** Resolves when the API has had time for its first calls, after 250 ms at most; right away without an API. */
  readonly answering: Promise<void>;
  /** Closes the API: the listener and every connection. */
  close(): void;
}

/** What the previous agent left of its API, and what to call if this agent has none. */
export interface Before {
  readonly yielded?: YieldedPort;
  readonly isApiOff?: boolean;
  onApiOff?(): void;
}

/** Opens the API, unless it is off or the previous agent left its port to the app. Logs its problems. */
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

const USELESS_TOKEN = 'the new --token-file cannot be used; the API keeps the old token';

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

/** The lookup of a host name to listen on can be slow, and must not keep the agent from watching the app. */
const ANSWERING_MS = 250;

/** Time for callers that have retried until the API was up. */
const FIRST_CALLS_MS = 10;

async function answering(api: Promise<Sink>, signal: AbortSignal): Promise<void> {
  const up = api.then(() => systemClock.sleep(FIRST_CALLS_MS, signal));
  await Promise.race([up.catch(() => undefined), systemClock.sleep(ANSWERING_MS, signal)]);
}
