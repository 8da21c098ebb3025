import type { Exception } from '../../../core/facts/log-event.ts';
import { loggedLevel } from '../../../core/facts/logged-message.ts';
import { isOfTask, isOwn } from './parse-python-file.ts';
import { exceptionOf, place, type Raised, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const pythonNeedles: readonly string[] = ['Traceback \\(most recent', '--- Logging error ---', '\\n  File "'];

const HEADER = /^(.{0,200}?)(?:Exception Group )?Traceback \(most recent call last\):$/;
const FRAME = /^[\s|+>]*File "([^"]{1,1000})", line (\d+)(?:, in (.{1,200}))?$/;
const ERROR = /^(?!(?:CRITICAL|ERROR|WARNING|INFO|DEBUG)\b)[A-Za-z_][\w.]*(?:: .*|:)?$/;
const RUBY_FRAME = /^\t {0,3}\d{1,3}: from /;
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** Starts a trace if the line is the head of one: a traceback, or the block in which Python's logging reports its own failure. */
export function startPythonTrace(line: string, before: readonly string[] = []): Trace | undefined {
  if (line.endsWith('--- Logging error ---')) return loggingError;
  const [, file, number = ''] = BARE.exec(line) ?? [];
  if (file !== undefined) return bare(place(file, number), MOST_BARE);
  // A log may start in the middle of a trace.
  const isCut = before.length < MOST_BARE && FRAME.test(line) && before.every((each) => /^\s/.test(each));
  if (isCut) return frames({ prefix: '', isWhole: false, isCut }).next(line);
  const trace = headOf(line, []);
  return trace && frames(loggedLevel(before.at(-1) ?? '') === 'error' ? { ...trace, isLogged: true } : trace);
}

/** A program that cannot be parsed gets no head: only its location, its source with a mark, and the error. */
const BARE = /^ {2}File "([^"]{1,1000})", line (\d{1,7})$/;
const UNPARSED = /^(?:SyntaxError|IndentationError|TabError): \S/;
const MOST_BARE = 4;

const bare = (where: string, left: number): Trace => ({
  next(line) {
    if (UNPARSED.test(line))
      return { exception: exceptionOf('python', { text: line, where, isTopLevel: true }), next: () => undefined };
    return left > 0 && /^\s/.test(line) ? bare(where, left - 1) : undefined;
  },
});

function headOf(line: string, causes: readonly string[]): TraceSoFar | undefined {
  const prefix = HEADER.exec(line)?.[1];
  return prefix === undefined ? undefined : { prefix, causes };
}

/** The content of a traceback's lines so far. */
interface TraceSoFar {
  /** The text before the head: an indentation, or a timestamp on every line. */
  readonly prefix: string;
  readonly where?: string;
  /** The first frame in the app's own files. */
  readonly entry?: string;
  /** Frames below this belong to the server's signal handler, not to the code that was running. */
  readonly isInterrupted?: true;
  /** The texts of the exceptions that led to this one. */
  readonly causes?: readonly string[];
  /** One of the frames opens a port. */
  readonly isListening?: boolean;
  /** Where the innermost frame looks a key up; undefined until its source shows it. */
  readonly lookedIn?: Exception['lookedIn'];
  /** The next line is the source of that frame. */
  readonly isSourceNext?: boolean;
  readonly isLogged?: true;
  /** Whether its first frame is where the program starts; undefined before that frame. */
  readonly isWhole?: boolean;
  /** The log starts within it. */
  readonly isCut?: true;
  /** One frame belongs to a request, a job or a thread, and the program survives its failure. */
  readonly isTask?: true;
}

