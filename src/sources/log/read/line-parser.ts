import { splitLabel, splitPrefix } from '../../../core/facts/line-prefix.ts';
import type { Exception, LogEvent } from '../../../core/facts/log-event.ts';
import { readableLine } from '../../../core/redaction/neutralise.ts';
import { dependencyFailures, dependencyNeedles } from '../dependencies/parse-dependency.ts';
import { createLibpqReader } from '../dependencies/parse-libpq-message.ts';
import { dialects } from '../dialects/dialects.ts';
import { bindErrors } from '../dialects/parse-bind-error.ts';
import type { Dialect } from '../dialects/parse-dialect.ts';
import { createExceptionParser, exceptionNeedles } from '../traces/parse-exception.ts';

// One expression for each: of one that holds them all the engine makes code that is three times as slow, 6 against 2 ms for 1 MB.
const needles: readonly RegExp[] = [
  ...dialects.map((dialect) => dialect.needles),
  exceptionNeedles,
  bindErrors.needles,
  ...dependencyNeedles,
];

/** Whether the text may say something; if not, its lines need no look, unless a trace goes on in them. Each line begins after a newline. */
export const holdsNeedle = (text: string): boolean => needles.some((needle) => needle.test(text));

/** Turns the lines of one stream, in order, into what they say. */
export interface LineParser {
  push(line: string): readonly LogEvent[];
  /** A line that holds no needle, and came where no trace was: it may be the head of one. */
  remember(line: string): void;
  /** What an unfinished trace says so far; for when no more lines come for a while. */
  flush(): readonly LogEvent[];
  /** In the middle of a trace: no line may be left out. */
  readonly isTracing: boolean;
}

/** What another program of the same process manager writes in between does not end a trace. */
export function createLineParser(): LineParser {
  const parsers = new Map<string | undefined, LineParser>();
  const labels = new Map<string, LineParser>();
  const all = (): readonly LineParser[] => [...parsers.values(), ...labels.values()];
  const parserOf = (program: string | undefined): LineParser => {
    const known = parsers.has(program) || parsers.size < MAX_PROGRAMS ? program : undefined;
    const parser = parsers.get(known) ?? createProgramParser(known);
    parsers.set(known, parser);
    return parser;
  };
  const labelled = (line: string) => {
    const { program: label, text } = splitLabel(line);
    if (label === undefined) return undefined;
    const parser = labels.get(label) ?? createLabelParser(label);
    // The one that was used longest ago makes room: times and numbers of requests stand in brackets, too.
    labels.delete(label);
    const [oldest] = labels.size < MAX_PROGRAMS ? [] : labels.keys();
    if (oldest !== undefined) labels.delete(oldest);
    labels.set(label, parser);
    return { parser, text, isTracing: parser.isTracing };
  };
  return {
    push(line) {
      const { program, text } = splitPrefix(line);
      const readable = readableLine(text);
      const own = labelled(readable);
      const said = own?.parser.push(own.text) ?? [];
      // A trace that goes on behind the label is that program's, and nobody else's.
      if (own?.isTracing && own.parser.isTracing) parsers.delete(program);
      const managers = program === undefined ? undefined : firstOf(prefixOwners, readableLine(line));
      // What only looks like a label may be part of the words.
      const whole = parserOf(program).push(readable);
      const more = said.filter(({ kind }) => kind === 'exception' || !whole.some((event) => event.kind === kind));
      return [...whole, ...more, ...(managers === undefined ? [] : [managers])];
    },
    remember(line) {
      const { program, text } = splitPrefix(line);
      const readable = readableLine(text);
      const own = labelled(readable);
      parserOf(program).remember(readable);
      own?.parser.remember(own.text);
    },
    flush: () => all().flatMap((parser) => parser.flush()),
    get isTracing() {
      return all().some(({ isTracing }) => isTracing);
    },
  };
}

const MAX_PROGRAMS = 32;

/** The parser of what only looks like one program's lines: what stands in the midst of a line is found without. */
function createLabelParser(program: string): LineParser {
  const exceptions = createExceptionParser();
  const named = (exception: Exception | undefined): Exception | undefined => exception && { ...exception, program };
  return {
    push(line) {
      const event = firstOf(
        dialects.filter(({ needles: own }) => own.test(`\n${line}`)),
        line,
      );
      return [named(exceptions.push(line)), event].filter((each) => each !== undefined);
    },
    remember: (line) => exceptions.remember(line),
    flush: () => [named(exceptions.flush())].filter((each) => each !== undefined),
    get isTracing() {
      return exceptions.isTracing;
    },
  };
}

/** The parser of one program's lines; `program` is what its process manager calls it. */
function createProgramParser(program: string | undefined): LineParser {
  const exceptions = createExceptionParser();
  const libpq = createLibpqReader();
  const named = (exception: Exception | undefined): Exception | undefined =>
    exception && program !== undefined ? { ...exception, program } : exception;
  return {
    push(line) {
      const event = holdsNeedle(`\n${line}`) ? firstOf(dialects, line) : undefined;
      const whole = libpq(line);
      const failure = event === undefined ? dependencyFailures.parse(whole ?? line) : undefined;
      return [named(exceptions.push(line)), event, bindErrors.parse(line), failure].filter(
        (each) => each !== undefined,
      );
    },
    remember: (line) => exceptions.remember(line),
    flush: () => [named(exceptions.flush())].filter((each) => each !== undefined),
    get isTracing() {
      return exceptions.isTracing;
    },
  };
}

const prefixOwners = dialects.filter(({ ownsPrefix }) => ownsPrefix);

function firstOf(some: readonly Dialect[], line: string): LogEvent | undefined {
  for (const dialect of some) {
    const event = dialect.parse(line);
    if (event !== undefined) return event;
  }
  return undefined;
}
