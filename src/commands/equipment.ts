import { isatty } from 'node:tty';
import type { AgentParts } from '../agent.ts';
import { type Demands, demandPort } from '../core/demand-port.ts';
import { lateSink } from '../core/late-sink.ts';
import { newMemory } from '../core/memory.ts';
import type { Sink } from '../core/sink.ts';
import type { Source } from '../core/source.ts';
import { createLogger, type Logger } from '../logger.ts';
import { rules } from '../rules/index.ts';
import type { Options } from '../settings/options.ts';
import { optionsFrom } from '../settings/options-from.ts';
import type { ApiOptions } from '../sinks/api/api-sink.ts';
import type { About } from '../sinks/api/asked.ts';
import { createLogFilesSink } from '../sinks/log-files-sink.ts';
import { createLogSink } from '../sinks/log-sink.ts';
import { createTerminationLogSink } from '../sinks/termination-log-sink.ts';
import { type OrderedWriter, orderedWriter } from '../sources/app/ordered-writer.ts';
import { type ControllerLinkSource, controllerLinkSource } from '../sources/controller/controller-link.ts';
import { systemClock } from '../system-clock.ts';
import { version } from '../version.ts';
import { openController } from './controller.ts';

/** What every command that watches an app is made of, whoever started that. */
export interface Equipment {
  readonly options: Options;
  readonly logger: Logger;
  readonly stderr: OrderedWriter;
}

/** Reads the options, and opens the agent's own log. Throws SettingsError for wrong usage. */
export function equip(flags: Readonly<Record<string, readonly string[]>>): Equipment {
  const options = optionsFrom(flags);
  const stderr = orderedWriter(2);
  const logger = createLogger({
    level: options.logLevel,
    format: options.logFormat ?? (isatty(2) ? 'text' : 'json'),
    write: (line) => stderr.line(line),
  });
  keepGoing(logger);
  return { options, logger, stderr };
}

/** The agent that watches `app`, whose end is its own, and tells the sinks that were asked for; `signal` ends their servers. */
export function agentParts(
  equipment: Equipment,
  app: Source,
  sources: readonly Source[],
  signal: AbortSignal,
): AgentParts {
  const { options, logger } = equipment;
  const demands = demandPort('controller');
  const link = controllerLinkSource();
  const api = options.listen && openApi(equipment, options.listen, demands.demand, signal);
  return {
    clock: systemClock,
    memory: newMemory(options.settings, options.problems, systemClock.now()),
    rules,
    app,
    sources: [...sources, demands.source, link.source],
    ...(api && { ready: answering(api, signal) }),
    sinks: sinksOf(equipment, api, link.tell),
    heartbeatMs: options.heartbeatMs,
    exitGraceMs: options.exitGraceMs,
    random: Math.random,
    onFailure: (part, err) => logger.error({ part, err }, 'part failed'),
  };
}

let codes: ReturnType<About['codes']> | undefined;

const about: About = {
  version,
  // An example is worked out each time it is asked for.
  codes() {
    codes ??= rules.map(({ code, example: { severity } }) => ({ code, severity }));
    return codes;
  },
};

/** The sinks that were asked for. Each loads its libraries only when it is, beside the app's start and not before it. */
function sinksOf(
  { options, logger }: Equipment,
  api: Promise<Sink> | undefined,
  onLink: ControllerLinkSource['tell'],
): readonly Sink[] {
  const { controller } = options;
  const sinks: Sink[] = [createLogSink(logger), createLogFilesSink(logger), createTerminationLogSink(logger)];
  if (api) sinks.push(lateSink('api', api, true));
  if (controller) sinks.push(lateSink('controller', openController(controller, options, logger, onLink), false));
  return sinks;
}

async function openApi(
  { options: { token, tls }, logger }: Equipment,
  listen: Pick<ApiOptions, 'host' | 'port'>,
  demand: Demands,
  signal: AbortSignal,
): Promise<Sink> {
  const { startApi } = await import('../sinks/api/api-sink.ts');
  const trust = { ...(token !== undefined && { token }), ...(tls && { tls }) };
  return (await startApi({ ...listen, ...trust, about, demand, logger, signal })).sink;
}

/** A name to listen on may be slow to look up, and the app must not go unseen for it. */
const ANSWERING_MS = 250;

/** Those who call again and again until the API is there have it at once. */
const FIRST_CALLS_MS = 10;

/** Resolves when the API has had time for its first calls, which the first look at /proc would keep waiting. */
async function answering(api: Promise<Sink>, signal: AbortSignal): Promise<void> {
  const up = api.then(() => systemClock.sleep(FIRST_CALLS_MS, signal));
  await Promise.race([up.catch(() => undefined), systemClock.sleep(ANSWERING_MS, signal)]);
}

/** A bug of the agent's must not end the app: it is told, and the watching goes on as far as it can. */
function keepGoing(logger: Logger): void {
  process.on('uncaughtException', (err) =>
    logger.error({ err }, 'unexpected error in sidewatch; the app is not affected'),
  );
}
