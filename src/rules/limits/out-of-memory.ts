import type { Instant } from '../../core/clock.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK, uncheckedHealth, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import { bytesWords, type Cgroup } from '../../core/facts/cgroup.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { noPast, type Past } from '../../core/facts/past.ts';
import type { WorkerPool } from '../../core/facts/worker-pool.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { nodeHeapOption } from '../../remedies/own-line.ts';
import { signalOf } from '../shared/exit-meaning.ts';

/** The process that the kernel killed for memory, as far as it is known. */
type OomVictim =
  | { readonly kind: 'main' }
  /** A worker of an application server. */
  | { readonly kind: 'worker'; readonly pid: number }
  | { readonly kind: 'descendant'; readonly pid: number; readonly name: string }
  /** A process that came and went unseen. */
  | { readonly kind: 'unseen' };

/** A runtime's own line that its heap is full. */
interface FullHeap {
  readonly runtime: 'V8' | 'JVM';
  readonly line: string;
}

type Finding = { readonly app: App; readonly isWell: boolean } & (
  | { readonly kind: 'kernel'; readonly victim: OomVictim; readonly memory: Cgroup['memory']; readonly at: Instant }
  | ({ readonly kind: 'heap' } & FullHeap)
);

/** When the limits cannot be read, the runtimes' own lines still show a full heap. */
const unreadCgroup: Cgroup = { version: 2, memory: { usedBytes: 0 } };

export default defineRule({
  code: 'out-of-memory',
  title: 'A process of the app was killed for memory',
  stage: 'killed',
  needs: ['app', 'log'],
  assumes: { cgroup: unreadCgroup, past: noPast, lookedAt: NO_LOOK, pool: unseenPool, health: uncheckedHealth },
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
    'The container reached its memory limit, and the kernel killed a process that used much of it, with SIGKILL and without a log line. ' +
    'Or the runtime (V8, the JVM) reached its own heap limit and gave up.',
  when({ at, app, cgroup, past, lookedAt, pool, log, health }): Finding | undefined {
    const isWell = health.status === 'running' && health.runtime.consecutiveFailures === 0;
    const killedAt = lastOomKill(cgroup);
    const victim = killedAt === undefined ? undefined : oomVictim({ app, past, pool, lookedAt }, killedAt, at);
    if (killedAt !== undefined && victim) {
      return { kind: 'kernel', app, isWell, victim, memory: cgroup.memory, at: killedAt };
    }
    const exit = endedOnItsOwn(app);
    const heap = fullHeap([...(exit?.told ? [exit.told.line] : []), ...log.tail.map(({ text }) => text)]);
    const hasFailed = (exit?.code ?? 1) !== 0;
    return heap && !isWell && hasFailed ? { kind: 'heap', app, isWell, ...heap } : undefined;
  },
  severity: ({ isWell }) => (isWell ? 'warning' : 'error'),
  confidence: ({ kind }) => (kind === 'kernel' ? 'certain' : 'likely'),
  summary(finding) {
    if (finding.kind === 'heap') {
      const { command } = finding.app;
      const whose = command.length === 0 ? 'the app' : `\`${commandWords(command)}\``;
      return `The runtime of ${whose} ran out of heap memory: "${quotable(finding.line, 160)}".`;
    }
    const { limitBytes, peakBytes } = finding.memory;
    const limit = limitBytes === undefined ? 'the machine ran out of memory' : `limit ${bytesWords(limitBytes)}`;
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
            observed: `killed for memory since the app started: ${finding.memory.oomKills}`,
            at: finding.at,
          },
          { source: 'cgroup', observed: usageWords(finding.memory) },
        ],
  remedy: (finding) => (finding.kind === 'heap' ? heapRemedy(finding) : kernelRemedy(finding.victim)),
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
  if (victim.kind === 'unseen') return "a process in the container, not the app's main process,";
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
  'Raise the memory limit of the container, or find what the app keeps in memory and limit it.',
  victim.kind === 'main'
    ? 'Tell the runtime the limit, so it collects garbage in time: `--max-old-space-size` for Node, `-XX:MaxRAMPercentage` for Java, GOMEMLIMIT for Go.'
    : 'Run fewer workers (`--workers`, WEB_CONCURRENCY), or more threads in fewer workers: each worker holds its own copy of the app.',
  'If it grows over time, let the server replace its workers (`--max-requests` in Gunicorn) until the leak is found.',
];

