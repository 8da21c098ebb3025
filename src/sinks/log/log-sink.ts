import type { Instant } from '../../core/clock.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { isStopping } from '../../core/diagnosis/kept.ts';
import type { App } from '../../core/facts/app.ts';
import type { Sink } from '../../core/ports/sink.ts';
import type { Report } from '../../core/report/report.ts';
import type { Event } from '../../core/report/transitions.ts';
import type { Logger } from '../../logger.ts';
import { activeLine, levelOf, resolvedLine } from './diagnosis-lines.ts';
import { diagnosisLine, isFault, replacedBy, type ToldSoFar, withTold } from './diagnosis-news.ts';
import { isFlapping, withRaise } from './flapping.ts';
import {
  introLine,
  isConsequence,
  isLouder,
  type Line,
  type PlainChange,
  plainLine,
  quiet,
  saysExit,
} from './log-lines.ts';
import { onceWord, parseSaid, type Said, saidText, withOnce } from './said.ts';

/** What earlier agents have logged about the same app, and a callback for everything that is logged so far. */
export interface Saying {
  readonly before: string | undefined;
  onSaid(text: string): void;
}

/**
 * Writes what a person cares about to the container's log. One fault is one line of level `error`, the diagnosis, and what follows from it
 * comes after, at info. A healthy start is one line. It repeats nothing that an earlier agent has logged.
 */
export function createLogSink(logger: Logger, saying?: Saying): Sink {
  let logged = heir(parseSaid(saying?.before));
  let text = saying?.before ?? '';
  return {
    name: 'log',
    live: true,
    async deliver(report) {
      if (report.events.length === 0 && !isWaiting(logged)) return;
      const { lines, now } = newLines(logged, report);
      logged = now;
      for (const { level, fields, msg } of lines) logger[level](fields, msg);
      const said = saidText(logged);
      if (said !== text) saying?.onSaid(said);
      text = said;
    },
  };
}

/** What was logged so far. Bounded by the number of diagnosis codes. */
interface Logged extends Said, ToldSoFar {
  /** The time until which a diagnosis of the previous agent can be raised again. */
  readonly inheritedUntil?: Instant;
  /** What follows from a fault, until the diagnosis is there that comes first. */
  readonly held: readonly { readonly line: Line; readonly since: Instant; readonly app?: App }[];
  /** What is a mere hint until now, by code: it may get graver in a moment. */
  readonly hints: ReadonlyMap<string, { readonly diagnosis: Diagnosis; readonly since: Instant }>;
}

const heir = (before: Said): Logged => ({
  ...before,
  raises: new Map(),
  inherited: before,
  held: [],
  hints: new Map(),
  over: new Map(),
});

/** A consequence waits this long for a diagnosis that says why. */
const CAUSE_MS = 3_000;
/** A hint waits this long before it is worth a line. */
const HINT_MS = 5_000;

const isWaiting = ({ held, hints, over, inherited }: Logged): boolean =>
  held.length > 0 || hints.size > 0 || over.size > 0 || inherited.active.size > 0;

interface Step {
  readonly lines: readonly Line[];
  readonly now: Logged;
}

/** The lines of one report: what is wrong, then what follows from it, then the rest. */
function newLines(before: Logged, report: Report): Step {
  let now = withoutOverdue(before, report);
  const causes: Line[] = [];
  const rest: Line[] = [];
  for (const event of report.events) {
    const step = eventStep(now, event, report);
    now = step.now;
    for (const line of step.lines) (isCause(line) ? causes : rest).push(line);
  }
  const hinted = hintsDue(now, report);
  const freed = consequencesDue(hinted.now, report);
  const resolved = resolvedNow(freed.now, report);
  const lines = [...causes.sort(byLevel), ...hinted.lines, ...freed.lines, ...rest, ...resolved.lines];
  return introduced(lines, resolved.now, report);
}

