import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { listenerName } from '../../core/facts/listener.ts';
import { noPast } from '../../core/facts/past.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { recognise } from '../../remedies/recognise.ts';
import { stackStep } from '../../remedies/stack-step.ts';
import { blockedSeen } from '../shared/blocked-words.ts';
import { configured } from '../shared/configured.ts';
import { exampleProbe } from '../shared/example-facts.ts';
import { type ForkedLock, forkedLock, preloadStep } from '../shared/forked-lock.ts';
import { failingProbes, probedUntil, probeEvidence, requestWords } from '../shared/last-probe.ts';
import { subjectAt } from '../shared/port-programs.ts';
import { type ServerSigns, serverSigns } from '../shared/server-signs.ts';
import { servingListeners } from '../shared/serving.ts';
import { unlimited } from '../shared/throttling.ts';
import { type FullHang, fullOfFiles, fullSteps, fullWords } from './full-files.ts';
import { type Load, loadOf } from './load.ts';
import { percent, tellingHangs } from './stall.ts';

interface Finding extends Load {
  /** The program that accepts nothing. */
  readonly subject: string;
  readonly probe: Probe;
  /** The probe could not even connect. */
  readonly isFull: boolean;
  readonly queued: number;
  readonly where: string;
  /** How long no probe has been accepted. */
  readonly forMs: number;
  /** The process whose stack to read: a hanging one, else the listening one. */
  readonly pid?: number;
  /** Its processes were likely forked with a lock held. */
  readonly forked?: ForkedLock;
  /** The process that cannot accept because it has reached its limit of open files. */
  readonly full?: FullHang;
  readonly mayBeStarting: boolean;
  readonly seen: ServerSigns;
}

// One probe's own connection may wait a moment; two that wait show that nothing accepts them.
const FEWEST_STUCK = 2;

const isUnaccepted = ({ outcome }: Probe): boolean =>
  outcome.kind === 'connect-timeout' || (outcome.kind === 'no-response' && outcome.received === 0);

export default defineRule({
  code: 'accept-queue-full',
  title: 'The app no longer accepts connections',
  stage: 'queue',
  needs: ['app', 'endpoints', 'probes', 'health', 'listeners'],
  assumes: {
    processes: [],
    past: noPast,
    hangs: [],
    activity: { overMs: 0 },
    cgroup: unlimited,
    ...configured.standIns,
  },
  explains: ['no-response', 'runtime-check-failing'],
  meaning:
    'The kernel completes connections to the port and queues them, but the app does not accept them. Once the queue is full, the kernel drops new connections. ' +
    'Either all workers are busy computing, or the part of the app that accepts connections hangs.',
  when(facts): Finding | undefined {
    const { app, endpoints, probes, health, listeners, processes, hangs, activity, cgroup } = facts;
    const probe = failingProbes({ app, endpoints, probes }).find(isUnaccepted);
    if (probe === undefined) return undefined;
    const mine = servingListeners(listeners, endpoints).filter(({ port }) => port === probe.endpoint.port);
    const queued = mine.reduce((sum, listener) => sum + listener.queued, 0);
    const isFull = probe.outcome.kind === 'connect-timeout';
    const mayBeStarting = health.release.state === 'waiting' && health.release.passedAt === undefined;
    const stuck = unacceptedRun(probes, probe);
    // A master may listen long before its workers accept: while the app starts, only a full queue is a sign.
    const isStuck = !mayBeStarting && stuck.length >= FEWEST_STUCK && queued >= FEWEST_STUCK;
    const [first] = mine;
    if (first === undefined || queued === 0 || !(isFull || isStuck)) return undefined;
    const full = fullOfFiles(hangs, processes);
    const forked = forkedLock(facts);
    const pid = tellingHangs(hangs, processes)[0]?.pid ?? first.pid;
    return {
      subject: subjectAt(probe.endpoint.port, facts),
      probe,
      isFull,
      queued,
      where: listenerName(first),
      forMs: probedUntil(probe) - (stuck[0] ?? probe).at,
      ...loadOf(activity, processes, cgroup),
      ...(full && { full }),
      ...(pid !== undefined && { pid }),
      ...(forked && { forked }),
      mayBeStarting,
      seen: serverSigns(app, processes),
    };
  },
  severity: ({ mayBeStarting }) => (mayBeStarting ? 'warning' : 'error'),
  summary: (finding) => {
    const { subject, probe, isFull, queued, where, forMs } = finding;
    const waiting = `${queued} ${queued === 1 ? 'connection waits' : 'connections wait'} in the ${isFull ? 'full ' : ''}queue of ${where}`;
    return `${subject} has accepted nothing on port ${probe.endpoint.port} for ${durationWords(forMs)}: ${waiting}${stateWords(finding)}.`;
  },
  evidence: ({ probe, queued, where, cpuShare, full }) => [
    {
      source: '/proc/net/tcp',
      expected: 'an empty accept queue',
      observed: `${where}: ${queued} in the accept queue`,
    },
    probeSeen(probe),
    ...(cpuShare === undefined ? [] : [{ source: '/proc/PID/stat', observed: `the app uses ${percent(cpuShare)}` }]),
    ...(full ? [blockedSeen(full)] : []),
  ],
  remedy: (finding) => [...stateSteps(finding), BACKLOG],
  example: {
    subject: 'The app',
    probe: exampleProbe({ kind: 'connect-timeout' }, { purpose: 'runtime', path: '/healthcheck', durationMs: 15_000 }),
    isFull: true,
    queued: 129,
    where: '0.0.0.0:8000',
    forMs: 55_000,
    cpuShare: 0.01,
    load: 'waiting',
    mayBeStarting: false,
    seen: { commands: [['gunicorn', 'app:app']] },
  },
});

/** The kernel completes the connection, whether the app accepts it or not. */
function probeSeen(probe: Probe): Evidence {
  const seen = probeEvidence(probe, `a response within ${durationWords(probe.timeoutMs)}`);
  if (probe.outcome.kind !== 'no-response') return seen;
  return { ...seen, observed: `${requestWords(probe)}: no response within ${durationWords(probe.durationMs)}` };
}

/** The newest probes of the endpoint, back to the last one that was accepted. */
function unacceptedRun(probes: readonly Probe[], newest: Probe): readonly Probe[] {
  const mine = probes.filter(({ endpoint }) => endpoint.port === newest.endpoint.port);
  return mine.slice(mine.findLastIndex((probe) => !isUnaccepted(probe)) + 1);
}

function stateWords({ full, load, cpuShare = 0 }: Finding): string {
  if (full) return `, and ${fullWords(full)}`;
  if (load === 'computing') return `, and it is saturated (${percent(cpuShare)})`;
  return load === 'waiting' ? `, and it is wedged (${percent(cpuShare)})` : '';
}

const BACKLOG =
  'Do not just raise the backlog (`listen(port, backlog)`, the sysctl `net.core.somaxconn`): connections would only wait longer.';

function stateSteps(finding: Finding): readonly string[] {
  if (finding.full) return fullSteps(finding.full);
  const { server } = recognise(finding.seen);
  const { name } = server;
  return finding.load === 'computing'
    ? [`Give ${name} more workers or more CPU, or make its requests cheaper: they arrive faster than it serves them.`]
    : [
        `${stackStep(server, finding.pid)}. Every worker, or the thread that accepts connections, is waiting for something.`,
        ...(finding.forked ? [preloadStep(finding.forked)] : []),
        'Set a timeout on every call to a database or another host, and restart the app to recover.',
      ];
}
