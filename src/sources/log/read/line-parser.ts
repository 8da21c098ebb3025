import { splitLabel, splitPrefix } from '../../../core/facts/line-prefix.ts';
import type { Exception, LogEvent } from '../../../core/facts/log-event.ts';
import { createMemo } from '../../../core/memo.ts';
import { readableLine } from '../../../core/redaction/neutralise.ts';
import { dependencyFailures } from '../dependencies/parse-dependency.ts';
import { createLibpqReader } from '../dependencies/parse-libpq-message.ts';
import { bindErrors } from '../dialects/parse-bind-error.ts';
import type { Dialect } from '../dialects/parse-dialect.ts';
import { createExceptionParser } from '../traces/parse-exception.ts';
import { type Needles, needlesIn, needsLinesBefore } from './needles.ts';
import { type Passage, passageOf } from './passage.ts';
import { recentLines } from './recent-lines.ts';

/** Turns the lines of one stream, in order, into what they say. */
export interface LineParser {
  /** `needles` are those that the line holds. */
  push(line: string, needles?: Needles): readonly LogEvent[];
  /** Lines that hold no needle, and that no trace waits for: one may be the head of a trace. Before their text goes, `keep` is called. */
  remember(lines: Passage): void;
  /** Keeps what may be needed of those lines. */
  keep(): void;
  /** What an unfinished trace says so far; for when no more lines come for a while. */
  flush(): readonly LogEvent[];
  /** In the middle of a trace. */
  readonly isTracing: boolean;
  /** The line must be pushed, whatever it holds: it is of a program in the middle of a trace. */
  isWaitingFor(line: string): boolean;
}

/** The lines of one program, without what stands before them. */
interface ProgramParser {
  push(line: string, needles: Needles): readonly LogEvent[];
  /** What the line says by itself; it must be remembered, too. */
  parse(line: string, needles: Needles): readonly LogEvent[];
  remember(line: string): void;
  flush(): readonly LogEvent[];
  readonly isTracing: boolean;
}

