import type { Exception } from '../../../core/facts/log-event.ts';
import { loggedLevel } from '../../../core/facts/logged-message.ts';
import { isOfTask, isOwn } from './parse-python-file.ts';
import { exceptionOf, place, type Raised, type Trace } from './parse-trace.ts';

/** What to search the raw output for. */
export const pythonNeedles: readonly string[] = ['Traceback \\(most recent', '--- Logging error ---', '\\n  File "'];

const HEADER = /^(.{0,200}?)(?:Exception Group )?Traceback \(most recent call last\):$/;
const FRAME = /^[\s|+>]*File "([^"]{1,1000})", line (\d+)(?:, in (.{1,200}))?$/;
const ERROR = /^(?!(?:CRITICAL|ERROR|WARNING|INFO|DEBUG)\b)[A-Za-z_][\w.]*(?:: .*|:)?$/;
const RUBY_FRAME = /^\t {0,3}\d{1,3}: from /;
const CHAIN = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** Begins a trace where the line is the head of one: a traceback, or the block in which Python's logging tells of its own failure. */
export function startPythonTrace(line: string, before: readonly string[] = []): Trace | undefined {
  if (line.endsWith('--- Logging error ---')) return loggingError;
  const [, file, number = ''] = BARE.exec(line) ?? [];
  if (file !== undefined) return bare(place(file, number), MOST_BARE);
  // A log may begin in the middle of a trace.
  const isCut = before.length < MOST_BARE && FRAME.test(line) && before.every((each) => /^\s/.test(each));
  if (isCut) return frames({ prefix: '', isWhole: false, isCut }).next(line);
  const trace = headOf(line, []);
  return trace && frames(loggedLevel(before.at(-1) ?? '') === 'error' ? { ...trace, isLogged: true } : trace);
}

/** Of a program that cannot be parsed no head is printed: its place, its source with a mark, and what is wrong. */
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

/** What the lines of a traceback have shown so far. */
interface TraceSoFar {
  /** What stood before the head: an indentation, or a stamp that each line has. */
  readonly prefix: string;
  readonly where?: string;
  /** The first of its own files. */
  readonly entry?: string;
  /** Frames below this are the server's handler of the signal, not where the code was. */
  readonly isInterrupted?: true;
  /** The texts of the exceptions that led to this one. */
  readonly causes?: readonly string[];
  /** Among the frames is one that opens a port. */
  readonly isListening?: boolean;
  /** What the innermost frame looks a key up in; undefined until its source tells. */
  readonly lookedIn?: Exception['lookedIn'];
  /** The next line is the source of that frame. */
  readonly isSourceNext?: boolean;
  readonly isLogged?: true;
  /** Whether its first frame is where the program begins; undefined before that. */
  readonly isWhole?: boolean;
  /** The log begins within it. */
  readonly isCut?: true;
  /** A frame is that of a request, a job or a thread, whose failure others outlive. */
  readonly isTask?: true;
}

function raisedBy(trace: TraceSoFar, text: string): Raised {
  const { prefix, where, entry, isLogged, causes = [], isListening, lookedIn, isWhole } = trace;
  const mayEnd = !isLogged && !ASKED.test(text);
  // What was being handled may be the way in which the app looks for something; the first of them began it all.
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

/** What stands before the lines of an exception that holds others. */
const GROUP = /^\s{1,16}[+|] /;

/** By these a program ends that was told to. */
const ASKED = /^(?:KeyboardInterrupt|SystemExit)\b/;

/** Its beginning is cut off, or somebody left all frames out but those of libraries: a trace that an app prints itself begins in its own code. */
const isRootless = ({ prefix, isWhole, isCut, isTask, where }: TraceSoFar): boolean =>
  isWhole === false && prefix === '' && !isTask && (isCut === true || where === undefined);

/** With these a client that went away ends one request. */
const OUTLIVED = /^(?:BrokenPipeError|ConnectionResetError|(?:[\w.]{1,60}\.)?CancelledError|GeneratorExit)\b/;

/** The next trace of a chain; all of it was logged, or none. */
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
      // Ruby up to 2.7 begins so, too, on a terminal; its error stands below the frames.
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

/** Where a program begins: its own file, or the library that runs a module. What has no file is typed in, or another process of its own. */
const isBeginning = (file: string, name: string | undefined): boolean =>
  name === '<module>' ? !file.startsWith('<') : name === '_run_module_as_main';

/** Where a worker of Uvicorn, which is a process of its own, begins and loads the app: it ends over it. */
const isWorkersLoad = (file: string, name: string | undefined): boolean =>
  (name === 'load' && file.endsWith('/uvicorn/config.py')) ||
  (name === 'subprocess_started' && /\/uvicorn\/_?subprocess\.py$/.test(file));

/** The library's own frame says that it is the environment; another one's source may tell. */
function lookupOf([, file = '', , name]: RegExpExecArray): Pick<TraceSoFar, 'lookedIn' | 'isSourceNext'> {
  const isEnvironment = name === '__getitem__' && /(?:^|\/)os\.py$|^<frozen os>$/.test(file);
  return isEnvironment ? { lookedIn: 'environment' } : { isSourceNext: true };
}

/** A copy of the environment may be called anything like it. */
const MAY_BE_ENVIRONMENT = /env|conf|cfg|setting|secret|opt|var/i;

const withSource = (trace: TraceSoFar, source: string): TraceSoFar => ({
  ...withoutLookup(trace),
  ...(/\w\[/.test(source) && !MAY_BE_ENVIRONMENT.test(source) && { lookedIn: 'table' }),
});

const withoutLookup = ({ lookedIn: _, isSourceNext: __, ...trace }: TraceSoFar): TraceSoFar => trace;

/** The functions of Python's own library by which a server opens its port. */
const LISTENS = /^(?:server_bind|create_server|start_server|_create_server_getaddrinfo|make_server)$/;

const KEPT_CAUSES = 4;

/** So many lines below the first belong to its text: Pydantic names what is missing there, two lines each, and libpq before 14 the host. */
function moreBelow(text: string): number {
  const errors = /: (\d{1,3}) validation errors? for \S+$/.exec(text)?.[1];
  if (errors !== undefined) return MORE_LINES * Math.min(Number(errors), MOST_ERRORS);
  return text.includes('could not connect to server: ') ? MORE_LINES : 0;
}

const MORE_LINES = 2;
const MOST_ERRORS = 3;

/** The error was read. What follows may be more of its text, or a chain to another trace, which then is the one that counts. */
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

/** Gunicorn up to 20 ends by an exception of its own, whose trace comes after that of what went wrong. */
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

/** Python's logging failed to write a record: not the app's exception, and nothing in it is one. */
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
