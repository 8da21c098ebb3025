import type { Instant } from '../../core/clock.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { isStopping } from '../../core/diagnosis/kept.ts';
import type { Sink } from '../../core/ports/sink.ts';
import type { Report } from '../../core/report/report.ts';
import type { Event } from '../../core/report/transitions.ts';
import type { Logger } from '../../logger.ts';
import { activeLine, levelOf, resolvedLine } from './diagnosis-lines.ts';
import { diagnosisLine, isFault, isRemainder, replacedBy, withTold } from './diagnosis-news.ts';
import { goesOnFlapping, isFlapping, withRaise } from './flapping.ts';
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
import { heir, type Logged, without, withoutOverdue } from './logged.ts';
import { onceWord, parseSaid, saidText, withOnce } from './said.ts';

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
  if (isStopping(report.facts)) return { lines: [quiet(activeLine(diagnosis))], now: logged };
  const waitMs = hintMs(logged, diagnosis, report);
  if (waitMs === 0) return toldStep(logged, diagnosis, at, report);
  const until = logged.hints.get(code)?.until ?? at + waitMs;
  return {
    lines: [quiet(activeLine(diagnosis))],
    now: { ...logged, hints: new Map(logged.hints).set(code, { diagnosis, until }) },
  };
}

/** How long the diagnosis waits before it is worth a line; 0 for most. */
function hintMs(logged: Logged, diagnosis: Diagnosis, report: Report): number {
  const { intervalMs, timeoutMs, successThreshold } = report.facts.settings.timing;
  if (isRemainder(diagnosis, logged, report)) return (successThreshold + 1) * intervalMs + timeoutMs;
  const isTold = (logged.active.get(diagnosis.code)?.level ?? 'debug') !== 'debug';
  return levelOf(diagnosis) === 'info' && diagnosis.causedBy === undefined && !isTold ? HINT_MS : 0;
}

function toldStep(logged: Logged, diagnosis: Diagnosis, at: Instant, report: Report): Step {
  const { code } = diagnosis;
  const replaced = replacedBy(diagnosis, logged, report);
  const line = diagnosisLine(logged, diagnosis, at, report, replaced);
  const inherited = { ...logged.inherited, active: without(logged.inherited.active, code) };
  const codes = replaced.map((each) => each.code);
  // What still holds counts as a symptom.
  const active = new Map(
    [...logged.active].flatMap(([each, told]) => {
      if (!codes.includes(each)) return [[each, told]];
      const isActive = report.body.diagnoses.some((other) => other.code === each);
      return isActive ? [[each, { ...told, isSymptom: true as const }]] : [];
    }),
  );
  const now = {
    ...logged,
    inherited,
    hints: without(logged.hints, code),
    active: withTold(active, diagnosis, line),
    over: codes.reduce(without, logged.over),
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
  const isMuted = change.kind === 'status' && change.to === 'running' && goesOnFlapping(logged.raises, report.at);
  if (!isConsequence(change, line)) return { lines: [isMuted ? quiet(line) : line], now };
  const app = change.kind === 'app-exited' || change.kind === 'app-not-started' ? { app: change.app } : {};
  return { lines: [], now: { ...now, held: [...now.held, { line, since: report.at, ...app }] } };
}

/** What follows from a fault, once its diagnosis is logged; as loud as it is itself where none comes. */
function consequencesDue(logged: Logged, { at, last, body, facts }: Report): Step {
  const faults = body.diagnoses.filter(({ code, causedBy }) => {
    return causedBy === null && logged.active.get(code)?.level === 'error';
  });
  // Its line has said that the rest is logged at debug.
  const isMuted =
    faults.length === 0 &&
    body.diagnoses.some(
      ({ code, severity, causedBy }) =>
        severity === 'error' && causedBy === null && isFlapping(logged.raises, code, at),
    );
  const isDue =
    isMuted ||
    faults.length > 0 ||
    last ||
    isStopping(facts) ||
    logged.held.some(({ since }) => at - since >= CAUSE_MS);
  if (!isDue) return { lines: [], now: logged };
  const lines = logged.held.map(({ line, app }) => {
    if (isMuted) return quiet(line);
    if (faults.length === 0) return line;
    const isSaid = app !== undefined && faults.some((fault) => saysExit(fault, app));
    return { ...line, level: isSaid ? ('debug' as const) : ('info' as const) };
  });
  return { lines, now: { ...logged, held: [] } };
}

/** Hints that are as they were for a while. */
function hintsDue(logged: Logged, report: Report): Step {
  const due = [...logged.hints.values()].filter(({ until }) => report.at >= until);
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