const isCause = ({ level, fields }: Line): boolean => 'code' in fields && isLouder(level, 'info');
const byLevel = (a: Line, b: Line): number => Number(isLouder(b.level, a.level)) - Number(isLouder(a.level, b.level));

function eventStep(logged: Logged, { change, at }: Event, report: Report): Step {
  switch (change.kind) {
    case 'diagnosis-raised':
    case 'diagnosis-changed': {
      const { diagnosis } = change;
      const { code } = diagnosis;
      const isRaised = change.kind === 'diagnosis-raised' && !logged.inherited.active.has(code);
      const raises = isRaised ? withRaise(logged.raises, code, at) : logged.raises;
      return diagnosisStep({ ...backAgain(logged, code), raises }, diagnosis, at, report);
    }
    case 'diagnosis-cleared':
      return clearedStep(logged, change.diagnosis, at, report);
    default:
      return plainStep(logged, change, report);
  }
}

/** What went away and comes back before the app was healthy is the same fault, and was logged. */
function backAgain(logged: Logged, code: string): Logged {
  const told = logged.over.get(code)?.told;
  if (told === undefined) return logged;
  return { ...logged, over: without(logged.over, code), active: new Map(logged.active).set(code, told) };
}

function diagnosisStep(logged: Logged, diagnosis: Diagnosis, at: Instant, report: Report): Step {
  const { code } = diagnosis;
  // An app that is stopping closes its ports and drops its connections. That is not a fault.
  const isAsked = isStopping(report.facts);
  const isTold = (logged.active.get(code)?.level ?? 'debug') !== 'debug';
  const isHint = levelOf(diagnosis) === 'info' && diagnosis.causedBy === undefined && !isTold;
  if (isHint && !isAsked) {
    const hints = new Map(logged.hints).set(code, { diagnosis, since: logged.hints.get(code)?.since ?? at });
    return { lines: [quiet(activeLine(diagnosis))], now: { ...logged, hints } };
  }
  if (isAsked) return { lines: [quiet(activeLine(diagnosis))], now: logged };
  return toldStep(logged, diagnosis, at, report);
}

function toldStep(logged: Logged, diagnosis: Diagnosis, at: Instant, report: Report): Step {
  const { code } = diagnosis;
  const replaced = replacedBy(diagnosis, logged, report);
  const line = diagnosisLine(logged, diagnosis, at, replaced);
  const inherited = { ...logged.inherited, active: without(logged.inherited.active, code) };
  const isActive = (each: string): boolean => report.body.diagnoses.some((other) => other.code === each);
  const gone = replaced.filter((each) => !isActive(each));
  const now = {
    ...logged,
    inherited,
    hints: without(logged.hints, code),
    active: withTold(gone.reduce(without, logged.active), diagnosis, line),
    over: gone.reduce(without, logged.over),
  };
  return { lines: [line], now };
}

function clearedStep(logged: Logged, diagnosis: Diagnosis, at: Instant, { facts }: Report): Step {
  const { code } = diagnosis;
  const told = logged.active.get(code);
  const isQuiet = told === undefined || !isFault(told) || isFlapping(logged.raises, code, at) || isStopping(facts);
  const now = { ...logged, active: without(logged.active, code), hints: without(logged.hints, code) };
  return isQuiet
    ? { lines: [quiet(resolvedLine(diagnosis))], now }
    : { lines: [], now: { ...now, over: new Map(logged.over).set(code, { diagnosis, told }) } };
}

