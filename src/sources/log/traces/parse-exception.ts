import type { Exception } from '../../../core/facts/log-event.ts';
import { readableLine } from '../../../core/redaction/neutralise.ts';
import { LINE_START } from '../dialects/parse-dialect.ts';
import { jsonRecord } from '../dialects/parse-prefix.ts';
import { backtraceNeedles, startBacktrace } from './parse-backtrace.ts';
import { dotnetNeedles, startDotnet } from './parse-dotnet-trace.ts';
import { elixirNeedles, startElixir } from './parse-elixir-trace.ts';
import { startJava } from './parse-java-trace.ts';
import { luaNeedles, startLua } from './parse-lua-trace.ts';
import { nodeCrashNeedles, startNodeCrash } from './parse-node-crash.ts';
import { startNode } from './parse-node-trace.ts';
import { phpConsoleNeedles, startPhpConsole } from './parse-php-box.ts';
import { pythonNeedles, startPythonTrace } from './parse-python-trace.ts';
import { requestErrorNeedles, startRequestError } from './parse-request-error.ts';
import { rustNeedles, startRust } from './parse-rust-trace.ts';
import { settingsErrorNeedles, startSettingsError } from './parse-settings-error.ts';
import { springNeedles, startSpring } from './parse-spring-failure.ts';
import type { Trace } from './parse-trace.ts';

/** The frames of Node, Bun and Java; the heads of their traces are ordinary lines. */
const frameNeedles: readonly string[] = [
  `${LINE_START} {4}(?:  )?at `,
  // The same frames below an error that a human-readable logger printed.
  `${LINE_START} {8,20}at `,
  '\\tat ',
  // The same frames in a JSON string.
  '\\\\n {1,20}at |\\\\n\\\\tat ',
];

interface Start {
  /** A line without any of these starts no trace of this kind. */
  readonly needles: readonly string[];
  /** The trace that starts at the line, given the lines before it, the oldest first. */
  start(line: string, before: readonly string[]): Trace | undefined;
}

/** The parsers of traces; the first that recognizes a line gets it. */
const starts: readonly Start[] = [
  { needles: pythonNeedles, start: startPythonTrace },
  { needles: backtraceNeedles, start: startBacktrace },
  { needles: rustNeedles, start: startRust },
  { needles: dotnetNeedles, start: startDotnet },
  { needles: elixirNeedles, start: startElixir },
  { needles: springNeedles, start: startSpring },
  { needles: luaNeedles, start: startLua },
  { needles: requestErrorNeedles, start: startRequestError },
  { needles: phpConsoleNeedles, start: startPhpConsole },
  { needles: settingsErrorNeedles, start: startSettingsError },
  { needles: frameNeedles, start: startJava },
  { needles: frameNeedles, start: startNode },
  { needles: nodeCrashNeedles, start: startNodeCrash },
];

/** The pattern to search the raw output for: output without a match holds no known trace. A line starts after a newline. */
export const exceptionNeedles = new RegExp([...new Set(starts.flatMap(({ needles }) => needles))].join('|'));

const tried = starts.map(({ needles, start }) => ({ needles: new RegExp(needles.join('|')), start }));

/** A longer trace is cut here. */
export const MAX_TRACE_LINES = 200;
/** The head of a trace may be this many lines above its first frame. */
export const LINES_BEFORE = 8;
// No line of a trace needs more, and matching takes longer with the length.
const MAX_LINE = 2_000;

/** Finds the traces in consecutive lines. Holds a few lines and one trace, never more. */
export interface ExceptionParser {
  /**
   * The exception whose trace this line ended, if any. Only the last exception of a chain is reported.
   * A line without a needle starts no trace.
   */
  push(line: string, holdsNeedle?: boolean): Exception | undefined;
  /** Remembers a line without a needle outside a trace; it may be the head of one. */
  remember(line: string): void;
  /** The exception of a trace that may be complete, for when no more lines come for a while. */
  flush(): Exception | undefined;
  /** A trace is in progress: every line must be pushed. */
  readonly isTracing: boolean;
}

export function createExceptionParser(): ExceptionParser {
  const before: string[] = [];
  let trace: Trace | undefined;
  let lines = 0;

  return {
    push(line, holdsNeedle = exceptionNeedles.test(`\n${line}`)) {
      const short = line.slice(0, MAX_LINE);
      const ended = advance(short, holdsNeedle);
      remember(short);
      return ended ?? (trace === undefined && holdsNeedle ? inJson(line) : undefined);
    },
    remember,
    flush: () => (trace?.exception === undefined ? undefined : end()),
    get isTracing() {
      return trace !== undefined;
    },
  };

  function remember(line: string): void {
    before.push(line.slice(0, MAX_LINE));
    if (before.length > LINES_BEFORE) before.shift();
  }

  function advance(line: string, holdsNeedle: boolean): Exception | undefined {
    const next = lines < MAX_TRACE_LINES ? trace?.next(line) : undefined;
    lines += 1;
    if (next !== undefined) {
      trace = next;
      return undefined;
    }
    const ended = end();
    trace = holdsNeedle ? startOf(line) : undefined;
    return ended;
  }

  function startOf(line: string): Trace | undefined {
    const begun = `\n${line}`;
    for (const { needles, start } of tried) {
      const started = needles.test(begun) ? start(line, before) : undefined;
      if (started !== undefined) return started;
    }
    return undefined;
  }

  function end(): Exception | undefined {
    const ended = trace?.exception?.();
    trace = undefined;
    lines = 0;
    return ended;
  }
}

/** A JSON line may hold a whole trace in one of its strings. */
function inJson(line: string): Exception | undefined {
  if (!line.startsWith('{') || !/Traceback \(most|\\n {1,20}at |\\n\\tat |\\nAPPLICATION FAILED TO START\\n/.test(line))
    return undefined;
  const record = jsonRecord(line) ?? {};
  const members = Object.values(record);
  // Some loggers put the error and its stack into an object: pino's `err`.
  const within = members.filter((value) => typeof value === 'object' && value !== null);
  const texts = [...members, ...within.flatMap((value) => Object.values(value ?? {}))].filter(
    (value) => typeof value === 'string',
  );
  const traces = texts.filter((value) => value.includes('\n'));
  const found = traces.map(exceptionIn).findLast((each) => each !== undefined);
  return found && isLogged(record) ? found : quoted(found);
}

/** Whether a logger wrote the record: it has a level, or a member named like an error. A document, such as a ticket, has neither. */
const isLogged = (record: object): boolean =>
  Object.keys(record).some((name) => /level|severity|^lvl$|^err|exc|stack|trace/i.test(name));

/** An exception that a document quotes did not end a program. */
function quoted(exception: Exception | undefined): Exception | undefined {
  if (exception === undefined) return undefined;
  const { isTopLevel: _, isRootless: __, ...others } = exception;
  return others;
}

function exceptionIn(text: string): Exception | undefined {
  const parser = createExceptionParser();
  const found = text.split('\n').map((line) => (line.startsWith('{') ? undefined : parser.push(readableLine(line))));
  return parser.flush() ?? found.findLast((exception) => exception !== undefined);
}
