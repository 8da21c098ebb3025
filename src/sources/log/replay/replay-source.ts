import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { LogEvent, LogOrigin } from '../../../core/facts/log-event.ts';
import type { Memory } from '../../../core/memory/memory.ts';
import { createKeyBlockReader, type KeyBlockReader } from '../../../core/redaction/key-blocks.ts';
import { readableLine, withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { parseLife } from '../life/parse-life.ts';
import type { LifeWords } from '../life/parse-life-words.ts';
import { createLineParser, type LineParser } from '../read/line-parser.ts';
import { lastLinesOf, linesOf } from '../read/line-splitter.ts';
import { type Needles, noNeedles } from '../read/needles.ts';
import { ownText } from '../read/own-text.ts';
import { MOST_EMPTY, MOST_RECENT, recentLines } from '../read/recent-lines.ts';
import { LINE_LIMIT_BYTES } from '../read/unfinished-line.ts';
import { headsIn, isHead } from './life.ts';
import { createLineClock } from './line-clock.ts';
import { parseStamp } from './parse-stamp.ts';
import type { UnwrappedLine } from './parse-wrapper.ts';
import { type Interest, linesToRead } from './replay-needles.ts';
import {
  newReplay,
  type ReplayState,
  replayed,
  stamped,
  withEvents,
  withLifeWords,
  withOrdinaryLine,
  withOrdinaryLines,
} from './replay-state.ts';
import { createReplayTail } from './replay-tail.ts';
import { createTraceIndent, type TraceIndent } from './trace-indent.ts';

/** The log of one container, pod or unit, read line by line: a memory of its own, of a size that does not grow with the log. */
export interface SourceReplay {
  /** Read with those after it, at the latest when it is settled. */
  push(line: UnwrappedLine): void;
  /** Whole lines of UTF-8, each with its newline and without escape sequences, that nothing wraps. */
  pushText(text: Buffer): void;
  /** Reads all that was pushed, and keeps nothing of the texts that its lines were cut from. */
  settle(): void;
  /** What the whole log left behind, and when its last line was written. */
  end(): { readonly memory: Memory; readonly at: Instant };
}

type Stamp = Instant | undefined;
type Words = LifeWords | undefined;

interface Stream {
  readonly origin: LogOrigin;
  readonly parser: LineParser;
  readonly keys: KeyBlockReader;
  readonly indent: TraceIndent;
  /** The beginning of a line that goes on. */
  held: string;
}

/** A whole line, and when its wrapper says that it was written. */
interface Line {
  readonly origin: LogOrigin;
  readonly stream: Stream;
  readonly text: string;
  readonly at: Instant | undefined;
  /** A platform wrote it. */
  readonly isPlatform: boolean;
  /** It may say how the app serves. */
  isService?: true;
}

const BATCH_CHARACTERS = 64 * 1024;
const BATCH_LINES = 4_096;

/** `fallbackAt` is the time of lines before the first one that has a stamp. */
export function createSourceReplay(settings: Settings, fallbackAt: Instant): SourceReplay {
  // Two at most, whatever a hostile log names: a trace on one must not be torn by lines of the other.
  const stdout = newStream('stdout');
  const stderr = newStream('stderr');
  const tail = createReplayTail();
  const clock = createLineClock();
  let state = newReplay(settings, fallbackAt);
  let batch: Line[] = [];
  let characters = 0;
  let empty = 0;

  return {
    push(line) {
      empty = line.text === '' && line.at === undefined ? empty + 1 : 0;
      if (empty > MOST_EMPTY) return;
      const stream = line.stream === 'stdout' ? stdout : stderr;
      const text = stream.held === '' ? line.text : stream.held + line.text;
      const goesOn = line.isPartial === true && text.length < LINE_LIMIT_BYTES;
      stream.held = goesOn ? ownText(text) : '';
      if (!goesOn) addWhole(stream, { ...line, text: withoutEscapes(text) });
    },
    pushText(text) {
      settle();
      const found = linesToRead(text);
      const isRead = found.length > 0 || isInside(stderr);
      const lines = isRead ? linesOf(text) : lastLinesOf(text);
      if (!isRead) state = withOrdinaryLines(state, headsIn(text) - lines.filter(isHead).length);
      const { origin } = stderr;
      readLines(
        lines.map((line) => ({ origin, stream: stderr, text: line, at: undefined, isPlatform: false })),
        found,
      );
    },
    settle,
    end() {
      for (const stream of [stdout, stderr]) {
        if (stream.held !== '')
          add({ origin: stream.origin, stream, text: stream.held, at: undefined, isPlatform: false });
        stream.held = '';
      }
      settle();
      for (const { origin, parser } of [stdout, stderr]) state = withEvents(state, origin, parser.flush());
      return replayed(state, tail.lines);
    },
  };

  function addWhole(stream: Stream, { text, at, ...line }: UnwrappedLine): void {
    const isPlatform = line.isPlatform === true;
    const indented = isPlatform ? text : stream.indent.next(text);
    add({ origin: stream.origin, stream, text: indented, at, isPlatform });
  }

  function add(line: Line): void {
    batch.push(line);
    characters += line.text.length + 1;
    if (characters >= BATCH_CHARACTERS || batch.length >= BATCH_LINES) settle();
  }

  function settle(): void {
    if (batch.length === 0) return;
    const lines = batch;
    batch = [];
    characters = 0;
    readLines(lines, linesToRead(searchable(lines)));
  }

  function readLines(lines: readonly Line[], found: readonly Interest[]): void {
    let from = 0;
    for (const { index, isMereService, ...interest } of found) {
      const line = lines[index];
      if (line === undefined) continue;
      if (isMereService) {
        line.isService = true;
        continue;
      }
      pass(lines.slice(from, index));
      read(line, interest);
      from = index + 1;
    }
    pass(from === 0 ? lines : lines.slice(from));
    tail.settle();
  }

  /** Lines of which no parser knows anything. */
  function pass(all: readonly Line[]): void {
    if (all.length === 0) return;
    const lines = all.filter(({ isPlatform }) => !isPlatform);
    const skipped = isInside(stdout) || isInside(stderr) ? lines.filter((line) => !goesOn(line)) : lines;
    state = stamped(state, lastStamp(skipped));
    for (const line of skipped) if (!isBlank(line.text)) tail.add(line);
    state = withOwn(state, skipped);
    for (const stream of [stdout, stderr]) {
      for (const text of recentLines(lastTexts(skipped, stream))) stream.parser.remember(ownText(text));
    }
  }

  /** Whether the line was part of a trace or a key, or its end. */
  function goesOn(line: Line): boolean {
    const { parser, keys } = line.stream;
    const isAwaited = (keys.isInKey && !isBlank(line.text)) || parser.isWaitingFor(line.text);
    if (isAwaited) read(line, { needles: noNeedles, life: [] });
    return isAwaited;
  }

  function read({ stream, text: cut, at, isPlatform }: Line, { needles, life }: Pick<Interest, 'needles' | 'life'>) {
    const text = ownText(cut);
    const stamp = clock.read(text, at);
    const words = life.length > 0 ? parseLife(readableLine(text), life) : undefined;
    if (isPlatform || words?.isOutside) readOutside(stream, text, stamp, needles, words);
    else readOwn(stream, text, stamp, needles, words);
  }

  /** What somebody else than the app wrote; what supervises the app may be among them: systemd. */
  function readOutside({ origin, parser }: Stream, text: string, stamp: Stamp, needles: Needles, words: Words): void {
    state = withEvents(state, origin, parser.flush());
    const told = parser.push(text, needles).filter(({ kind }) => kind === 'supervised');
    state = withEvents(stamped(state, stamp), origin, told);
    if (words !== undefined) state = withLifeWords(state, words, text);
  }

  function readOwn({ origin, parser, keys }: Stream, text: string, stamp: Stamp, needles: Needles, words: Words): void {
    const { isTracing } = parser;
    const events = parser.push(text, needles);
    // A trace that this line ends was written before it.
    const before = isTracing ? state : stamped(state, stamp);
    const traced = withEvents(before, origin, events.filter(isException));
    state = withEvents(
      stamped(traced, stamp),
      origin,
      events.filter((event) => !isException(event)),
    );
    if (words !== undefined) state = withLifeWords(state, words, text);
    else if (!parser.isTracing && !isBlank(text)) state = withOrdinaryLine(state, text);
    const shown = keys.next(text);
    if (!isBlank(shown)) tail.add({ origin, text: shown });
  }

  /** The time of the last line that has one. */
  function lastStamp(lines: readonly Line[]): Instant | undefined {
    let stamp: Instant | undefined;
    for (const { text, at } of lines) if (at !== undefined && at !== clock.batchAt) stamp = clock.read(text, at);
    const last = lines.findLast(
      ({ at, text }) => at !== undefined || (!isBlank(text) && parseStamp(text) !== undefined),
    );
    return last === undefined ? stamp : (clock.read(last.text, last.at) ?? stamp);
  }
}

/** The lines as the app's own. */
function withOwn(state: ReplayState, lines: readonly Line[]): ReplayState {
  let count = 0;
  let own = state;
  for (const { text, isService } of lines) {
    if (isService) {
      own = withOrdinaryLine(withOrdinaryLines(own, count), text);
      count = 0;
    } else if (isHead(text)) count += 1;
  }
  return count === 0 ? own : withOrdinaryLines(own, count);
}

const newStream = (origin: LogOrigin): Stream => ({
  origin,
  parser: createLineParser(),
  keys: createKeyBlockReader(),
  indent: createTraceIndent(),
  held: '',
});

const isInside = ({ parser, keys }: Stream): boolean => parser.isTracing || keys.isInKey;

const isException = ({ kind }: LogEvent): boolean => kind === 'exception';

function lastTexts(lines: readonly Line[], stream: Stream): readonly string[] {
  const texts: string[] = [];
  for (let index = lines.length - 1; index >= 0 && texts.length < MOST_RECENT; index -= 1) {
    const line = lines[index];
    if (line?.stream === stream) texts.push(line.text);
  }
  return texts.reverse();
}

/** Most lines begin with a character that is seen. */
function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && text.trim() === '';
}

/** A text that a record of JSON carries may hold newlines, and is one line. */
const searchable = (lines: readonly Line[]): Buffer =>
  Buffer.from(`${lines.map(({ text }) => (text.includes('\n') ? text.replaceAll('\n', ' ') : text)).join('\n')}\n`);
