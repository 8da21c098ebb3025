import { pushed } from '../bounded-list.ts';
import { withBlindness, withPassBefore, withProbe } from '../checks/endpoint-checks.ts';
import { withRuntimeChange } from '../checks/runtime-changes.ts';
import type { Instant } from '../clock.ts';
import { agentAnswer, withAgentAnswer } from '../facts/agent-answer.ts';
import type { App } from '../facts/app.ts';
import { isOfFile, type LogEvent } from '../facts/log-event.ts';
import { withLoss } from '../facts/output-loss.ts';
import { withProbed } from '../facts/past.ts';
import { type Probe, withRun } from '../facts/probe.ts';
import { withStarvation } from '../facts/starvation.ts';
import { withProbeCounted } from '../facts/tally.ts';
import { attachedOutput, type UnreadOutput } from '../facts/unread-output.ts';
import { valueOr } from '../observed.ts';
import { redactCommand } from '../redaction/redact.ts';
import type { Log } from './facts.ts';
import type { Memory } from './memory.ts';
import type { EventValues, Observation } from './observation.ts';
import { rememberLogEvent } from './remember-log-event.ts';
import { withServerEvent } from './workers.ts';

const KEPT_PROBES = 30;

type Happened = Extract<Observation, { kind: 'event' }>;

/** Folds an event into the memory. */
export function withEvent(memory: Memory, happened: Happened): Memory {
  const { at } = happened;
  switch (happened.fact) {
    case 'app-started':
      return withStart(memory, happened.value, at);
    case 'app-unseen':
      return withUnseen(memory, happened.value.reason);
    case 'app-not-started':
      return { ...memory, app: notStarted(happened.value, at) };
    case 'app-exited':
      return withApp(memory, { exit: { ...happened.value, at } });
    case 'app-daemonized':
      return withApp(memory, { daemonized: { ...happened.value, at } });
    case 'release-passed-before':
      return { ...memory, checks: withPassBefore(memory.checks, happened.value.ports, at) };
    case 'stop-requested':
      // The first request counts.
      if (memory.app?.stopRequestedAt !== undefined) return memory;
      return withApp(memory, { stopRequestedAt: at, stopRequestedBy: happened.value.by });
    case 'check-requested':
      return { ...memory, checkRequestedAt: at };
    case 'probed':
      return probed(memory, happened.value);
    case 'greeted':
      return { ...memory, past: { ...memory.past, greeted: happened.value } };
    case 'agent-starved':
      return starved(memory, happened.value.forMs, at);
    case 'logged':
      return withLogEvent(memory, happened.value.event, at);
    case 'output-lost':
      return {
        ...memory,
        log: { ...memory.log, losses: withLoss(memory.log.losses ?? [], { ...happened.value, at }) },
      };
    case 'output-cut':
      return { ...memory, log: { ...memory.log, cutBytes: memory.log.cutBytes + happened.value.bytes } };
    default:
      return happened satisfies never;
  }
}

/** An attached app that is older than this was not seen from its start. The launcher always reports its app from the start. */
const YOUNG_MS = 10_000;

function withStart(memory: Memory, value: EventValues['app-started'], at: Instant): Memory {
  const { command, startedAt = at, unread = value.foundBy && attachedOutput, ...rest } = value;
  const isOld = value.foundBy !== undefined && startedAt < memory.startedAt - YOUNG_MS;
  const app = { ...rest, command: redactCommand(command), startedAt, ...(isOld && { watchedSince: memory.startedAt }) };
  // A restarted app must pass its release check again. After a mere handover, the check continues.
  const isNew = memory.app?.exit !== undefined;
  const { starvation: _, ...fresh } = memory;
  const base = isNew ? { ...fresh, checks: [] } : memory;
  return { ...base, app, log: unread ? unreadLog(memory.log, unread) : memory.log };
}

const withUnseen = (memory: Memory, unseen: string): Memory => ({
  ...memory,
  app: { command: [], startedAt: memory.startedAt, unseen },
  log: unreadLog(memory.log, attachedOutput),
});

/** A log file that was already read replaces the output. */
const unreadLog = (log: Log, unread: UnreadOutput): Log => (log.tail.some(isOfFile) ? log : { ...log, unread });

function notStarted({ command, failure }: EventValues['app-not-started'], at: Instant): App {
  return { command: redactCommand(command), startedAt: at, startFailure: { ...failure, at } };
}

const withApp = (memory: Memory, change: Partial<App>): Memory =>
  memory.app === undefined ? memory : { ...memory, app: { ...memory.app, ...change } };

function probed(memory: Memory, probe: Probe): Memory {
  const answer = agentAnswer(probe, valueOr(memory.seen.listeners, []));
  if (answer) return { ...memory, agentAnswers: withAgentAnswer(memory.agentAnswers, answer) };
  const kept = {
    ...memory,
    probes: pushed(memory.probes.filter(otherThanDemanded(probe)), withRun(probe, memory.probes), KEPT_PROBES),
  };
  if (probe.undelivered) return { ...kept, checks: withBlindness(memory.checks, probe.at, probe.endpoint.port) };
  // An app that was asked to stop may refuse later probes.
  const isStopped = probe.at + probe.durationMs > (memory.app?.stopRequestedAt ?? Number.POSITIVE_INFINITY);
  const checks = isStopped ? memory.checks : withProbe(memory.checks, probe, memory.settings, memory.starvation);
  return {
    ...kept,
    tally: withProbeCounted(memory.tally, probe),
    agentAnswers: memory.agentAnswers.filter(({ port }) => port !== probe.endpoint.port),
    past: withProbed(memory.past, probe),
    checks,
    runtimeChanges: withRuntimeChange(memory.runtimeChanges, memory.checks, checks, probe),
  };
}

function starved(memory: Memory, forMs: number, at: Instant): Memory {
  const { listeners } = memory.seen;
  const probe = memory.probes.at(-1);
  const seenAt = Math.max(listeners.known ? listeners.at : 0, probe ? probe.at + probe.durationMs : 0);
  const starvation = withStarvation(memory.starvation, forMs, at, seenAt);
  return { ...memory, starvation, checks: withBlindness(memory.checks, at - forMs) };
}

/** Only the newest requested probe is kept, so requests never push out planned probes. */
const otherThanDemanded =
  ({ endpoint }: Probe) =>
  (each: Probe): boolean =>
    each.demanded !== true || each.endpoint.port !== endpoint.port;

const withLogEvent = (memory: Memory, event: LogEvent, at: Instant): Memory =>
  'server' in event
    ? { ...memory, pool: withServerEvent(memory.pool, event, at) }
    : { ...memory, log: rememberLogEvent(memory.log, event, at) };
