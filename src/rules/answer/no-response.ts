import { durationWords } from '../../core/clock.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { appListeners } from '../../core/facts/listener.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { killTimeoutS } from '../../remedies/kill-timeout.ts';
import { recognise } from '../../remedies/recognise.ts';
import { blockedSeen } from '../shared/blocked-words.ts';
import { configured } from '../shared/configured.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { type ForkedLock, forkedLock, preloadStep } from '../shared/forked-lock.ts';
import { failingProbes, probedUntil, probeEvidence, requestWords, sameOutcomeSince } from '../shared/last-probe.ts';
import { subjectAt } from '../shared/port-programs.ts';
import { commandLines, type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { unlimited } from '../shared/throttling.ts';
import { fullSteps, isFull } from './full-files.ts';
import { loadOf } from './load.ts';
import { isUnanswered, percent, type Stall, stallWords, tellingHangs } from './stall.ts';

interface Finding extends Stall {
  /** The program that does not respond. */
  readonly subject: string;
  readonly probe: Probe;
  /** How long the probes have had this outcome. */
  readonly forMs: number;
  /** The release check is still running, and nothing has passed yet: the app may still be starting. */
  readonly mayBeStarting: boolean;
  /** Its processes were likely forked with a lock held. */
  readonly forked?: ForkedLock;
  readonly seen: ServerSigns;
}

export default defineRule({
  code: 'no-response',
  title: 'The app accepts connections and does not answer in time',
  stage: 'connection',
  needs: ['app', 'endpoints', 'probes', 'health'],
  assumes: {
    listeners: [],
    processes: [],
    heartbeats: [],
    hangs: [],
    past: noPast,
    activity: { overMs: 0 },
    cgroup: unlimited,
    ...configured.standIns,
  },
  explains: ['runtime-check-failing'],
  meaning:
    'The app accepts the connection, but no complete response arrives within the timeout of the check. ' +
    'Either every worker is busy (high CPU use, connections in the queue), or the app is waiting for something: a lock, a database, another host.',
  when(facts): Finding | undefined {
    const { app, endpoints, probes, health, listeners, processes, heartbeats, hangs, activity, cgroup } = facts;
    const forked = forkedLock(facts);
    const probe = failingProbes({ app, endpoints, probes }).find(isUnanswered);
    const mayBeStarting = health.release.state === 'waiting' && health.release.passedAt === undefined;
    const isBooting = heartbeats.length > 0 && heartbeats.every(({ beatAt }) => beatAt === undefined);
    if (probe === undefined || (isBooting && mayBeStarting) || isSoonKilled(probe, facts)) return undefined;
    const mine = appListeners(listeners).filter(({ port }) => port === probe.endpoint.port);
    return {
      subject: subjectAt(probe.endpoint.port, facts),
      probe,
      forMs: probedUntil(probe) - sameOutcomeSince(probes, probe),
      received: probe.outcome.kind === 'no-response' ? probe.outcome.received : 0,
      queued: mine.reduce((sum, { queued }) => sum + queued, 0),
      ...loadOf(activity, processes, cgroup),
      mayBeStarting,
      ...(forked && { forked }),
      seen: serverSigns(app, processes),
      hangs: tellingHangs(hangs, processes),
    };
  },
  severity: ({ mayBeStarting }) => (mayBeStarting ? 'warning' : 'error'),
  summary: (finding) => {
    const { probe, forMs } = finding;
    const within = durationWords(probe.durationMs);
    const longer = forMs > 2 * probe.durationMs ? ` (for ${durationWords(forMs)} now)` : '';
    return probe.outcome.kind === 'connect-timeout'
      ? `Nothing accepted a connection on port ${probe.endpoint.port} within ${within}${longer}${stallWords(finding)}.`
      : `${finding.subject} ${finding.queued > 0 ? 'did' : 'accepted the connection but did'} not respond to ${requestWords(probe)} within ${within}${longer}${stallWords(finding)}.`;
  },
  evidence: ({ probe, queued, cpuShare, hangs }) => [
    probeEvidence(probe, `a response within ${durationWords(probe.timeoutMs)}`),
    ...(queued === 0
      ? []
      : [{ source: '/proc/net/tcp', expected: 'an empty accept queue', observed: `${queued} in the accept queue` }]),
    ...(cpuShare === undefined ? [] : [{ source: '/proc/PID/stat', observed: `the app uses ${percent(cpuShare)}` }]),
    ...hangs.map(blockedSeen),
  ],
  remedy: (finding) => [...stateSteps(finding), checkStep(finding)],
  example: {
    subject: 'The app',
    probe: exampleProbe(
      { kind: 'no-response', received: 0 },
      { purpose: 'runtime', path: '/healthcheck', durationMs: 15_000 },
    ),
    forMs: 55_000,
    received: 0,
    queued: 3,
    cpuShare: 0.01,
    load: 'waiting',
    mayBeStarting: false,
    seen: { commands: [['gunicorn', 'app:app']] },
    hangs: [],
  },
});

/** Gunicorn checks for silent workers once a second, and its line takes a moment to be read. */
const KILLED_MS = 2_000;
/** The rule waits no longer for that line. */
const LONGEST_MS = 7_000;
const UNREAD_MS = 5_000;

/** Whether the server is about to kill the worker that does not respond: its own line then says more. */
function isSoonKilled(probe: Probe, { at, app, log, processes, environment, gunicornConf }: KillFacts): boolean {
  // If the log is not read, that line never comes.
  if (log.unread) return false;
  const timeoutS = killTimeoutS({ commands: commandLines(app, processes), environment, gunicornConf });
  if (timeoutS === undefined) return false;
  const killedMs = timeoutS === 'unread' ? UNREAD_MS : timeoutS * 1_000 + KILLED_MS;
  return killedMs <= LONGEST_MS && at - probe.at < killedMs;
}

type KillFacts = Known<'app' | 'log' | 'processes' | 'environment' | 'gunicornConf'>;

/** How each server handles more requests at the same time, by its id. */
const MORE_WORKERS: Readonly<Record<string, string>> = {
  gunicorn: 'with a larger `--workers`, or with `--threads 4` if requests mostly wait',
  uvicorn: 'with a larger `--workers`',
  puma: 'with more workers (`-w`) or threads (`-t`)',
  unicorn: 'with a larger `worker_processes`',
  uwsgi: 'with larger `--processes` and `--threads`',
};

function stateSteps({ load, queued, received, seen, hangs, forked }: Finding): readonly string[] {
  const full = hangs.find(isFull);
  if (full) return fullSteps(full);
  const { server } = recognise(seen);
  // Nothing will release that lock: no timeout helps, and more workers only inherit it.
  if (forked) return [preloadStep(forked)];
  return [
    ...(received > 0
      ? ['Send the complete response: it started, but the rest (by its Content-Length, or the last chunk) never came.']
      : []),
    ...(load === 'computing'
      ? ['Find out what the app computes and move it out of the request, or give the container more CPU.']
      : [
          "Set a timeout on every call to a database or another host, shorter than the check's. Look for locks that are never released.",
        ]),
    ...(queued > 0 && server.id in MORE_WORKERS
      ? [`Let ${server.name} handle more requests at the same time ${MORE_WORKERS[server.id]}.`]
      : []),
  ];
}

const checkStep = ({ probe }: Finding): string =>
  `Respond to ${probe.path ?? 'the check'} right away, without calling a database or another service.`;