function raisedBy(trace: TraceSoFar, text: string): Raised {
  const { prefix, where, entry, isLogged, causes = [], isListening, lookedIn, isWhole } = trace;
  const mayEnd = !isLogged && !ASKED.test(text);
  // The handled exceptions may only be the app's way of trying alternatives; the first one started the chain.
  const [cause] = causes;
  return {
    text,
    others: causes,
    ...(cause !== undefined && { cause }),
    ...(where !== undefined && { where }),
    ...(entry !== undefined && { entry }),
    ...(isLogged && { isLogged }),
    ...(isListening && { isListening }),
    isTopLevel: isWhole === true && (prefix === '' || GROUP.test(prefix)) && mayEnd,
    isRootless: mayEnd && isRootless(trace) && !OUTLIVED.test(text),
    ...(lookedIn && /^KeyError\b/.test(text) && { lookedIn }),
  };
}

/** The prefix on the lines of an exception group. */
const GROUP = /^\s{1,16}[+|] /;

/** Exceptions that end a program after a signal or at its own request. */
const ASKED = /^(?:KeyboardInterrupt|SystemExit)\b/;

/** Its start is cut off, or all frames except libraries' were removed. A trace that an app prints itself starts in its own code. */
const isRootless = ({ prefix, isWhole, isCut, isTask, where }: TraceSoFar): boolean =>
  isWhole === false && prefix === '' && !isTask && (isCut === true || where === undefined);

/** Exceptions that end one request when its client disconnects. */
const OUTLIVED = /^(?:BrokenPipeError|ConnectionResetError|(?:[\w.]{1,60}\.)?CancelledError|GeneratorExit)\b/;

/** The next trace of a chain; either the whole chain was logged, or nothing of it. */
function nextOf(
  line: string,
  { isLogged, isWhole, isTask, isCut }: TraceSoFar,
  causes: readonly string[] = [],
): Trace | undefined {
  if (line.endsWith('--- Logging error ---')) return loggingError;
  const trace = headOf(line, causes);
  const isWithin = trace !== undefined && isWhole && GROUP.test(trace.prefix);
  return (
    trace &&
    frames({
      ...trace,
      ...(isLogged && { isLogged }),
      ...(isTask && { isTask }),
      ...(isCut && { isCut }),
      ...(isWithin && { isWhole }),
    })
  );
}

function frames(trace: TraceSoFar): Trace {
  return {
    next(line) {
      const restarted = nextOf(line, trace, trace.causes);
      if (restarted) return restarted;
      const body = withoutPrefix(line, trace.prefix);
      // On a terminal, Ruby up to 2.7 starts the same way; its error is below the frames.
      if (RUBY_FRAME.test(body)) return undefined;
      const frame = FRAME.exec(body);
      if (frame) return frames({ ...withFrame(withoutLookup(trace), frame), ...lookupOf(frame), ...caughtAt(body) });
      return ERROR.test(body) ? raised(trace, body) : frames(trace.isSourceNext ? withSource(trace, body) : trace);
    },
  };
}

/** The frame that caught it, as loguru marks it. */
const caughtAt = (frame: string): Pick<TraceSoFar, 'isLogged'> => (frame.startsWith('>') ? { isLogged: true } : {});

function withFrame(begun: TraceSoFar, [, file = '', line = '', name]: RegExpExecArray): TraceSoFar {
  if (begun.isInterrupted) return begun;
  const before = {
    ...begun,
    isWhole: begun.isWhole || isWorkersLoad(file, name) || (begun.isWhole ?? isBeginning(file, name)),
    ...(isOfTask(file, name) && { isTask: true as const }),
  };
  const isListening = before.isListening || (LISTENS.test(name ?? '') && !isOwn(file));
  const trace = isListening ? { ...before, isListening } : before;
  if (name === 'handle_abort' && file.endsWith('gunicorn/workers/base.py')) return { ...trace, isInterrupted: true };
  return isOwn(file) ? { ...trace, where: place(file, line, name), entry: trace.entry ?? file } : trace;
}

/**
 * Where a program starts: its own file, or the library that runs a module. Code without a file was typed in, or runs in another process.
 */
const isBeginning = (file: string, name: string | undefined): boolean =>
  name === '<module>' ? !file.startsWith('<') : name === '_run_module_as_main';

