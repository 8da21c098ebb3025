import type { Instant } from '../../core/clock.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Report } from '../../core/report/report.ts';
import { activeLine, flappingLine, graverLine, levelOf, replacingLine, symptomLine } from './diagnosis-lines.ts';
import { FLAP_WINDOW_MS, flapOf, isFlapping, type Raises, raiseCount } from './flapping.ts';
import { isLouder, type Line, quiet } from './log-lines.ts';
import type { Said, ToldDiagnosis } from './said.ts';

/** What was logged until now, as far as a line about a diagnosis depends on it. */
export interface ToldSoFar {
  readonly active: Said['active'];
  readonly raises: Raises;
  /** What an earlier agent has logged, and this one has not reached yet. */
  readonly inherited: Said;
  /** The diagnoses that are over, by code. They are kept until the app is healthy, because only then they are resolved. */
  readonly over: ReadonlyMap<string, { readonly diagnosis: Diagnosis; readonly told: ToldDiagnosis }>;
}

/** A fault that was logged, and turns out to be another one. */
export interface Replaced {
  readonly code: string;
  readonly level: Line['level'];
}

/** The line about a diagnosis that was raised or has changed, and that replaces these logged faults. At debug where it tells a reader nothing new. */
export function diagnosisLine(
  told: ToldSoFar,
  diagnosis: Diagnosis,
  at: Instant,
  report: Report,
  replaced: readonly Replaced[],
): Line {
  const { raises, active, inherited } = told;
  const { code, causedBy } = diagnosis;
  if (isMuted(raises, diagnosis, at)) return quiet(activeLine(diagnosis));
  // An agent that has not seen the earlier log may treat a symptom as the cause until it knows more.
  const mayFollow = [...inherited.active].some(([other, { level }]) => other !== code && level === 'error');
  if (inherited.active.has(code) && mayFollow) return quiet(activeLine(diagnosis));
  const before = active.get(code);
  const isNews = before === undefined || isLouder(levelOf(diagnosis), before.level);
  if (flapOf(raises, code) === 'begins' && isNews)
    return flappingLine(diagnosis, raiseCount(raises, code, at), FLAP_WINDOW_MS);
  if (causedBy !== undefined) return before === undefined ? symptomLine(diagnosis) : quiet(symptomLine(diagnosis));
  if (!isNews) return quiet(activeLine(diagnosis));
  if (before !== undefined && !before.isSymptom) return graverLine(diagnosis, at);
  return firstLine(told, diagnosis, report, replaced);
}

function firstLine(told: ToldSoFar, diagnosis: Diagnosis, report: Report, replaced: readonly Replaced[]): Line {
  if (replaced.length > 0) {
    const codes = replaced.map(({ code }) => code);
    return replacingLine(diagnosis, codes, replaced.some(isError));
  }
  const line = activeLine(diagnosis);
  const isRecovery = report.events.some(({ change }) => change.kind === 'status' && change.to === 'running');
  // It only says what is left of an error that was logged.
  const isLeft = isRecovery && isError(line) && goneFaults(diagnosis, told, report).some(isError);
  return isLeft ? { ...line, level: 'info' } : line;
}

const isError = ({ level }: Pick<Line, 'level'>): boolean => level === 'error';

/**
 * The logged faults that turn out to be this one. These are the faults that follow from it, and a primary error that went away
 * while the app is still unhealthy. An app that has exited has a different fault.
 */
export function replacedBy(diagnosis: Diagnosis, told: ToldSoFar, report: Report): readonly Replaced[] {
  const { body } = report;
  const follows = new Set(body.diagnoses.filter(({ causedBy }) => causedBy === diagnosis.code).map(({ code }) => code));
  const isOneSpell = diagnosis.primary && body.status !== 'running' && body.app?.exit == null;
  return [
    ...goneFaults(diagnosis, told, report).filter((gone) => isOneSpell && gone.primary && isError(gone)),
    ...[...told.active].flatMap(([code, as]) =>
      follows.has(code) && isFault(as) ? [{ code, level: as.level, primary: as.primary }] : [],
    ),
  ].map(({ code, level }) => ({ code, level }));
}

/** The logged faults other than this one that are over, and from which the app has not recovered yet. */
function goneFaults(
  { code }: Diagnosis,
  { active, over }: ToldSoFar,
  { body }: Report,
): readonly (Replaced & Pick<ToldDiagnosis, 'primary'>)[] {
  const told = [...[...over].map(([each, { told }]) => [each, told] as const), ...active];
  const isGone = (each: string): boolean => each !== code && body.diagnoses.every((other) => other.code !== each);
  return told.flatMap(([each, as]) =>
    isGone(each) && isFault(as) ? [{ code: each, level: as.level, primary: as.primary }] : [],
  );
}

/**
 * Whether it was logged as a symptom, and is all that is left of a fault that is over. The app may be about to recover: its checks must pass
 * several times before it counts as healthy.
 */
export const isRemainder = (diagnosis: Diagnosis, told: ToldSoFar, report: Report): boolean =>
  diagnosis.causedBy === undefined &&
  told.active.get(diagnosis.code)?.isSymptom === true &&
  goneFaults(diagnosis, told, report).length > 0;

/** Whether it was logged as the fault itself, and not as something that follows from another one. */
export const isFault = ({ isSymptom, level }: ToldDiagnosis): boolean => isSymptom !== true && isLouder(level, 'info');

/** It comes and goes, or follows from what does: a symptom of a cause that is logged quietly must not be louder than it. */
const isMuted = (raises: Raises, { code, causedBy }: Diagnosis, at: Instant): boolean =>
  flapOf(raises, code) === 'goes-on' || (causedBy !== undefined && isFlapping(raises, causedBy, at));

/** The active ones and this one, as it is logged now. The loudest line so far counts, because a change back and forth between severities is not news. */
export function withTold(active: Said['active'], diagnosis: Diagnosis, line: Line): Said['active'] {
  const { code, primary, causedBy } = diagnosis;
  const before = active.get(code);
  // A root cause that is found late is a quieter line, and counts like any.
  const level = line.level === 'debug' ? line.level : levelOf(diagnosis);
  const loudest = before && isLouder(before.level, level) ? before.level : level;
  const isSymptom = causedBy !== undefined && (before === undefined || before.isSymptom === true);
  const told = { level: loudest, primary: primary || before?.primary === true, ...(isSymptom && { isSymptom }) };
  return new Map(active).set(code, told);
}
