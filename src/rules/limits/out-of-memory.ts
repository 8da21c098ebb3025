import type { Instant } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK, uncheckedHealth, untoldPool } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { bytesWords, type Cgroup } from '../../core/facts/cgroup.ts';
import { commandWords, endedOnItsOwn } from '../../core/facts/ended.ts';
import { noPast } from '../../core/facts/past.ts';
import { type FullHeap, fullHeap, lastOomKill, type OomVictim, oomVictim } from './oom.ts';

type Finding = { readonly app: App; readonly isWell: boolean } & (
  | { readonly kind: 'kernel'; readonly victim: OomVictim; readonly memory: Cgroup['memory']; readonly at: Instant }
  | ({ readonly kind: 'heap' } & FullHeap)
);

/** Where the limits cannot be read, the runtimes' own words still tell. */
const unreadCgroup: Cgroup = { version: 2, memory: { usedBytes: 0 } };

export default defineRule({
  code: 'out-of-memory',
  title: 'A process of the app was killed for memory',
  stage: 'killed',
  needs: ['app', 'log'],
  assumes: { cgroup: unreadCgroup, past: noPast, lookedAt: NO_LOOK, pool: untoldPool, health: uncheckedHealth },
  explains: [
    'exited-early',
    'exited-at-runtime',
    'app-gone',
    'worker-killed',
    'crash-loop',
    'runtime-check-failing',
    'no-response',
    'connection-reset',
    'not-listening',
    'memory-pressure',
  ],
  meaning:
    'The container reached its memory limit, and the kernel killed a process that used much of it, with SIGKILL and without a word in the log. ' +
    'Or the runtime (V8, the JVM) reached the limit of its own heap and gave up.',
  when({ at, app, cgroup, past, lookedAt, pool, log, health }): Finding | undefined {
    const isWell = health.status === 'running' && health.runtime.consecutiveFailures === 0;
    const killedAt = lastOomKill(cgroup);
    const victim = killedAt === undefined ? undefined : oomVictim({ app, past, pool, lookedAt }, killedAt, at);
    if (killedAt !== undefined && victim) {
      return { kind: 'kernel', app, isWell, victim, memory: cgroup.memory, at: killedAt };
    }
    const heap = fullHeap(log);
    const hasFailed = (endedOnItsOwn(app)?.code ?? 1) !== 0;
    return heap && !isWell && hasFailed ? { kind: 'heap', app, isWell, ...heap } : undefined;
  },
  severity: ({ isWell }) => (isWell ? 'warning' : 'error'),
  confidence: ({ kind }) => (kind === 'kernel' ? 'certain' : 'likely'),
  summary(finding) {
    if (finding.kind === 'heap') {
      return `The runtime of \`${commandWords(finding.app.command)}\` ran out of its own heap: "${finding.line.slice(0, 160)}".`;
    }
    const { limitBytes, peakBytes } = finding.memory;
    const limit = limitBytes === undefined ? 'the machine ran out of it' : `limit ${bytesWords(limitBytes)}`;
    const peak = peakBytes === undefined ? '' : `, peak ${bytesWords(peakBytes)}`;
    return `The kernel killed ${victimWords(finding)} for memory: ${limit}${peak}.`;
  },
  evidence: (finding) =>
    finding.kind === 'heap'
      ? [{ source: 'log', observed: finding.line }]
      : [
          {
            source: 'cgroup',
            expected: 'no process killed for memory',
            observed: `killed for memory since the app was started: ${finding.memory.oomKills}`,
            at: finding.at,
          },
          { source: 'cgroup', observed: usageWords(finding.memory) },
        ],
  remedy: (finding) => (finding.kind === 'heap' ? heapRemedy(finding.runtime) : kernelRemedy(finding.victim)),
  example: {
    kind: 'kernel',
    app: { command: ['gunicorn', '-w', '8', 'app:app'], pid: 7, startedAt: 0 },
    isWell: false,
    victim: { kind: 'worker', pid: 9 },
    memory: { limitBytes: 536_870_912, usedBytes: 402_653_184, peakBytes: 536_870_912, oomKills: 1 },
    at: 61_000,
  },
});

function victimWords({ app, victim }: Extract<Finding, { kind: 'kernel' }>): string {
  if (victim.kind === 'main') return `the main process of the app, \`${commandWords(app.command)}\`,`;
  if (victim.kind === 'unseen') return 'a process in the container, not the main one of the app,';
  return victim.kind === 'worker'
    ? `worker ${victim.pid}`
    : `${victim.name} (pid ${victim.pid}), not the main process,`;
}

function usageWords({ limitBytes, usedBytes, peakBytes }: Cgroup['memory']): string {
  const limit = limitBytes === undefined ? 'no limit' : `limit ${bytesWords(limitBytes)}`;
  return [
    `now ${bytesWords(usedBytes)}`,
    limit,
    ...(peakBytes === undefined ? [] : [`peak ${bytesWords(peakBytes)}`]),
  ].join(', ');
}

const kernelRemedy = (victim: OomVictim): readonly string[] => [
  'Raise the memory limit of the container, or see what the app keeps in memory and bound it.',
  victim.kind === 'main'
    ? 'Tell the runtime the limit, so that it collects garbage in time: `--max-old-space-size` for Node, `-XX:MaxRAMPercentage` for Java, GOMEMLIMIT for Go.'
    : 'Run fewer workers (`--workers`, WEB_CONCURRENCY), or more threads in fewer of them: each worker holds its own copy of the app.',
  'If it grows with time, let the server renew its workers (`--max-requests` in Gunicorn) until the leak is found.',
];

const heapRemedy = (runtime: FullHeap['runtime']): readonly string[] => [
  runtime === 'V8'
    ? 'Give V8 a larger heap, about three quarters of the memory limit of the container: `NODE_OPTIONS=--max-old-space-size=384` for 512 MiB.'
    : 'Give the JVM a larger heap within the memory limit of the container: `-XX:MaxRAMPercentage=75`, or a larger `-Xmx`.',
  'If it grows with time, take a heap dump and find what is kept.',
];
