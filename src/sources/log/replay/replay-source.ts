import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { LogEvent, LogOrigin } from '../../../core/facts/log-event.ts';
import type { Memory } from '../../../core/memory/memory.ts';
import { createKeyBlockReader, type KeyBlockReader } from '../../../core/redaction/key-blocks.ts';
import { readableLine } from '../../../core/redaction/neutralise.ts';
import { parseLife } from '../life/parse-life.ts';
import { createLineParser, type LineParser } from '../read/line-parser.ts';
import { LINE_LIMIT_BYTES } from '../read/unfinished-line.ts';
import { createLineClock } from './line-clock.ts';
import type { UnwrappedLine } from './parse-wrapper.ts';
import { newReplay, replayed, stamped, withEvents, withLifeWords, withLine, withOrdinaryLine } from './replay-state.ts';

/** The log of one container, pod or unit, read line by line: a memory of its own, of a size that does not grow with the log. */
export interface SourceReplay {
  push(line: UnwrappedLine): void;
  /** What the whole log left behind, and when its last line was written. */
  end(): { readonly memory: Memory; readonly at: Instant };
}

interface Stream {
  readonly parser: LineParser;
  readonly keys: KeyBlockReader;
  /** The beginning of a line that goes on. */
  held: string;
}

/** `fallbackAt` is the time of lines before the first one that has a stamp. */
export function createSourceReplay(settings: Settings, fallbackAt: Instant): SourceReplay {
  const streams = new Map<LogOrigin, Stream>();
  const clock = createLineClock();
  let state = newReplay(settings, fallbackAt);

  return {
    push(line) {
      // Two at most, whatever a hostile log names: a trace on one must not be torn by lines of the other.
      const origin = line.stream === 'stdout' ? 'stdout' : 'stderr';
      const stream = streams.get(origin) ?? { parser: createLineParser(), keys: createKeyBlockReader(), held: '' };
      streams.set(origin, stream);
      const text = stream.held + line.text;
      if (line.isPartial && text.length < LINE_LIMIT_BYTES) stream.held = text;
      else read(origin, stream, text, line.at);
    },
    end() {
      for (const [origin, stream] of streams) {
        if (stream.held !== '') read(origin, stream, stream.held, undefined);
        state = withEvents(state, origin, stream.parser.flush());
      }
      return replayed(state);
    },
  };

  function read(origin: LogOrigin, stream: Stream, text: string, writtenAt: Instant | undefined): void {
    stream.held = '';
    const { isTracing } = stream.parser;
    if (!isTracing && text.trim() === '') {
      stream.parser.remember(text);
      state = stamped(state, writtenAt);
      return;
    }
    const stamp = clock.read(text, writtenAt);
    const words = parseLife(readableLine(text));
    if (words?.isOutside) {
      state = withEvents(state, origin, stream.parser.flush());
      // What supervises the app may be what says so: systemd.
      const told = stream.parser.push(text).filter(({ kind }) => kind === 'supervised');
      state = withLifeWords(withEvents(stamped(state, stamp), origin, told), words, text);
      return;
    }
    const events = stream.parser.push(text);
    // A trace that this line ends was written before it.
    const before = isTracing ? state : stamped(state, stamp);
    const traced = withEvents(before, origin, events.filter(isException));
    const stateAfter = withEvents(
      stamped(traced, stamp),
      origin,
      events.filter((event) => !isException(event)),
    );
    const lived =
      words !== undefined
        ? withLifeWords(stateAfter, words, text)
        : stream.parser.isTracing
          ? stateAfter
          : withOrdinaryLine(stateAfter, text);
    state = withLine(lived, origin, stream.keys.next(text));
  }
}

const isException = ({ kind }: LogEvent): boolean => kind === 'exception';