const heapRemedy = ({ runtime, app }: FullHeap & { readonly app: App }): readonly string[] => [
  runtime === 'V8'
    ? `Give V8 a larger heap, about three quarters of the container's memory limit: ${nodeHeapOption(app.command, 384)} for 512 MiB.`
    : jvmStep(app.command.join(' ')),
  'If it grows over time, take a heap dump and find what is kept.',
];

/** -Xmx overrides a percentage. */
function jvmStep(command: string): string {
  const given = /(?:^| )(-Xmx\w{1,12})/.exec(command)?.[1];
  return given === undefined
    ? 'Give the JVM a larger heap within the memory limit of the container: `-XX:MaxRAMPercentage=75`, or a larger `-Xmx`.'
    : `Start Java with \`-XX:MaxRAMPercentage=75\` instead of \`${given}\`, which overrides it.`;
}

/** Two readings of the cgroup, and the scan that shows an exit, are at most this far apart. */
const SAME_TIME_MS = 6_000;

interface OomSigns {
  readonly app: App;
  readonly past: Past;
  readonly pool: WorkerPool;
  readonly lookedAt: Instant;
}

/** How long a large process may still look alive after it was killed for memory. */
const DYING_MS = 3_000;

/** The victim of the kernel's last kill. Undefined when the kill is old, the victim is not known yet, or the app exited at another time. A server's own SIGKILL after a timeout does not count. */
function oomVictim({ app, past, pool, lookedAt }: OomSigns, killedAt: Instant, now: Instant): OomVictim | undefined {
  const isNear = (at: Instant): boolean => Math.abs(killedAt - at) <= SAME_TIME_MS;
  const exit = endedOnItsOwn(app);
  if (exit && signalOf(exit) === 'SIGKILL' && isNear(exit.at)) return { kind: 'main' };
  if (app.exit ? !isNear(app.exit.at) : now - killedAt > FRESH_MS) return undefined;
  const worker = pool.workers.findLast(
    ({ end, timeout }) => timeout === undefined && end?.kind === 'signal' && end.signal === 'SIGKILL' && isNear(end.at),
  );
  if (worker) return { kind: 'worker', pid: worker.pid };
  const gone = past.vanished.findLast(({ process, at }) => process.kinship !== 'main' && isNear(at));
  if (gone) {
    const { pid, name } = gone.process;
    return pool.workers.some((each) => each.pid === pid) ? { kind: 'worker', pid } : { kind: 'descendant', pid, name };
  }
  // The kernel counts before the process is gone: it may still turn out to be the main one.
  return app.exit === undefined && lookedAt < killedAt + DYING_MS ? undefined : { kind: 'unseen' };
}

/** The newest such line; undefined when there is none. */
function fullHeap(lines: readonly string[]): FullHeap | undefined {
  for (const text of lines.toReversed()) {
    const runtime = V8_FULL.test(text) ? 'V8' : JVM_FULL.test(text) ? 'JVM' : undefined;
    if (runtime !== undefined) return { runtime, line: text.trim() };
  }
  return undefined;
}

// Only at the start of a line, as the runtimes write it: a quoted line does not count.
const V8_FULL = /^FATAL ERROR: .{0,120}JavaScript heap out of memory/;
const JVM_FULL =
  /^(?:Exception in thread "[^"]{0,120}" |Caused by: |Terminating due to )?java\.lang\.OutOfMemoryError\b/;

/** How long the last kill of a process counts while the app itself keeps running. */
const FRESH_MS = 300_000;

/** When the kernel last killed for memory, since the app was started. */
function lastOomKill({ memory }: Cgroup): Instant | undefined {
  return (memory.oomKills ?? 0) > 0 ? memory.lastOomKillAt : undefined;
}