function plainStep(logged: Logged, change: PlainChange, report: Report): Step {
  const isPassed = change.kind === 'release' && change.to === 'passed';
  const line = plainLine(change, report, logged.once.has(INTRODUCED));
  const word = onceWord(change);
  const wasSaid = word !== undefined && logged.inherited.once.has(word);
  const words = [...(word === undefined ? [] : [word]), ...(isPassed ? [INTRODUCED] : [])];
  const inherited = { ...logged.inherited, once: new Set([...logged.inherited.once].filter((each) => each !== word)) };
  const now = { ...logged, inherited, once: words.reduce(withOnce, logged.once) };
  if (wasSaid) return { lines: [quiet(line)], now };
  if (!isConsequence(change, line)) return { lines: [line], now };
  const app = change.kind === 'app-exited' || change.kind === 'app-not-started' ? { app: change.app } : {};
  return { lines: [], now: { ...now, held: [...now.held, { line, since: report.at, ...app }] } };
}

/** What follows from a fault, once its diagnosis is logged; as loud as it is itself where none comes. */
function consequencesDue(logged: Logged, { at, last, body, facts }: Report): Step {
  const faults = body.diagnoses.filter(({ code, causedBy }) => {
    return causedBy === null && logged.active.get(code)?.level === 'error';
  });
  const isDue =
    faults.length > 0 || last || isStopping(facts) || logged.held.some(({ since }) => at - since >= CAUSE_MS);
  if (!isDue) return { lines: [], now: logged };
  const lines = logged.held.map(({ line, app }) => {
    if (faults.length === 0) return line;
    const isSaid = app !== undefined && faults.some((fault) => saysExit(fault, app));
    return { ...line, level: isSaid ? ('debug' as const) : ('info' as const) };
  });
  return { lines, now: { ...logged, held: [] } };
}

/** Hints that are as they were for a while. */
function hintsDue(logged: Logged, report: Report): Step {
  const due = [...logged.hints.values()].filter(({ since }) => report.at - since >= HINT_MS);
  if (due.length === 0 || isStopping(report.facts)) return { lines: [], now: logged };
  return due.reduce<Step>(
    ({ lines, now }, { diagnosis }) => {
      const step = toldStep(now, diagnosis, report.at, report);
      return { lines: [...lines, ...step.lines], now: step.now };
    },
    { lines: [], now: logged },
  );
}

/** Logs the diagnoses that were over, and are resolved now that the app is healthy. */
function resolvedNow(logged: Logged, { body, facts }: Report): Step {
  if (logged.over.size === 0) return { lines: [], now: logged };
  const isGone = body.app?.exit != null || isStopping(facts);
  if (!isGone && body.status !== 'running') return { lines: [], now: logged };
  const lines = isGone ? [] : [...logged.over.values()].map(({ diagnosis }) => resolvedLine(diagnosis));
  return { lines, now: { ...logged, over: new Map() } };
}

/** The word for what is watched, among what is said once. */
const INTRODUCED = 'introduced';

/** Before the first line about a diagnosis stands what is watched. */
function introduced(lines: readonly Line[], now: Logged, report: Report): Step {
  const isFirst = !now.once.has(INTRODUCED) && lines.some(({ level, fields }) => level !== 'debug' && 'code' in fields);
  if (!isFirst || report.body.app === null) return { lines, now };
  return { lines: [introLine(report), ...lines], now: { ...now, once: withOnce(now.once, INTRODUCED) } };
}

/** Beyond the time that the checks need to fail again. */
const MARGIN_MS = 10_000;

/** Drops the diagnoses of the previous agent that were not raised again in time: if one comes back, it is logged. */
function withoutOverdue(logged: Logged, { at, facts }: Report): Logged {
  const { inherited, inheritedUntil } = logged;
  if (inherited.active.size === 0) return logged;
  const { intervalMs, timeoutMs, failureThreshold } = facts.settings.timing;
  const until = inheritedUntil ?? at + (failureThreshold + 1) * intervalMs + timeoutMs + MARGIN_MS;
  if (at <= until) return { ...logged, inheritedUntil: until };
  const active = [...inherited.active.keys()].reduce(without, logged.active);
  return { ...logged, active, inherited: { ...inherited, active: new Map() } };
}

const without = <V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> =>
  map.has(key) ? new Map([...map].filter(([each]) => each !== key)) : map;
