import type { Instant } from '../../core/clock.ts';
import { laneOf } from '../../core/facts/lane.ts';
import type { LogEvent, LogLine, LogOrigin } from '../../core/facts/log-event.ts';
import { type Memory, newMemory } from '../../core/memory.ts';
import { quotable } from '../../core/redact.ts';
import { remember } from '../../core/remember.ts';
import type { Settings } from '../../core/settings.ts';
import { LINE_LIMIT_BYTES } from './line-splitter.ts';
import { createLineParser, type LineParser } from './parse-line.ts';
import { parseStamp } from './parse-stamp.ts';
import type { Wrapped } from './parse-wrapper.ts';

const KEPT_LINES = 20;
const LINE_CHARACTERS = 300;
// Stamps may be whole seconds, or missing: what came later must be later.
const STEP_MS = 0.001;

/** The log of one container, pod or unit, read line by line: a memory of its own, of a size that does not grow with the log. */
export interface SourceReplay {
  push(line: Wrapped): void;
  /** What the whole log left behind, and when its last line was written. */
  end(): { readonly memory: Memory; readonly at: Instant };
}

interface Stream {
  readonly parser: LineParser;
  /** The beginning of a line that goes on. */
  held: string;
}

/** `fallbackAt` is the time of lines before the first one that has a stamp. */
export function createSourceReplay(settings: Settings, fallbackAt: Instant): SourceReplay {
  const streams = new Map<LogOrigin, Stream>();
  let memory = newMemory(settings, [], fallbackAt);
  let at = fallbackAt;
  let base = fallbackAt;
  let tail: LogLine[] = [];

  return {
    push(line) {
      // Two at most, whatever a hostile log names: a trace on one must not be torn by lines of the other.
      const origin = line.stream === 'stdout' ? 'stdout' : 'stderr';
      const stream = streamOf(origin);
      const text = stream.held + line.text;
      if (line.isPartial && text.length < LINE_LIMIT_BYTES) stream.held = text;
      else read(origin, stream, text, line.at);
    },
    end() {
      for (const [origin, stream] of streams) {
        if (stream.held !== '') read(origin, stream, stream.held, undefined);
        tell(origin, stream.parser.flush());
      }
      const value = tail.map(({ origin, text }) => ({ origin, text: quotable(text.trimEnd(), LINE_CHARACTERS) }));
      return { memory: remember(memory, { kind: 'saw', fact: 'tail', value, at }), at };
    },
  };

  function streamOf(origin: LogOrigin): Stream {
    const stream = streams.get(origin) ?? { parser: createLineParser(), held: '' };
    streams.set(origin, stream);
    return stream;
  }

  function read(origin: LogOrigin, stream: Stream, text: string, writtenAt: Instant | undefined): void {
    stream.held = '';
    // A trace that this line ends was written before it.
    const { isTracing } = stream.parser;
    const events = stream.parser.push(text);
    if (!isTracing) advance(text, writtenAt);
    tell(
      origin,
      events.filter(({ kind }) => kind === 'exception'),
    );
    advance(text, writtenAt);
    tell(
      origin,
      events.filter(({ kind }) => kind !== 'exception'),
    );
    if (text.trim() === '') return;
    tail.push({ origin, text: text.slice(0, 8 * LINE_CHARACTERS) });
    if (tail.length > 2 * KEPT_LINES) tail = tail.slice(-KEPT_LINES);
  }

  function advance(text: string, writtenAt: Instant | undefined): void {
    const stamp = writtenAt ?? parseStamp(laneOf(text).text);
    if (stamp === undefined || stamp === base) return;
    base = stamp;
    at = stamp;
  }

  function tell(origin: LogOrigin, events: readonly LogEvent[]): void {
    for (const event of events) {
      at += STEP_MS;
      memory = remember(memory, { kind: 'event', fact: 'logged', value: { origin, event }, at });
    }
  }
}
