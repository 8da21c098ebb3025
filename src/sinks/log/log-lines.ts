import { durationWords, elapsedMs, type Instant } from '../../core/clock.ts';
import type { Diagnosis, Severity } from '../../core/diagnosis/diagnosis.ts';
import type { App } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { valueOr } from '../../core/observed.ts';
import { changeWords } from '../../core/report/change-words.ts';
import { diagnosisBody } from '../../core/report/diagnosis-body.ts';
import type { Report } from '../../core/report/report.ts';
import type { StatusBody } from '../../core/report/status-body.ts';
import type { Change } from '../../core/report/transitions.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** One line of the agent's own log. */
export interface Line {
  readonly level: Level;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A change that is not about a diagnosis. */
export type PlainChange = Exclude<Change, { readonly diagnosis: Diagnosis }>;

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];
const LEVEL_OF: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warn', info: 'info' };

/** Whether `a` is louder than `b`. */
export const isLouder = (a: Level, b: Level): boolean => LEVELS.indexOf(a) > LEVELS.indexOf(b);

/** The line about a change in the app or its health; what another line of the same report says better is at debug. */
export function plainLine(change: PlainChange, report: Report): Line {
  switch (change.kind) {
    case 'app-started':
      // What was found, and not given, is worth saying: it may be the wrong one.
      return { level: change.app.foundBy ? 'info' : 'debug', msg: foundWords(change), fields: appFields(change.app) };
    case 'app-not-started':
      return { level: 'error', msg: notStartedWords(change.app), fields: appFields(change.app) };
    case 'app-exited':
      return { level: exitLevel(change.app), msg: changeWords(change), fields: appFields(change.app) };
    case 'release':
      return releaseLine(change.to, report);
    case 'status':
      return statusLine(change, report);
    case 'runtime':
    case 'first-answer':
    case 'worker-timeout':
    case 'listener-opened':
    case 'listener-closed':
      return { level: 'debug', msg: changeWords(change), fields: {} };
    default:
      return change satisfies never;
  }
}

/** A diagnosis that is active: as loud as its severity, a symptom never louder than info. The message alone is enough for a person. */
export function activeLine(diagnosis: Diagnosis): Line {
  const { summary, causedBy, remedy } = diagnosis;
  const [firstStep] = remedy;
  const symptom = `It follows from ${causedBy}: fix that first.`;
  const fix = firstStep === undefined ? '' : `Fix: ${sentence(firstStep)}`;
  const msg = `${sentence(summary)} ${causedBy === undefined ? fix : symptom}`.trimEnd();
  return { level: activeLevel(diagnosis), msg, fields: diagnosisFields(diagnosis) };
}

/** A diagnosis that is over. */
export function clearedLine(diagnosis: Diagnosis): Line {
  const { title, since, until, severity, causedBy } = diagnosis;
  const isMinor = severity === 'info' || causedBy !== undefined;
  const lasted = until === undefined ? '' : ` (it lasted ${durationWords(elapsedMs(since, until))})`;
  return { level: isMinor ? 'debug' : 'info', msg: `over: ${title}${lasted}`, fields: diagnosisFields(diagnosis) };
}

/** A diagnosis that comes and goes; the only line about it until it has calmed down. */
export function flappingLine(diagnosis: Diagnosis, count: number, windowMs: number): Line {
  const { level, msg, fields } = activeLine(diagnosis);
  const often = `${diagnosis.code} comes and goes, ${count} times within ${durationWords(windowMs)};`;
  return { level, msg: `${often} more of it is logged at debug. ${msg}`, fields: { ...fields, count } };
}

function activeLevel({ severity, causedBy }: Diagnosis): Level {
  if (causedBy === undefined) return LEVEL_OF[severity];
  return severity === 'info' ? 'debug' : 'info';
}

function diagnosisFields(diagnosis: Diagnosis): Line['fields'] {
  const { code, severity, primary, causedBy, confidence, evidence, remedy, since } = diagnosisBody(diagnosis);
  const fields = { code, severity, primary, confidence, evidence, remedy, since };
  return causedBy === null ? fields : { ...fields, causedBy };
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

const exitLevel = ({ exit, stopRequestedAt }: App): Level =>
  exit?.code === 0 || stopRequestedAt !== undefined ? 'info' : 'error';

function foundWords(change: Extract<PlainChange, { readonly kind: 'app-started' }>): string {
  const { foundBy, command } = change.app;
  return foundBy === undefined ? changeWords(change) : `${changeWords(change)}: ${commandWords(command)}`;
}

const notStartedWords = ({ startFailure }: App): string =>
  startFailure
    ? `the app could not be started: ${startFailure.errno}, ${startFailure.path}`
    : 'the app could not be started';

const appFields = ({ pid, exit }: App): Line['fields'] => ({
  ...(pid !== undefined && { pid }),
  ...(exit && { exit: { code: exit.code, signal: exit.signal } }),
});

function releaseLine(to: StatusBody['release']['state'], { body, facts }: Report): Line {
  if (to === 'passed') return passedLine(body, valueOr(facts.observed.app, undefined)?.watchedSince);
  if (to === 'waiting') return { level: 'debug', msg: 'the release check waits', fields: {} };
  const why = causeWords(body.diagnoses);
  // Asked to end before it was ready: nobody waits for it any more.
  const isOfNoInterest = why === '' && (body.status === 'stopped' || body.status === 'deleting');
  const level = isOfNoInterest ? 'debug' : 'error';
  return { level, msg: `the release check failed: the app gets no traffic${why}`, fields: {} };
}

function passedLine({ app, release }: StatusBody, watchedSince: Instant | undefined): Line {
  const msg = 'the release check passed';
  if (app === null || release.passedAt === null) return { level: 'info', msg, fields: {} };
  const tookMs = elapsedMs(watchedSince ?? Date.parse(app.startedAt), Date.parse(release.passedAt));
  const since = watchedSince === undefined ? 'after the app was started' : 'after sidewatch came to it';
  return { level: 'info', msg: `${msg} ${durationWords(tookMs)} ${since}`, fields: { tookMs } };
}

function causeWords(diagnoses: StatusBody['diagnoses']): string {
  const cause = diagnoses.find(({ primary }) => primary)?.code;
  return cause === undefined ? '' : `; the cause: ${cause}`;
}

function statusLine({ from, to }: Extract<Change, { readonly kind: 'status' }>, { events, body }: Report): Line {
  const fields = from === undefined ? { status: to } : { status: to, from };
  const isToldElsewhere = events.some(({ change }) => TELLS_STATUS.includes(change.kind));
  if (from === undefined || isToldElsewhere) return { level: 'debug', msg: `status ${to}`, fields };
  if (to === 'running') return { level: 'info', msg: 'the app may receive traffic now', fields };
  const why = causeWords(body.diagnoses);
  if (to === 'failed') return { level: 'warn', msg: `the app is not fit for traffic any more${why}`, fields };
  return { level: 'info', msg: `status ${to}`, fields };
}

const TELLS_STATUS: readonly Change['kind'][] = ['release', 'app-exited', 'app-not-started'];
