import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { LogEvent, LogOrigin } from '../../../core/facts/log-event.ts';
import type { Memory } from '../../../core/memory/memory.ts';
import { createKeyBlockReader, type KeyBlockReader } from '../../../core/redaction/key-blocks.ts';
import { readableLine, withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { parseLife } from '../life/parse-life.ts';
import type { LifeWords } from '../life/parse-life-words.ts';
import { createLineParser, type LineParser } from '../read/line-parser.ts';
import { type Needles, noNeedles } from '../read/needles.ts';
import { ownText } from '../read/own-text.ts';
import { MOST_RECENT, recentLines } from '../read/recent-lines.ts';
import { LINE_LIMIT_BYTES } from '../read/unfinished-line.ts';
import { MAX_TRACE_LINES } from '../traces/parse-exception.ts';
import { isHead } from './life.ts';
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

/** The log of one container, pod or unit, read line by line: a memory of its own, of a size that does not grow with the log. */
export interface SourceReplay {
  /** Read with those after it, at the latest when it is settled. */
  push(line: UnwrappedLine): void;
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
/** No trace goes on over so many empty lines. */
const MOST_EMPTY = 2 * MAX_TRACE_LINES;

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
      if (goesOn) return;
      const whole = withoutEscapes(text);
      add({ origin: stream.origin, stream, text: whole, at: line.at, isPlatform: line.isPlatform === true });
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

  function add(line: Line): void {
    batch.push(line);
    characters += line.text.length + 1;
    if (characters >= BATCH_CHARACTERS || batch.length >= BATCH_LINES) settle();
  }

  function settle(): void {
    if (batch.length === 0) return;
    let from = 0;
    for (const { index, isMereService, ...interest } of linesToRead(searchable(batch))) {
      const line = batch[index];
      if (line === undefined) continue;
      if (isMereService) {
        line.isService = true;
        continue;
      }
      pass(batch.slice(from, index));
      read(line, interest);
      from = index + 1;
    }
    pass(from === 0 ? batch : batch.slice(from));
    tail.settle();
    batch = [];
    characters = 0;
  }

  /** Lines of which no parser knows anything. */
  function pass(all: readonly Line[]): void {
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
    if (isAwaited) read(line, { needles: noNeedles, isOfLife: false });
    return isAwaited;
  }

  function read(
    { stream, text: cut, at, isPlatform }: Line,
    { needles, isOfLife }: Pick<Interest, 'needles' | 'isOfLife'>,
  ) {
    const text = ownText(cut);
    const stamp = clock.read(text, at);
    const words = isOfLife ? parseLife(readableLine(text)) : undefined;
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
    if (!isHead(text)) continue;
    count += 1;
    if (isService) {
      own = withOrdinaryLine(withOrdinaryLines(own, count - 1), text);
      count = 0;
    }
  }
  return count === 0 ? own : withOrdinaryLines(own, count);
}

const newStream = (origin: LogOrigin): Stream => ({
  origin,
  parser: createLineParser(),
  keys: createKeyBlockReader(),
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