/** Where a worker of Uvicorn, a separate process, starts and loads the app: an exception here ends the worker. */
const isWorkersLoad = (file: string, name: string | undefined): boolean =>
  (name === 'load' && file.endsWith('/uvicorn/config.py')) ||
  (name === 'subprocess_started' && /\/uvicorn\/_?subprocess\.py$/.test(file));

/** The library's own frame shows a lookup in the environment; for any other frame, its source may show it. */
function lookupOf([, file = '', , name]: RegExpExecArray): Pick<TraceSoFar, 'lookedIn' | 'isSourceNext'> {
  const isEnvironment = name === '__getitem__' && /(?:^|\/)os\.py$|^<frozen os>$/.test(file);
  return isEnvironment ? { lookedIn: 'environment' } : { isSourceNext: true };
}

/** A copy of the environment may have any of these names. */
const MAY_BE_ENVIRONMENT = /env|conf|cfg|setting|secret|opt|var/i;

const withSource = (trace: TraceSoFar, source: string): TraceSoFar => ({
  ...withoutLookup(trace),
  ...(/\w\[/.test(source) && !MAY_BE_ENVIRONMENT.test(source) && { lookedIn: 'table' }),
});

const withoutLookup = ({ lookedIn: _, isSourceNext: __, ...trace }: TraceSoFar): TraceSoFar => trace;

/** The functions of Python's own library that a server opens its port with. */
const LISTENS = /^(?:server_bind|create_server|start_server|_create_server_getaddrinfo|make_server)$/;

const KEPT_CAUSES = 4;

/**
 * The number of lines below the first that belong to its text. Pydantic lists missing settings there, two lines each;
 * libpq before 14 names the host there.
 */
function moreBelow(text: string): number {
  const errors = /: (\d{1,3}) validation errors? for \S+$/.exec(text)?.[1];
  if (errors !== undefined) return MORE_LINES * Math.min(Number(errors), MOST_ERRORS);
  return text.includes('could not connect to server: ') ? MORE_LINES : 0;
}

const MORE_LINES = 2;
const MOST_ERRORS = 3;

/** The error was read. More of its text may follow, or a chained trace, which then counts instead. */
function raised(trace: TraceSoFar, text: string, more = moreBelow(text)): Trace {
  return {
    ...(!HALT.test(text) && { exception: exceptionOf('python', raisedBy(trace, text)) }),
    next(line) {
      const body = withoutPrefix(line, trace.prefix);
      if (body === '') return chained(trace, text, false);
      if (more > 0 && /^\s{1,8}For further information visit /.test(body)) return raised(trace, text, more);
      return more > 0 && /^\s*[\w']/.test(body) ? raised(trace, `${text} ${body.trim()}`, more - 1) : undefined;
    },
  };
}

/** Gunicorn up to 20 exits through its own exception, whose trace follows that of the actual error. */
const HALT = /^(?:gunicorn\.errors\.)?HaltServer\b/;

function chained(trace: TraceSoFar, text: string, isCause: boolean): Trace {
  return {
    ...(!HALT.test(text) && { exception: exceptionOf('python', raisedBy(trace, text)) }),
    next(line) {
      const body = withoutPrefix(line, trace.prefix);
      if (body === '') return chained(trace, text, isCause);
      if (CHAIN.test(body)) return chained(trace, text, true);
      return isCause ? nextOf(line, trace, [...(trace.causes ?? []), text].slice(-KEPT_CAUSES)) : undefined;
    },
  };
}

/** Python's logging failed to write a record. This is not the app's exception, and neither is anything in it. */
const loggingError: Trace = {
  next: (line) => (line.startsWith('Arguments: ') ? loggingErrorEnd : loggingError),
};

const loggingErrorEnd: Trace = { next: () => undefined };

function withoutPrefix(line: string, prefix: string): string {
  if (prefix === '') return line;
  if (line.startsWith(prefix)) return line.slice(prefix.length);
  const head = line.slice(0, prefix.length);
  return shapeOf(head) === shapeOf(prefix) ? line.slice(prefix.length) : line;
}

const shapeOf = (text: string): string => text.replace(/\d/g, '0');
