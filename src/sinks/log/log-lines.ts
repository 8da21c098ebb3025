import { durationWords, elapsedMs } from '../../core/clock.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { type App, exitedWords, type FoundBy } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { endedOnItsOwn } from '../../core/facts/ended.ts';
import { valueOr } from '../../core/observed.ts';
import { changeWords } from '../../core/report/change-words.ts';
import type { Report } from '../../core/report/report.ts';
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

/** Whether `a` is louder than `b`. */
export const isLouder = (a: Level, b: Level): boolean => LEVELS.indexOf(a) > LEVELS.indexOf(b);

/** The same line at debug, for people who debug sidewatch. */
export const quiet = (line: Line): Line => ({ ...line, level: 'debug' });

/**
 * The line about a change in the app or its health. Its level is right for a change that no diagnosis has explained. A change that another
 * line reports better is at debug. Unless `isIntroduced`, the line about a passed release check says all that `introLine` would.
 */
export function plainLine(change: PlainChange, report: Report, isIntroduced: boolean): Line {
  switch (change.kind) {
    case 'app-not-started':
      return { level: 'error', msg: 'the app could not be started', fields: appFields(change.app) };
    case 'app-exited':
      return { level: exitLevel(change.app), msg: changeWords(change), fields: appFields(change.app) };
    case 'release':
      return releaseLine(change, report, isIntroduced);
    case 'status':
      return statusLine(change, report);
    case 'app-started':
      return startedLine(change.app);
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

/** Whether a line is a consequence of a fault: it comes after the diagnosis that says why, and does not count as a second error. */
export const isConsequence = (change: PlainChange, { level }: Line): boolean =>
  level !== 'debug' &&
  (change.kind === 'app-exited' ||
    change.kind === 'app-not-started' ||
    (change.kind !== 'app-started' && 'to' in change && change.to === 'failed'));

/** The app, and the sidewatch that watches it. It comes before the first diagnosis, unless the release check has passed. */
export function introLine(report: Report): Line {
  return { level: 'info', msg: `watching ${watchedWords(report)}`, fields: watchedFields(report) };
}

const foundByWords: Readonly<Record<FoundBy, string>> = {
  pid: 'found by --pid',
  listener: 'found by its listener',
  age: 'found by its age',
};

function watchedWords({ body, facts }: Report): string {
  const { command = [], pid, foundBy } = valueOr(facts.observed.app, undefined) ?? {};
  const found = foundBy === undefined ? '' : `, pid ${pid}, ${foundByWords[foundBy]}`;
  return `\`${commandWords(command)}\`${found} (profile ${body.policy.profile}, sidewatch ${body.agent.version})`;
}

const watchedFields = ({ body: { app, policy, agent } }: Report): Line['fields'] => ({
  version: agent.version,
  command: app?.command ?? [],
  profile: policy.profile,
  ...(app?.pid != null && { pid: app.pid }),
});

/** Names the new app if sidewatch found it (no command or pid was given), because it may be the wrong one. */
function startedLine(app: App): Line {
  const { command, inPlaceOf } = app;
  const words = changeWords({ kind: 'app-started', app });
  return inPlaceOf === undefined
    ? { level: 'debug', msg: words, fields: appFields(app) }
    : { level: 'info', msg: `${words}: \`${commandWords(command)}\``, fields: appFields(app) };
}

const exitLevel = (app: App): Level => (app.exit?.code === 0 || endedOnItsOwn(app) === undefined ? 'info' : 'error');

const appFields = ({ pid, exit }: App): Line['fields'] => ({
  ...(pid !== undefined && { pid }),
  ...(exit && { exit: { code: exit.code, signal: exit.signal } }),
});

/** Whether this exit is in the diagnosis's own sentence. */
export const saysExit = ({ summary }: Pick<Diagnosis, 'summary'>, { exit, startFailure }: App): boolean =>
  startFailure !== undefined || (exit !== undefined && summary.includes(exitedWords(exit)));

type Of<K extends PlainChange['kind']> = Extract<PlainChange, { readonly kind: K }>;

function releaseLine({ to }: Of<'release'>, report: Report, isIntroduced: boolean): Line {
  if (to === 'waiting') return { level: 'debug', msg: 'the release check waits', fields: {} };
  if (to === 'passed') return passedLine(report, isIntroduced);
  const { status, diagnoses } = report.body;
  // Asked to stop before it was ready: nothing waits for it.
  const isOfNoInterest = diagnoses.length === 0 && (status === 'stopped' || status === 'deleting');
  return {
    level: isOfNoInterest ? 'debug' : 'error',
    msg: 'the release check failed',
    fields: {},
  };
}

function passedLine(report: Report, isIntroduced: boolean): Line {
  const { app, release } = report.body;
  const watchedSince = valueOr(report.facts.observed.app, undefined)?.watchedSince;
  const tookMs =
    app === null || release.passedAt === null
      ? undefined
      : elapsedMs(watchedSince ?? Date.parse(app.startedAt), Date.parse(release.passedAt));
  const port = release.lastProbe?.port;
  const words = [
    'the release check passed',
    ...(tookMs === undefined ? [] : [`after ${durationWords(tookMs)}`]),
    ...(port === undefined ? [] : [`on port ${port}`]),
  ].join(' ');
  const fields = { ...(port !== undefined && { port }), ...(tookMs !== undefined && { tookMs }) };
  if (isIntroduced) return { level: 'info', msg: words, fields };
  return {
    level: 'info',
    msg: `${words}: ${watchedWords(report)}`,
    fields: { ...watchedFields(report), ...fields },
  };
}

function statusLine({ from, to }: Of<'status'>, { events, facts }: Report): Line {
  const fields = from === undefined ? { status: to } : { status: to, from };
  const isToldElsewhere = events.some(({ change }) => TELLS_STATUS.includes(change.kind));
  if (from === undefined || isToldElsewhere) return { level: 'debug', msg: `status ${to}`, fields };
  if (to === 'running') return { level: 'info', msg: 'the app passes its checks and may receive traffic', fields };
  if (to === 'failed') return { level: 'error', msg: 'the app fails its checks', fields };
  if (to !== 'deleting') return { level: 'debug', msg: `status ${to}`, fields };
  const by = valueOr(facts.observed.app, undefined)?.stopRequestedBy;
  return { level: 'info', msg: by === undefined ? 'shutting down' : `shutting down (${by})`, fields };
}

const TELLS_STATUS: readonly Change['kind'][] = ['release', 'app-exited', 'app-not-started'];
