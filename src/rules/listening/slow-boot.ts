import type { ProfileName } from '../../core/checks/profiles/profiles.ts';
import { durationWords, elapsedMs, type Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { isRunning, releaseSince } from '../../core/facts/app.ts';
import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { isAlive } from '../../core/facts/process.ts';
import { type Facts, type Log, noLog } from '../../core/memory/facts.ts';
import { valueOr } from '../../core/observed.ts';
import { type Doing, doingAdvice, doingOf, doingSeen, doingWords } from '../shared/app-activity.ts';
import { blockedSeen, blockedWords } from '../shared/blocked-words.ts';
import { bootPeerStep } from '../shared/boot-peer.ts';
import { takes } from '../shared/cpu-use.ts';
import { exampleLog } from '../shared/example-facts.ts';
import { outcomeWords, probeEvidence, requestWords } from '../shared/last-probe.ts';
import { servingListeners } from '../shared/serving.ts';
import { unlimited } from '../shared/throttling.ts';
import { unservedOf } from '../shared/unserved.ts';
import { moreTime, roomyTimeoutS } from './release-timeout.ts';

/** What shows that an app is still starting, or became ready too late. */
type BootSign =
  /** It passed its check after all. */
  | { readonly kind: 'late'; readonly tookMs: number; readonly at: Instant }
  /** The port is open, and no worker of Gunicorn has ever sent a heartbeat. */
  | { readonly kind: 'worker'; readonly pid: number; readonly forMs: number; readonly hang?: BlockedProcess }
  /** Gunicorn's workers exit one after another without a heartbeat; `pid` is the newest. */
  | { readonly kind: 'workers'; readonly pid: number; readonly count: number }
  /** Nothing listens, and the app is working or writing to its log. */
  | { readonly kind: 'busy'; readonly doing: Doing; readonly line?: string }
  /** All that is known is that no check has passed; with the newest one, if there was any. */
  | { readonly kind: 'unready'; readonly probe?: Probe };

interface Finding {
  readonly sign: BootSign;
  readonly timeoutMs: number;
  readonly profile: ProfileName;
  readonly failedAt: Instant;
  readonly log: Log;
}

export default defineRule({
  code: 'slow-boot',
  title: 'The app was still starting when the release check ended',
  stage: 'listener',
  needs: ['app', 'health', 'listeners', 'endpoints', 'probes', 'log'],
  assumes: {
    past: noPast,
    connections: [],
    hangs: [],
    heartbeats: [],
    processes: [],
    activity: { overMs: 0 },
    cgroup: unlimited,
  },
  explains: ['not-listening', 'no-response', 'accept-queue-full'],
  meaning:
    'The platform waits only so long for the first response of a new container (3 min unless set otherwise). This app takes longer to start. ' +
    'The deploy fails although the app may be sound. Make the app start faster, or raise the limit.',
  when(known): Finding | undefined {
    const { app, health, settings, log } = known;
    const { failedAt } = health.release;
    // A release check fails at its deadline or when the app exits: while the app runs, it was the deadline.
    if (failedAt === undefined || !isRunning(app) || app.stopRequestedAt !== undefined) return undefined;
    const sign = bootSign(known);
    return sign && { sign, timeoutMs: settings.releaseTimeoutMs, profile: settings.profile, failedAt, log };
  },
  severity: ({ sign }) => (sign.kind === 'late' ? 'warning' : 'error'),
  confidence: ({ sign }) => (sign.kind === 'busy' ? 'likely' : 'certain'),
  insist: unready,
  summary: ({ sign, timeoutMs }) =>
    `The app was not ready within the release check's limit of ${durationWords(timeoutMs)}: ${bootWords(sign)}.`,
  evidence: ({ sign, timeoutMs, failedAt, log }) => [
    {
      source: 'release check',
      expected: `passed within ${durationWords(timeoutMs)}`,
      observed: 'failed',
      at: failedAt,
    },
    ...bootSeen(sign, log),
  ],
  remedy({ sign, profile, timeoutMs }) {
    const more = moreTime(profile, roomyTimeoutS(sign.kind === 'late' ? sign.tookMs : timeoutMs));
    const [first, ...others] = bootAdvice(sign);
    return sign.kind === 'late' || first === undefined ? [more, ...bootAdvice(sign)] : [first, more, ...others];
  },
  example: {
    sign: { kind: 'late', tookMs: 215_000, at: 215_000 },
    timeoutMs: 180_000,
    profile: 'aptible',
    failedAt: 180_000,
    log: exampleLog(),
  },
});

/** The release check has failed while the app runs, and no other rule says why. */
function unready({ observed: { app, health, probes, log }, settings }: Facts): Finding | undefined {
  if (!app.known || !health.known) return undefined;
  const { failedAt, passedAt } = health.value.release;
  if (failedAt === undefined || app.value.startFailure) return undefined;
  const tookMs = (passedAt ?? failedAt) - releaseSince(app.value);
  const probe = probes.known ? (probes.value.findLast(({ passed }) => !passed) ?? probes.value.at(-1)) : undefined;
  return {
    sign:
      passedAt === undefined ? { kind: 'unready', ...(probe && { probe }) } : { kind: 'late', tookMs, at: passedAt },
    timeoutMs: settings.releaseTimeoutMs,
    profile: settings.profile,
    failedAt,
    log: valueOr(log, noLog),
  };
}

type BootFacts = Known<
  | 'app'
  | 'health'
  | 'listeners'
  | 'endpoints'
  | 'probes'
  | 'heartbeats'
  | 'processes'
  | 'activity'
  | 'log'
  | 'connections'
  | 'hangs'
  | 'past'
  | 'cgroup'
>;

const AT_WORK_SHARE = 0.2;
const FRESH_LOG_MS = 10_000;

/** The surest sign, or undefined when the app seems to do nothing. Call it only after the release check has failed. */
function bootSign(seen: BootFacts): BootSign | undefined {
  if (seen.health.everHealthy) return lateSign(seen);
  const serving = servingListeners(seen.listeners, seen.endpoints);
  if (serving.length === 0) return busySign(seen);
  const isOpen = seen.endpoints.some(({ port }) => serving.some((listener) => listener.port === port));
  return isOpen ? workerSign(seen) : undefined;
}

/** The sign as a clause that ends the sentence. */
function bootWords(sign: BootSign): string {
  if (sign.kind === 'late') return `it first passed its check ${durationWords(sign.tookMs)} after its start`;
  if (sign.kind === 'worker') {
    const place = sign.hang && blockedWords(sign.hang);
    return `worker ${sign.pid} has been booting for ${durationWords(sign.forMs)}${place === undefined ? '' : ` and ${place}`}`;
  }
  if (sign.kind === 'workers') {
    return `its workers exit before they finish booting (${sign.count} so far), and new ones start`;
  }
  if (sign.kind === 'unready') {
    const { probe } = sign;
    if (probe === undefined) return 'no check could be made';
    return `in the last check (${requestWords(probe)}) it ${outcomeWords(probe.outcome, probe.durationMs)}`;
  }
  const saysMore = sign.doing.kind === 'idle' && sign.line !== undefined;
  return saysMore ? `its last line was "${sign.line}"` : doingWords(sign.doing);
}

/** The sign as evidence. */
function bootSeen(sign: BootSign, log: Log): readonly Evidence[] {
  if (sign.kind === 'busy') return doingSeen(sign.doing, log, 3);
  if (sign.kind === 'late') return [{ source: 'probe', observed: bootWords(sign), at: sign.at }];
  if (sign.kind === 'workers') {
    return [{ source: '/proc/PID/fd', expected: 'a heartbeat', observed: `${sign.count} workers exited without one` }];
  }
  if (sign.kind === 'unready') return sign.probe ? [probeEvidence(sign.probe, 'a check that passes')] : [];
  const observed = `no heartbeat of worker ${sign.pid} since it started`;
  return [
    { source: '/proc/PID/fd', expected: 'a heartbeat', observed },
    ...(sign.hang ? [blockedSeen(sign.hang)] : []),
  ];
}

/** What makes the start faster, best first. */
function bootAdvice(sign: BootSign): readonly string[] {
  if (sign.kind === 'busy') return [doingAdvice(sign.doing)];
  if (sign.kind === 'worker') {
    const waits = bootPeerStep(sign.hang);
    if (waits !== undefined) return [waits];
    return [
      `Check what the app does during its import (\`py-spy dump --pid ${sign.pid}\`): a request without a timeout to another host, a large file, a model.`,
      'Start Gunicorn with `--preload` to load the app before the port opens. Since 22.0 Gunicorn never stops a worker that hangs at boot, and logs nothing.',
    ];
  }
  if (sign.kind === 'workers') {
    return [
      "Read the app's log: a traceback means that the app failed. WORKER TIMEOUT means that Gunicorn (up to 21.2) killed a worker that had not booted within `--timeout`.",
      'If the boot takes long, raise `--timeout`, or load the app before the workers start with `--preload`.',
    ];
  }
  if (sign.kind === 'unready') return [READ_LOG];
  return [
    'Make the app start faster: run migrations and builds before the release, and load imports and caches on first use.',
  ];
}

const READ_LOG = "Check the app's log, above all its last lines before the limit, for what keeps it from responding.";

/** Only while the newest probe passes: later failures have another cause. */
function lateSign({ app, health, probes }: BootFacts): BootSign | undefined {
  const { passedAt, failedAt } = health.release;
  if (passedAt === undefined || failedAt === undefined || passedAt <= failedAt) return undefined;
  return probes.at(-1)?.passed
    ? { kind: 'late', tookMs: elapsedMs(releaseSince(app), passedAt), at: passedAt }
    : undefined;
}

function workerSign({ app, heartbeats, hangs, processes, past, at }: BootFacts): BootSign | undefined {
  const { beaten, unbeaten } = past.forgottenBeats ?? { beaten: 0, unbeaten: 0 };
  if (beaten > 0 || heartbeats.some(({ beatAt }) => beatAt !== undefined)) return undefined;
  const workers = processes.filter((process) => isAlive(process) && heartbeats.some(({ pid }) => pid === process.pid));
  const lost = heartbeats.filter(({ pid }) => !processes.some((process) => process.pid === pid));
  if (lost.length > 1)
    return { kind: 'workers', pid: heartbeats.at(-1)?.pid ?? app.pid ?? 0, count: lost.length + unbeaten };
  const [oldest] = [...workers].sort((a, b) => a.startedAt - b.startedAt || a.pid - b.pid);
  if (oldest === undefined) return undefined;
  const hang = hangs.find(({ pid }) => pid === oldest.pid);
  const forMs = Math.max(0, at - Math.max(oldest.startedAt, app.startedAt));
  return { kind: 'worker', pid: oldest.pid, forMs, ...(hang && { hang }) };
}

function busySign(seen: BootFacts): BootSign | undefined {
  if (unservedOf(seen.app, seen.processes, seen.log)) return undefined;
  const doing = doingOf(seen);
  const { lastWrittenAt, tail } = seen.log;
  const writes = lastWrittenAt !== undefined && seen.at - lastWrittenAt <= FRESH_LOG_MS;
  const isAtWork =
    doing.kind === 'busy' ? takes(doing.use, AT_WORK_SHARE) : ['chore', 'waiting', 'sleeping'].includes(doing.kind);
  // An app that keeps raising exceptions and sleeps in between is not a slow start.
  const raisedAt = seen.log.exceptions.at(-1)?.at ?? -Infinity;
  const isRestless = ['idle', 'raised', 'sleeping'].includes(doing.kind) && seen.at - raisedAt <= FRESH_LOG_MS;
  if (isRestless || (!isAtWork && !writes)) return undefined;
  const line = tail.at(-1)?.text.trim();
  return { kind: 'busy', doing, ...(line !== undefined && { line }) };
}
