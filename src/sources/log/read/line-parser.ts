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

/** Turns the lines of one stream, in order, into events. */
export interface LineParser {
  /** `needles` are the needles in the line. */
  push(line: string, needles?: Needles): readonly LogEvent[];
  /**
   * Lines without a needle that no trace waits for. One of them may be the head of a trace. `keep` is called before their text goes away.
   */
  remember(lines: Passage): void;
  /** Keeps what may be needed of those lines. */
  keep(): void;
  /** The events of an unfinished trace so far, for when no more lines come for a while. */
  flush(): readonly LogEvent[];
  /** A trace is in progress. */
  readonly isTracing: boolean;
  /** The line must be pushed, whatever it holds: its program is in the middle of a trace. */
  isWaitingFor(line: string): boolean;
}

/** Parses the lines of one program, without their prefix. */
interface ProgramParser {
  push(line: string, needles: Needles): readonly LogEvent[];
  /** The events of the line alone; the caller must also remember the line. */
  parse(line: string, needles: Needles): readonly LogEvent[];
  remember(line: string): void;
  flush(): readonly LogEvent[];
  readonly isTracing: boolean;
}

/** Lines of another program under the same process manager do not end a trace. */
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
    // The label that was used longest ago is dropped: times and request numbers are also in brackets.
    labels.delete(label);
    const [oldest] = labels.size < MAX_PROGRAMS ? [] : labels.keys();
    if (oldest !== undefined) labels.delete(oldest);
    labels.set(label, parser);
    return { parser, text, isTracing: parser.isTracing };
  };
  // Distinguishing programs is expensive, and few lines turn out to be above a trace.
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
      // Text that only resembles a label may be part of the words.
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
    // A trace that continues after the label belongs to that program only.
    if (own?.isTracing && own.parser.isTracing) parsers.delete(program);
    return [parserOf(program).push(line, needles), said];
  }
}

/** The events of the whole line, and of its text after a label. */
type Said = readonly [whole: readonly LogEvent[], labelled: readonly LogEvent[]];

const isManager = ({ ownsPrefix }: Dialect): boolean => ownsPrefix === true;

const MAX_PROGRAMS = 32;

function isAnyTracing(parsers: Iterable<ProgramParser>): boolean {
  for (const { isTracing } of parsers) if (isTracing) return true;
  return false;
}

/** Parses lines that only resemble one program's. Texts in the middle of a line are found without this parser. */
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

/** Parses one program's lines; `program` is the process manager's name for it. */
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
      // Any other line completes the message.
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
