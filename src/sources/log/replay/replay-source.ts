import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { LogEvent } from '../../../core/facts/log-event.ts';
import type { Memory } from '../../../core/memory/memory.ts';
import { readableLine, withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { parseLife } from '../life/parse-life.ts';
import type { LifeWords } from '../life/parse-life-words.ts';
import { noNeedles } from '../read/needles.ts';
import { ownText } from '../read/own-text.ts';
import { linesOf, type Passage, passageOf } from '../read/passage.ts';
import { MOST_EMPTY } from '../read/recent-lines.ts';
import { LINE_LIMIT_BYTES } from '../read/unfinished-line.ts';
import { isHead } from './life.ts';
import { createLineClock } from './line-clock.ts';
import type { UnwrappedLine } from './parse-wrapper.ts';
import type { Interest } from './replay-needles.ts';
import {
  newReplay,
  replayed,
  stamped,
  withEvents,
  withLastEvents,
  withLifeWords,
  withOrdinaryLine,
  withOrdinaryLines,
} from './replay-state.ts';
import { isInside, newStream, type Stream, type StreamLine, textsOf } from './replay-stream.ts';
import { createReplayTail, isBlank } from './replay-tail.ts';
import { type SearchedLines, searchedLines, searchedText, tellingOf } from './searched-lines.ts';

/** Reads the log of one container, pod or unit line by line. It has its own memory, whose size does not depend on the log's. */
export interface SourceReplay {
  /** Read together with later lines, at the latest in `settle`. */
  push(line: UnwrappedLine): void;
  /** Whole lines of UTF-8, each with its newline, without escape sequences or wrappers. */
  pushText(text: Buffer): void;
  /** Reads all that was pushed, and releases the texts that its lines were cut from. */
  settle(): void;
  /** The memory after the whole log, and the time of its last line. */
  end(): { readonly memory: Memory; readonly at: Instant };
}

type Stamp = Instant | undefined;
type Words = LifeWords | undefined;
type Kind = Pick<Interest['kind'], 'needles' | 'life' | 'isService'>;

const BATCH_CHARACTERS = 64 * 1024;
const BATCH_LINES = 4_096;

/** `fallbackAt` is the time of lines before the first timestamp. */
export function createSourceReplay(settings: Settings, fallbackAt: Instant): SourceReplay {
  // At most two streams, whatever a hostile log names: lines of one stream must not tear a trace on the other.
  const stdout = newStream('stdout');
  const stderr = newStream('stderr');
  /** The streams written to. Lines without a known stream count as stderr. */
  let streams: readonly Stream[] = [stderr];
  const tail = createReplayTail();
  const clock = createLineClock();
  /** Lines skipped since the last one that was read: their time counts only if the next line has none. */
  let passed: Passage<StreamLine> | undefined;
  let state = newReplay(settings, fallbackAt);
  let batch: StreamLine[] = [];
  let characters = 0;
  let empty = 0;

  return {
    push(line) {
      empty = line.text === '' && line.at === undefined ? empty + 1 : 0;
      if (empty > MOST_EMPTY) return;
      const stream = streamOf(line);
      const text = stream.held === '' ? line.text : stream.held + line.text;
      const goesOn = line.isPartial === true && text.length < LINE_LIMIT_BYTES;
      stream.held = goesOn ? ownText(text) : '';
      if (!goesOn) addWhole(stream, { ...line, text: withoutEscapes(text) });
    },
    pushText(text) {
      settle();
      const { origin } = stderr;
      readLines(
        searchedText(text, (line) => ({ origin, stream: stderr, text: line, at: undefined, isPlatform: false })),
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
      for (const { origin, parser } of [stdout, stderr]) state = withLastEvents(state, origin, parser.flush());
      return replayed(state, tail.lines);
    },
  };

  function streamOf(line: UnwrappedLine): Stream {
    const stream = line.stream === 'stdout' ? stdout : stderr;
    if (!streams.includes(stream)) streams = [stdout, stderr];
    return stream;
  }

  function addWhole(stream: Stream, { text, at, ...line }: UnwrappedLine): void {
    const isPlatform = line.isPlatform === true;
    const indented = isPlatform ? text : stream.indent.next(text);
    add({ origin: stream.origin, stream, text: indented, at, isPlatform });
  }

  function add(line: StreamLine): void {
    batch.push(line);
    characters += line.text.length + 1;
    if (characters >= BATCH_CHARACTERS || batch.length >= BATCH_LINES) settle();
  }

  function settle(): void {
    if (batch.length === 0) return;
    const lines = batch;
    batch = [];
    characters = 0;
    readLines(searchedLines(lines));
  }

  function readLines(lines: SearchedLines<StreamLine>): void {
    let last: Interest | undefined;
    let services: Interest[] = [];
    for (const found of lines.found) {
      if (found.kind.isMereService) {
        services.push(found);
        continue;
      }
      pass(lines, last, services, found);
      read(lines.line(found), found.kind);
      last = found;
      services = [];
    }
    pass(lines, last, services, undefined);
    state = stamped(state, passedStamp());
    tail.settle();
    for (const { parser } of [stdout, stderr]) parser.keep();
  }

  /** Lines between two lines of interest: no parser understands them, but some may say how the app serves. */
  function pass(
    lines: SearchedLines<StreamLine>,
    after: Interest | undefined,
    services: readonly Interest[],
    before: Interest | undefined,
  ): void {
    if (before !== undefined && before.index === (after?.index ?? -1) + 1) return;
    const all = lines.between(after, before);
    if (isInside(stdout) || isInside(stderr)) {
      passInside(linesOf(all));
      return;
    }
    passOver(all, lines.areTimed || lines.headsBetween(after, before) > 0);
    if (lines.areTimed) state = stamped(state, passedStamp());
    let counted = after;
    for (const service of tellingOf(services, lines)) {
      state = withOrdinaryLines(state, lines.headsBetween(counted, service));
      state = withOrdinaryLine(state, lines.line(service).text);
      counted = service;
    }
    state = withOrdinaryLines(state, lines.headsBetween(counted, before));
  }

  /** The same within a trace or a key, which continues in some of these lines. */
  function passInside(lines: readonly StreamLine[]): void {
    const others = lines.filter((line) => !goesOn(line));
    passOver(passageOf(others), true);
    state = stamped(state, passedStamp());
    for (const { text } of others) state = withOrdinaryLine(state, text);
  }

  function passOver(lines: Passage<StreamLine>, mayTellTime: boolean): void {
    if (mayTellTime) passed = lines;
    tail.add(lines);
    for (const stream of streams) stream.parser.remember(textsOf(lines, stream));
  }

  /** Whether the line was part of a trace or a key, or its end. */
  function goesOn(line: StreamLine): boolean {
    const { parser, keys } = line.stream;
    const isAwaited = (keys.isInKey && !isBlank(line.text)) || parser.isWaitingFor(line.text);
    if (isAwaited) read(line, { needles: noNeedles, life: [], isService: true });
    return isAwaited;
  }

  function read({ stream, text: cut, at, isPlatform }: StreamLine, kind: Kind): void {
    const text = ownText(cut);
    const stamp = clock.read(text, at) ?? passedStamp();
    passed = undefined;
    const words = kind.life.length > 0 ? parseLife(readableLine(text), kind.life) : undefined;
    if (isPlatform || words?.isOutside) readOutside(stream, text, stamp, kind, words);
    else readOwn(stream, text, stamp, kind, words);
  }

  /** Lines that the app did not write. Its supervisor, such as systemd, may have written them. */
  function readOutside({ origin, parser }: Stream, text: string, stamp: Stamp, { needles }: Kind, words: Words): void {
    state = withEvents(state, origin, parser.flush());
    const told = parser.push(text, needles).filter(({ kind }) => kind === 'supervised');
    state = withEvents(stamped(state, stamp), origin, told);
    if (words !== undefined) state = withLifeWords(state, words, text);
  }

  function readOwn({ origin, parser, keys }: Stream, text: string, stamp: Stamp, kind: Kind, words: Words): void {
    const { isTracing } = parser;
    const events = parser.push(text, kind.needles);
    // A trace that this line ends was written before it.
    const before = isTracing ? state : stamped(state, stamp);
    const traced = withEvents(before, origin, events.filter(isException));
    state = withEvents(
      stamped(traced, stamp),
      origin,
      events.filter((event) => !isException(event)),
    );
    if (words !== undefined) state = withLifeWords(state, words, text);
    else if (!parser.isTracing && !isBlank(text)) {
      state = kind.isService ? withOrdinaryLine(state, text) : withOrdinaryLines(state, isHead(text) ? 1 : 0);
    }
    const shown = keys.next(text);
    tail.add(passageOf([{ origin, text: shown }]));
  }

  /** The time of the last skipped lines. */
  function passedStamp(): Stamp {
    const stamp = passed && clock.readLast(passed);
    passed = undefined;
    return stamp;
  }
}

const isException = ({ kind }: LogEvent): boolean => kind === 'exception';
