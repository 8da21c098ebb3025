import { LINE_START } from '../dialects/parse-dialect.ts';
import { isNodeError, isNodeFrame, startNode, startNodeEnd } from './parse-node-trace.ts';
import type { Trace } from './parse-trace.ts';

/** The texts to search the raw output for: the source location that Node prints above an uncaught error. */
export const nodeCrashNeedles: readonly string[] = [
  `${LINE_START}(?:file://)?/[^:\\s]{1,500}\\.[cm]?[jt]sx?:\\d{1,7}\\s{0,4}(?:\\n|$)`,
  `${LINE_START}node:[^:\\s]{1,200}:\\d{1,7}\\s{0,4}(?:\\n|$)`,
];

const PLACE = /^(?:(?:file:\/\/)?\/|node:)[^:\s]{1,500}:\d{1,7}$/;
/** Only this many lines of a message are kept. */
const KEPT_LINES = 7;
/** A longer message ends the trace. */
const MAX_LINES = 100;

/**
 * Starts a trace if the line is the location that Node prints above an error.
 * Its message may be longer than the lines remembered above a frame.
 */
export const startNodeCrash = (line: string): Trace | undefined =>
  PLACE.test(line.trimEnd())
    ? { next: (source) => (source.trim() === '' ? undefined : marked([line, source])) }
    : undefined;

/** The source line was printed, and its mark follows. */
const marked = (shown: readonly string[]): Trace => ({
  next: (line) => (/^\s*\^+\s*$/.test(line) ? untilError([...shown, line]) : undefined),
});

const untilError = (shown: readonly string[]): Trace => ({
  next(line) {
    if (line.trim() === '' && shown.length < KEPT_LINES) return untilError([...shown, line]);
    return isNodeError(line) ? inMessage([...shown, line], 0) : undefined;
  },
});

/** The message continues until a frame, or until Node exits and prints its version. */
const inMessage = (shown: readonly string[], count: number): Trace => ({
  next(line) {
    if (isNodeFrame(line)) return startNode(line, shown);
    if (/^Node\.js v\d/.test(line)) return startNodeEnd(shown);
    if (count >= MAX_LINES || PLACE.test(line)) return undefined;
    return inMessage(count < KEPT_LINES ? [...shown, line] : shown, count + 1);
  },
});
