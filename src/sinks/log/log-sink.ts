import type { Instant } from '../../core/clock.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Sink } from '../../core/ports/sink.ts';
import type { Report } from '../../core/report/report.ts';
import type { Event } from '../../core/report/transitions.ts';
import type { Logger } from '../../logger.ts';
import { FLAP_WINDOW_MS, flapOf, isFlapping, type Raises, raiseCount, withRaise } from './flapping.ts';
import {
  activeLine,
  clearedLine,
  flappingLine,
  isLouder,
  type Line,
  type PlainChange,
  plainLine,
} from './log-lines.ts';
import { onceWord, parseSaid, type Said, saidText, withOnce } from './said.ts';

/** What earlier agents have logged about the same app, and what is called with all that is logged by now. */
export interface Saying {
  readonly before: string | undefined;
  onSaid(text: string): void;
}

/** Writes what a person cares about to the container's log, one line a change; a healthy app is worth two or three lines. It repeats nothing that an earlier agent has logged. */
export function createLogSink(logger: Logger, saying?: Saying): Sink {
  let logged = heir(parseSaid(saying?.before));
  let text = saying?.before ?? '';
  return {
    name: 'log',
    async deliver(report) {
      logged = withoutOverdue(logged, report);
      for (const event of report.events) {
        const { line, now } = lineFor(logged, event, report);
        logged = now;
        logger[line.level](line.fields, line.msg);
      }
      const now = saidText(logged);
      if (now !== text) saying?.onSaid(now);
      text = now;
    },
  };
}

/** What was logged so far. Bounded by the number of diagnosis codes. */
interface Logged extends Said {
  readonly raises: Raises;
  /** What an earlier agent has logged, and this one has not reached yet. */
  readonly inherited: Said;
  /** Until when a diagnosis that stood before may take to be raised again. */
  readonly inheritedUntil?: Instant;
}

const heir = (before: Said): Logged => ({ ...before, raises: new Map(), inherited: before });

function lineFor(logged: Logged, { change, at }: Event, report: Report): { readonly line: Line; readonly now: Logged } {
  switch (change.kind) {
    case 'diagnosis-raised': {
      const { diagnosis } = change;
      const isOld = logged.inherited.active.has(diagnosis.code);
      const raises = withRaise(logged.raises, diagnosis.code, at);
      const line = isOld ? inheritedLine(logged, diagnosis, at) : raisedLine(raises, diagnosis, at);
      return { line, now: { ...met(logged, diagnosis.code), raises, active: withActive(logged, diagnosis, line) } };
    }
    case 'diagnosis-changed': {
      const line = changedLine(logged, change.diagnosis, at);
      return { line, now: { ...logged, active: withActive(logged, change.diagnosis, line) } };
    }
    case 'diagnosis-cleared': {
      const { code } = change.diagnosis;
      const line = clearedLine(change.diagnosis);
      const now = { ...logged, active: without(logged.active, code) };
      return { line: isFlapping(logged.raises, code, at) ? quiet(line) : line, now };
    }
    default:
      return plain(logged, change, report);
  }
}

function plain(logged: Logged, change: PlainChange, report: Report): { readonly line: Line; readonly now: Logged } {
  const line = plainLine(change, report);
  const word = onceWord(change);
  if (word === undefined) return { line, now: logged };
  const { inherited } = logged;
  const now = { ...logged, once: withOnce(logged.once, word) };
  if (!inherited.once.has(word)) return { line, now };
  const once = new Set([...inherited.once].filter((each) => each !== word));
  return { line: quiet(line), now: { ...now, inherited: { ...inherited, once } } };
}

/** The diagnosis stands in this agent's own eyes: what becomes of it from now on is news. */
const met = (logged: Logged, code: string): Logged => ({
  ...logged,
  inherited: { ...logged.inherited, active: without(logged.inherited.active, code) },
});

/** Beyond the time that the checks need to fail again. */
const MARGIN_MS = 10_000;

/** What was active before and is not any more ended in between: when it comes back it is logged. */
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
  new Map([...map].filter(([each]) => each !== key));

/** Logged already; an agent that has not seen the earlier log may treat a symptom as the cause until it knows more. */
function inheritedLine(logged: Logged, diagnosis: Diagnosis, at: Instant): Line {
  const others = without(logged.inherited.active, diagnosis.code);
  const mayFollow = [...others.values()].some(({ level }) => level === 'error');
  return mayFollow ? quiet(activeLine(diagnosis)) : changedLine(logged, diagnosis, at);
}

function raisedLine(raises: Raises, diagnosis: Diagnosis, at: Instant): Line {
  const { code } = diagnosis;
  const line = activeLine(diagnosis);
  const flap = flapOf(raises, code);
  if (isOfFlapping(raises, diagnosis, at) || flap === 'goes-on') return quiet(line);
  return flap === 'no' ? line : flappingLine(diagnosis, raiseCount(raises, code, at), FLAP_WINDOW_MS);
}

/** A change is worth a loud line when the diagnosis got graver, or turned out to be the root cause. */
function changedLine({ raises, active }: Logged, diagnosis: Diagnosis, at: Instant): Line {
  const line = activeLine(diagnosis);
  const before = active.get(diagnosis.code);
  const isNews = before === undefined || isLouder(line.level, before.level) || (diagnosis.primary && !before.primary);
  const isCalm = !isFlapping(raises, diagnosis.code, at) && !isOfFlapping(raises, diagnosis, at);
  return isNews && isCalm ? line : quiet(line);
}

function withActive({ active }: Said, { code, primary }: Diagnosis, { level }: Line): Said['active'] {
  const before = active.get(code);
  // The loudest line so far counts: a diagnosis that goes to and fro between two severities is logged once.
  const loudest = before && isLouder(before.level, level) ? before.level : level;
  return new Map(active).set(code, { level: loudest, primary: primary || before?.primary === true });
}

/** A symptom of a cause that is logged quietly must not be louder than it. */
const isOfFlapping = (raises: Raises, { causedBy }: Diagnosis, at: Instant): boolean =>
  causedBy !== undefined && isFlapping(raises, causedBy, at);

const quiet = (line: Line): Line => ({ ...line, level: 'debug' });
