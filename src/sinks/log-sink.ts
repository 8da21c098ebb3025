import type { Instant } from '../core/clock.ts';
import type { Diagnosis } from '../core/diagnosis.ts';
import type { Report } from '../core/report.ts';
import type { Sink } from '../core/sink.ts';
import type { Event } from '../core/transitions.ts';
import type { Logger } from '../logger.ts';
import { FLAP_WINDOW_MS, flapOf, isFlapping, type Raises, raiseCount, withRaise } from './flapping.ts';
import { activeLine, clearedLine, flappingLine, isLouder, type Line, plainLine } from './log-lines.ts';

/** Tells on the container's log what a person cares about, one line a change; a healthy app is worth two or three lines. */
export function createLogSink(logger: Logger): Sink {
  let said = nothingSaid;
  return {
    name: 'log',
    async deliver(report) {
      for (const event of report.events) {
        const { line, now } = told(said, event, report);
        said = now;
        logger[line.level](line.fields, line.msg);
      }
    },
  };
}

/** What the log has told so far. Bounded by the number of diagnosis codes. */
interface Said {
  readonly raises: Raises;
  /** How each active diagnosis was told last. */
  readonly active: ReadonlyMap<string, Pick<Line, 'level'> & Pick<Diagnosis, 'primary'>>;
}

const nothingSaid: Said = { raises: new Map(), active: new Map() };

function told(said: Said, { change, at }: Event, report: Report): { readonly line: Line; readonly now: Said } {
  switch (change.kind) {
    case 'diagnosis-raised': {
      const raises = withRaise(said.raises, change.diagnosis.code, at);
      const line = raisedLine(raises, change.diagnosis, at);
      return { line, now: { raises, active: withActive(said, change.diagnosis, line) } };
    }
    case 'diagnosis-changed': {
      const line = changedLine(said, change.diagnosis, at);
      return { line, now: { ...said, active: withActive(said, change.diagnosis, line) } };
    }
    case 'diagnosis-cleared': {
      const { code } = change.diagnosis;
      const active = new Map([...said.active].filter(([each]) => each !== code));
      const line = clearedLine(change.diagnosis);
      return { line: isFlapping(said.raises, code, at) ? quiet(line) : line, now: { ...said, active } };
    }
    default:
      return { line: plainLine(change, report), now: said };
  }
}

function raisedLine(raises: Raises, diagnosis: Diagnosis, at: Instant): Line {
  const { code } = diagnosis;
  const line = activeLine(diagnosis);
  const flap = flapOf(raises, code);
  if (isOfFlapping(raises, diagnosis, at) || flap === 'goes-on') return quiet(line);
  return flap === 'no' ? line : flappingLine(diagnosis, raiseCount(raises, code, at), FLAP_WINDOW_MS);
}

/** A change is worth a loud line when the diagnosis got graver, or turned out to be the root cause. */
function changedLine({ raises, active }: Said, diagnosis: Diagnosis, at: Instant): Line {
  const line = activeLine(diagnosis);
  const before = active.get(diagnosis.code);
  const isNews = before === undefined || isLouder(line.level, before.level) || (diagnosis.primary && !before.primary);
  const isCalm = !isFlapping(raises, diagnosis.code, at) && !isOfFlapping(raises, diagnosis, at);
  return isNews && isCalm ? line : quiet(line);
}

function withActive({ active }: Said, { code, primary }: Diagnosis, { level }: Line): Said['active'] {
  const before = active.get(code);
  // The loudest line so far counts: a diagnosis that goes to and fro between two severities is told once.
  const loudest = before && isLouder(before.level, level) ? before.level : level;
  return new Map(active).set(code, { level: loudest, primary: primary || before?.primary === true });
}

/** A symptom of a cause that is told quietly must not be louder than it. */
const isOfFlapping = (raises: Raises, { causedBy }: Diagnosis, at: Instant): boolean =>
  causedBy !== undefined && isFlapping(raises, causedBy, at);

const quiet = (line: Line): Line => ({ ...line, level: 'debug' });
