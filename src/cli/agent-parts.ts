import { setImmediate as turn } from 'node:timers/promises';
import type { AgentParts } from '../agent/agent.ts';
import { newMemory } from '../core/memory/memory.ts';
import { lateSink } from '../core/ports/late-sink.ts';
import type { Sink } from '../core/ports/sink.ts';
import type { Source } from '../core/ports/source.ts';
import { rules } from '../rules/index.ts';
import { createLogFilesSink } from '../sinks/log/log-files-sink.ts';
import { createLogSink, type Saying } from '../sinks/log/log-sink.ts';
import { createTerminationLogSink } from '../sinks/log/termination-log-sink.ts';
import { type ControllerLinkSource, controllerLinkSource } from '../sources/controller/controller-link.ts';
import { systemClock } from '../system-clock.ts';
import type { Context } from './context.ts';
import { openController } from './controller.ts';
import type { OpenedApi } from './open-api.ts';

/** The agent that watches `app` until it exits, and the sinks that the options ask for. */
export function agentParts(
  context: Context,
  openedApi: OpenedApi,
  app: Source,
  sources: readonly Source[],
  saying?: Saying,
): AgentParts {
  const { agent, options, logger } = context;
  const link = controllerLinkSource();
  return {
    clock: systemClock,
    memory: newMemory(options.settings, options.problems, systemClock.now(), agent),
    rules,
    app,
    sources: [...openedApi.sources, ...sources, link.source],
    ready: openedApi.answering.then(answered),
    sinks: sinksOf(context, openedApi, link.tell, saying),
    heartbeatMs: options.heartbeatMs,
    exitGraceMs: options.exitGraceMs,
    random: Math.random,
    onFailure: (part, err) => logger.error({ part, err }, 'part failed'),
  };
}

/** Answers callers that came while the agent was loading: one turn accepts the connection, the next reads its request. */
async function answered(): Promise<void> {
  await turn();
  await turn();
}

/** The sinks that the options ask for. Each loads its libraries while the app starts, and only if it is used. */
function sinksOf(
  { agent, options, logger }: Context,
  { api }: OpenedApi,
  onLink: ControllerLinkSource['tell'],
  saying?: Saying,
): readonly Sink[] {
  const { controller } = options;
  const sinks: Sink[] = [createLogSink(logger, saying), createLogFilesSink(logger), createTerminationLogSink(logger)];
  if (api) sinks.push(lateSink('api', api, true));
  if (controller)
    sinks.push(lateSink('controller', openController(controller, { agent, options, logger }, onLink), false));
  return sinks;
}
