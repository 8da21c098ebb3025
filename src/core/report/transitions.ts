import type { Health, ReleaseCheck, RuntimeCheck, Status } from '../checks/health.ts';
import type { Instant } from '../clock.ts';
import type { Judgement } from '../diagnosis/diagnose.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { App } from '../facts/app.ts';
import { appListeners, type Listener } from '../facts/listener.ts';
import type { Past } from '../facts/past.ts';
import type { Probe } from '../facts/probe.ts';
import type { WorkerPool } from '../facts/worker-pool.ts';
import type { Facts } from '../memory/facts.ts';

/** The facts of one moment, and the diagnoses that they led to. */
export interface Judged {
  readonly facts: Facts;
  readonly judgement: Judgement;
}

/** One difference between two judged moments. */
export type Change =
  | { readonly kind: 'app-started'; readonly app: App }
  | { readonly kind: 'app-not-started'; readonly app: App }
  | { readonly kind: 'app-exited'; readonly app: App }
  | { readonly kind: 'status'; readonly from?: Status; readonly to: Status }
  | { readonly kind: 'release'; readonly to: ReleaseCheck['state'] }
  | { readonly kind: 'runtime'; readonly to: RuntimeCheck['state'] }
  | { readonly kind: 'listener-opened'; readonly listener: Listener }
  | { readonly kind: 'listener-closed'; readonly listener: Listener }
  | { readonly kind: 'first-answer'; readonly probe: Probe }
  /** A server of the app killed a worker after a timeout, for the `count`th time. Not every time is reported. */
  | { readonly kind: 'worker-timeout'; readonly pid: number; readonly count: number }
  | { readonly kind: 'diagnosis-raised'; readonly diagnosis: Diagnosis }
  /** Its severity, confidence or rank changed. Its texts may have changed too. */
  | { readonly kind: 'diagnosis-changed'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'diagnosis-cleared'; readonly diagnosis: Diagnosis };

type DiagnosisChange = Extract<Change, { readonly diagnosis: Diagnosis }>;

/** A numbered change for the API and the reports. Numbers start at 1 and have no gaps. */
export interface Event {
  readonly seq: number;
  readonly at: Instant;
  readonly change: Change;
}

/**
 * The changes from one picture to the next, causes before consequences. A reader who follows them never sees health failed
 * without an active diagnosis of severity error.
 */
export function transitions(before: Judged | undefined, after: Judged): readonly Change[] {
  const diagnosed = [...diagnosisChanges(before?.judgement.diagnoses ?? [], after.judgement.diagnoses, after.facts.at)];
  return [
    ...appChanges(factIn(before?.facts, 'app'), factIn(after.facts, 'app')),
    ...listenerChanges(factIn(before?.facts, 'listeners'), factIn(after.facts, 'listeners')),
    ...answerChanges(factIn(before?.facts, 'past'), factIn(after.facts, 'past')),
    ...workerChanges(factIn(before?.facts, 'pool'), factIn(after.facts, 'pool')),
    ...diagnosed.filter(isReason),
    ...healthChanges(factIn(before?.facts, 'health'), factIn(after.facts, 'health')),
    ...diagnosed.filter((change) => !isReason(change)),
  ];
}

const isReason = ({ kind, diagnosis }: DiagnosisChange): boolean =>
  kind !== 'diagnosis-cleared' && diagnosis.severity === 'error';

const factIn = <N extends 'app' | 'listeners' | 'health' | 'past' | 'pool'>(facts: Facts | undefined, name: N) => {
  const observed = facts?.observed[name];
  return observed?.known ? observed.value : undefined;
};

function* appChanges(before: App | undefined, after: App | undefined): Generator<Change> {
  if (after === undefined) return;
  if (after.pid !== undefined && before?.pid !== after.pid) yield { kind: 'app-started', app: after };
  if (after.startFailure && !before?.startFailure) yield { kind: 'app-not-started', app: after };
  if (after.exit && !before?.exit) yield { kind: 'app-exited', app: after };
}

function* listenerChanges(
  before: readonly Listener[] | undefined,
  after: readonly Listener[] | undefined,
): Generator<Change> {
  // Listeners that could not be read have not closed.
  if (after === undefined) return;
  const old = appListeners(before ?? []);
  const now = appListeners(after);
  const missingFrom = (others: readonly Listener[]) => (listener: Listener) =>
    !others.some(({ inode }) => inode === listener.inode);
  for (const listener of now.filter(missingFrom(old))) yield { kind: 'listener-opened', listener };
  for (const listener of old.filter(missingFrom(now))) yield { kind: 'listener-closed', listener };
}

function* answerChanges(before: Past | undefined, after: Past | undefined): Generator<Change> {
  const probe = after?.firstAnswer;
  if (probe !== undefined && before?.firstAnswer === undefined) yield { kind: 'first-answer', probe };
}

/** A boot loop is reported often at first and then less and less, because each change is a report to the controller. */
function* workerChanges(before: WorkerPool | undefined, after: WorkerPool | undefined): Generator<Change> {
  const count = after?.timeoutCount ?? 0;
  const last = after?.workers.findLast(({ timeout }) => timeout !== undefined);
  if (last === undefined || !isMilestone(before?.timeoutCount ?? 0, count)) return;
  yield { kind: 'worker-timeout', pid: last.pid, count };
}

/** Whether 1, 2, 5, 10, 20, 50, … was reached between `before` and `after`. */
function isMilestone(before: number, after: number): boolean {
  if (after <= before) return false;
  const scale = 10 ** Math.floor(Math.log10(after));
  return [1, 2, 5].some((step) => before < step * scale && step * scale <= after);
}

function* healthChanges(before: Health | undefined, after: Health | undefined): Generator<Change> {
  if (after === undefined) return;
  if (after.release.state !== (before?.release.state ?? 'waiting')) yield { kind: 'release', to: after.release.state };
  if (after.runtime.state !== (before?.runtime.state ?? 'unknown')) yield { kind: 'runtime', to: after.runtime.state };
  if (after.status !== before?.status) {
    yield { kind: 'status', to: after.status, ...(before && { from: before.status }) };
  }
}

function* diagnosisChanges(
  before: readonly Diagnosis[],
  after: readonly Diagnosis[],
  at: Instant,
): Generator<DiagnosisChange> {
  for (const diagnosis of after) {
    const old = before.find(({ code }) => code === diagnosis.code);
    if (old === undefined) yield { kind: 'diagnosis-raised', diagnosis };
    else if (standing(old) !== standing(diagnosis)) yield { kind: 'diagnosis-changed', diagnosis };
  }
  for (const old of before) {
    const isOver = !after.some(({ code }) => code === old.code);
    if (isOver) yield { kind: 'diagnosis-cleared', diagnosis: { ...old, until: at, primary: false } };
  }
}

const standing = ({ severity, confidence, primary, causedBy }: Diagnosis): string =>
  [severity, confidence, primary, causedBy].join();
