import { exceptionOf, place, type Trace } from './parse-trace.ts';

/** What to search the raw output for: the frames of Node and Java traces; their heads are ordinary lines. */
export const frameNeedles: readonly string[] = ['(?:\\n|[|\\]] ) {4}at ', '\\tat '];

const NODE_FRAME =
  /^\s+at (?:(?:async )?(.{1,300}?) \()?(?:async )?((?:file:\/\/|node:|\/|[\w.]|<).{0,500}?):(\d+):\d+\)?(?: \{)?$/;
const NODE_ERROR =
  /^(?:\s*\[cause\]: |.{0,100}?Uncaught )?((?:\w{1,60}\.)?(?:[A-Z]\w{0,60})?(?:Error|Exception)(?: \[\w{1,60}\])?(?::.*)?)$/;
const NODE_PLACE = /^((?:file:\/\/)?\/[^:\s]{1,500}):(\d+)$/;

const JAVA_FRAME =
  /^\s+at ([\w$<>/.@-]{1,500})\((?:([\w$]+\.(?:java|kt|scala|groovy)):(\d+)|Native Method|Unknown Source)\)/;
const JAVA_ERROR =
  /^(?:.{0,200}?Exception in thread "[^"]{0,200}" |Caused by: )?((?:[a-z_][\w$]{0,60}\.){1,12}[A-Z][\w$]{0,100}(?:: .*)?)$/;

/** Begins a trace where the line is a frame, and one of the lines before it (oldest first) names the error. */
export function startFrames(line: string, before: readonly string[]): Trace | undefined {
  return JAVA_FRAME.test(line) ? startJava(line, before) : startNode(line, before);
}

function startNode(line: string, before: readonly string[]): Trace | undefined {
  const text = lastMatch(before, NODE_ERROR);
  if (text === undefined || !NODE_FRAME.test(line)) return undefined;
  const [, file, number] = before.map((each) => NODE_PLACE.exec(each)).findLast(Boolean) ?? [];
  // Where Node shows the source itself: the only place that a syntax error has.
  const shown =
    file === undefined || number === undefined || isNodesOwn(file) ? undefined : place(plainPath(file), number);
  return nodeFrames(text, undefined, shown).next(line);
}

function nodeFrames(text: string, where: string | undefined, shown: string | undefined): Trace {
  return {
    exception: exceptionOf('node', text, where ?? shown),
    next(line) {
      const frame = NODE_FRAME.exec(line);
      if (frame) return nodeFrames(text, where ?? nodePlace(frame), shown);
      const cause = /^\s*\[cause\]: /.test(line) ? NODE_ERROR.exec(line)?.[1] : undefined;
      if (cause !== undefined) return nodeFrames(cause, undefined, shown);
      return /^(?:\s.*|\}|Node\.js v\d.*|Emitted '.*|)$/.test(line) ? nodeFrames(text, where, shown) : undefined;
    },
  };
}

function nodePlace([, name, file = '', line = '']: RegExpExecArray): string | undefined {
  return isNodesOwn(file) ? undefined : place(plainPath(file), line, name);
}

const plainPath = (file: string): string => file.replace(/^file:\/\//, '');

const isNodesOwn = (file: string): boolean => /^node:|^<|\/node_modules\/|^internal\//.test(file) || !/[/.]/.test(file);

function startJava(line: string, before: readonly string[]): Trace | undefined {
  const text = lastMatch(before, JAVA_ERROR);
  return text === undefined ? undefined : javaFrames(text).next(line);
}

/** The last cause is what went wrong; those before it are how it was handed on. */
function javaFrames(text: string, where?: string): Trace {
  return {
    exception: exceptionOf('java', text, where),
    next(line) {
      const frame = JAVA_FRAME.exec(line);
      if (frame) return javaFrames(text, where ?? javaPlace(frame));
      const cause = line.startsWith('Caused by: ') ? JAVA_ERROR.exec(line)?.[1] : undefined;
      if (cause !== undefined) return javaFrames(cause);
      return /^\s/.test(line) ? javaFrames(text, where) : undefined;
    },
  };
}

const NOT_THE_APPS =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|scala|groovy|org\.(?:springframework|apache|hibernate|eclipse|jboss|postgresql|slf4j)|com\.(?:zaxxer|mysql|fasterxml|google\.common)|io\.(?:netty|undertow|micronaut|quarkus|vertx)|reactor|ch\.qos)\./;

function javaPlace([, method = '', file, line]: RegExpExecArray): string | undefined {
  const name = method.replace(/^.*\//, '');
  return file === undefined || line === undefined || NOT_THE_APPS.test(name) ? undefined : place(file, line, name);
}

const lastMatch = (lines: readonly string[], pattern: RegExp): string | undefined =>
  lines.map((line) => pattern.exec(line)?.[1]).findLast((text) => text !== undefined);