/** What another program of the same process manager writes in between does not end a trace. */
export function createLineParser(): LineParser {
  const parsers = new Map<string | undefined, ProgramParser>();
  const labels = new Map<string, ProgramParser>();
  const all = (): readonly ProgramParser[] => [...parsers.values(), ...labels.values()];
  const nameOf = (program: string | undefined): string | undefined =>
    parsers.has(program) || parsers.size < MAX_PROGRAMS ? program : undefined;
  const parserOf = (program: string | undefined): ProgramParser => {
    const known = nameOf(program);
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
  // To tell programs apart is dear, and few lines come to stand above a trace.
  let kept: readonly string[] = [];
  let recent: Passage[] = [];
  const settle = (): void => {
    for (const line of recentLines(kept, recent)) {
      const { program, text } = splitPrefix(line);
      const readable = readableLine(text);
      const own = labelled(readable);
      parserOf(program).remember(readable);
      own?.parser.remember(own.text);
    }
    kept = [];
    recent = [];
  };
  const isTracing = (): boolean => isAnyTracing(parsers.values()) || isAnyTracing(labels.values());
  const remember = (lines: Passage): void => void recent.push(lines);
  return {
    push(line, needles = needlesIn(line)) {
      const { program, text } = splitPrefix(line);
      const readable = readableLine(text);
      const managers =
        program === undefined ? undefined : firstOf(needles.dialects.filter(isManager), readableLine(line));
      const isAlone = !needsLinesBefore(needles) && !isTracing();
      if (isAlone) remember(passageOf([line]));
      else settle();
      const [whole, said] = isAlone ? parsed(program, readable, needles) : pushed(program, readable, needles);
      // What only looks like a label may be part of the words.
      const more = said.filter(({ kind }) => kind === 'exception' || !whole.some((event) => event.kind === kind));
      return [...whole, ...more, ...(managers === undefined ? [] : [managers])];
    },
    remember,
    keep() {
      kept = recentLines(kept, recent);
      recent = [];
    },
    flush: () => all().flatMap((parser) => parser.flush()),
    get isTracing() {
      return isTracing();
    },
    isWaitingFor(line) {
      const isLabelTracing = isAnyTracing(labels.values());
      if (!isLabelTracing && !isAnyTracing(parsers.values())) return false;
      const { program, text } = splitPrefix(line);
      if (parsers.get(nameOf(program))?.isTracing) return true;
      const label = isLabelTracing ? splitLabel(readableLine(text)).program : undefined;
      return label !== undefined && labels.get(label)?.isTracing === true;
    },
  };

  function parsed(program: string | undefined, line: string, needles: Needles): Said {
    const { program: label, text } = splitLabel(line);
    const said = label === undefined ? undefined : firstOf(needles.dialects, text);
    return [parserOf(program).parse(line, needles), said === undefined ? [] : [said]];
  }

  function pushed(program: string | undefined, line: string, needles: Needles): Said {
    const own = labelled(line);
    const said = own?.parser.push(own.text, needles) ?? [];
    // A trace that goes on behind the label is that program's, and nobody else's.
    if (own?.isTracing && own.parser.isTracing) parsers.delete(program);
    return [parserOf(program).push(line, needles), said];
  }
}

/** What the whole line says, and what its text behind a label does. */
type Said = readonly [whole: readonly LogEvent[], labelled: readonly LogEvent[]];

const isManager = ({ ownsPrefix }: Dialect): boolean => ownsPrefix === true;

const MAX_PROGRAMS = 32;

function isAnyTracing(parsers: Iterable<ProgramParser>): boolean {
  for (const { isTracing } of parsers) if (isTracing) return true;
  return false;
}

/** The parser of what only looks like one program's lines: what stands in the midst of a line is found without. */
function createLabelParser(program: string): ProgramParser {
  const exceptions = createExceptionParser();
  const named = (exception: Exception | undefined): Exception | undefined => exception && { ...exception, program };
  const parse = (line: string, { dialects }: Needles): readonly LogEvent[] => told(firstOf(dialects, line));
  return {
    push: (line, needles) => [
      ...told(named(exceptions.push(line, needles.matters.includes('trace')))),
      ...parse(line, needles),
    ],
    parse,
    remember: (line) => exceptions.remember(line),
    flush: () => told(named(exceptions.flush())),
    get isTracing() {
      return exceptions.isTracing;
    },
  };
}

const told = (event: LogEvent | undefined): readonly LogEvent[] => (event === undefined ? [] : [event]);

/** The parser of one program's lines; `program` is what its process manager calls it. */
function createProgramParser(program: string | undefined): ProgramParser {
  const exceptions = createExceptionParser();
  const libpq = createLibpqReader();
  const named = (exception: Exception | undefined): Exception | undefined =>
    exception && program !== undefined ? { ...exception, program } : exception;
  const alone = createMemo<readonly LogEvent[]>();
  const parse = (line: string, needles: Needles, whole?: string): readonly LogEvent[] =>
    whole === undefined ? alone(line, () => said(line, needles)) : said(line, needles, whole);
  const said = (line: string, { dialects, matters }: Needles, whole?: string): readonly LogEvent[] => {
    const event = firstOf(dialects, line);
    const isFailure = event === undefined && (whole !== undefined || matters.includes('dependency'));
    return [
      ...told(event),
      ...told(matters.includes('bind') ? bindErrors.parse(line) : undefined),
      ...told(isFailure ? dependencyFailures.parse(whole ?? line) : undefined),
    ];
  };
  return {
    push: (line, needles) => [
      ...told(named(exceptions.push(line, needles.matters.includes('trace')))),
      ...parse(line, needles, libpq(line)),
    ],
    parse,
    remember(line) {
      exceptions.remember(line);
      // A line in between ends the message.
      libpq('');
    },
    flush: () => told(named(exceptions.flush())),
    get isTracing() {
      return exceptions.isTracing;
    },
  };
}

function firstOf(some: readonly Dialect[], line: string): LogEvent | undefined {
  for (const dialect of some) {
    const event = dialect.parse(line);
    if (event !== undefined) return event;
  }
  return undefined;
}
