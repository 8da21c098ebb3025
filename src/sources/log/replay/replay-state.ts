import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { LogEvent, LogLine, LogOrigin } from '../../../core/facts/log-event.ts';
import { type Memory, newMemory } from '../../../core/memory/memory.ts';
import { remember } from '../../../core/memory/remember.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { hideValueBelow, LINES_ABOVE } from '../../../core/redaction/value-below.ts';
import type { LifeWords } from '../life/parse-life-words.ts';
import { cutTraceOf } from './cut-trace.ts';
import {
  isDone,
  type Life,
  newLife,
  withException,
  withLastException,
  withOwnLine,
  withOwnLines,
  withWords,
} from './life.ts';
import { lifeEnd, type Verdicts, withVerdict } from './verdicts.ts';

const LINE_CHARACTERS = 300;
// Timestamps may be whole seconds, or missing: later lines must still be later.
const STEP_MS = 0.001;

/** What a log has shown so far, and up to when. */
export interface ReplayState {
  readonly memory: Memory;
  /** The time of the last event: the timestamp, plus a step for each event since. */
  readonly at: Instant;
  /** The last timestamp of a line. */
  readonly stamp: Instant;
  readonly life: Life;
  readonly verdicts: Verdicts;
}

/** Nothing has been read yet; `at` is the time of lines before the first timestamp. */
export const newReplay = (settings: Settings, at: Instant): ReplayState => ({
  memory: newMemory(settings, [], at),
  at,
  stamp: at,
  life: newLife(at),
  verdicts: {},
});

/** Advances the time to a timestamp, unless it is the last one again. */
export const stamped = (state: ReplayState, stamp: Instant | undefined): ReplayState =>
  stamp === undefined || stamp === state.stamp ? state : { ...state, stamp, at: stamp };

export const withEvents = (state: ReplayState, origin: LogOrigin, events: readonly LogEvent[]): ReplayState =>
  events.reduce((before, event) => withEvent(before, origin, event), state);

/** The same for the events at the end of the log. */
export const withLastEvents = (state: ReplayState, origin: LogOrigin, events: readonly LogEvent[]): ReplayState =>
  events.reduce((before, event) => withEvent(before, origin, event, withLastException), state);

function withEvent(state: ReplayState, origin: LogOrigin, event: LogEvent, fold = withException): ReplayState {
  const at = state.at + STEP_MS;
  return {
    ...state,
    at,
    memory: remember(state.memory, { kind: 'event', fact: 'logged', value: { origin, event }, at }),
    life: event.kind === 'exception' ? fold(state.life, event, at) : state.life,
  };
}

/** Folds in a line about the app's life. */
export function withLifeWords(state: ReplayState, words: LifeWords, line: string): ReplayState {
  const { life, verdicts } = state;
  const at = state.at + STEP_MS;
  return {
    ...state,
    at,
    life: withWords(life, words, line, at),
    verdicts: withVerdict(verdicts, words, life, line, at),
  };
}

/** Folds in a line of the app's own, outside any trace. */
export const withOrdinaryLine = (state: ReplayState, line: string): ReplayState => ({
  ...state,
  life: withOwnLine(state.life, line),
});

/** Folds in this many such lines that do not say how the app serves. */
export const withOrdinaryLines = (state: ReplayState, count: number): ReplayState =>
  count === 0 ? state : { ...state, life: withOwnLines(state.life, count) };

/** The memory after the whole log, its last lines, and the time of the last of them. */
export function replayed(
  state: ReplayState,
  tail: readonly LogLine[],
): { readonly memory: Memory; readonly at: Instant } {
  const { memory, at, life, verdicts: told } = withCutTrace(state, tail);
  const value = tail.map(({ origin, text }, index) => {
    const above = tail
      .slice(0, index)
      .filter((line) => line.origin === origin)
      .map((line) => line.text)
      .slice(-LINES_ABOVE);
    return { origin, text: quotable(hideValueBelow(above, text.trimEnd()), LINE_CHARACTERS) };
  });
  const seen = remember(memory, { kind: 'saw', fact: 'tail', value, at });
  const { app, verdicts } = lifeEnd(
    life,
    told,
    value.map(({ text }) => text),
  );
  const log = {
    ...seen.log,
    ...(verdicts.length > 0 && { verdicts }),
    ...(isDone(life) && { isDone: true as const }),
  };
  return { memory: { ...seen, log, ...(app && { app }) }, at };
}

/** Adds the error of a log that consists only of the last lines of a trace. */
function withCutTrace(state: ReplayState, tail: readonly LogLine[]): ReplayState {
  const { life } = state;
  const [origin] = tail.map((line) => line.origin);
  const raised = life.lines === 1 && life.end === undefined ? cutTraceOf(tail.map(({ text }) => text)) : undefined;
  if (raised === undefined || origin === undefined) return state;
  return withLastEvents({ ...state, life: newLife(state.at) }, origin, [raised]);
}
