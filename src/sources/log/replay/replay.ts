import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { FactName, Facts, FactValues } from '../../../core/memory/facts.ts';
import type { Memory } from '../../../core/memory/memory.ts';
import { shownByEnd, shownByLog } from '../../../core/memory/shown-by-log.ts';
import { factsOf } from '../../../core/memory/snapshot.ts';
import { type Observed, unknown } from '../../../core/observed.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { createLineSplitter } from '../read/line-splitter.ts';
import { type LogWrapper, unwrap, wrappersOf } from './parse-wrapper.ts';
import { createSourceReplay, type SourceReplay } from './replay-source.ts';

/** What a saved log proves of one container, pod or unit at its last line. */
export interface Replayed {
  /** By the prefix of its lines; undefined where they have none. */
  readonly source?: string;
  readonly facts: Facts;
}

/** Reads a saved log in chunks that end anywhere, as the live agent would have read it. */
export interface Replay {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  end(): readonly Replayed[];
  /** Lines left out because their source came after so many others. */
  readonly unreadLines: number;
}

const SAMPLE_LINES = 50;
const MAX_SOURCES = 256;

/** `notAfter` is when the log was saved: the time of lines where none has a stamp, and what a stamp without a year is judged by. */
export function createReplay(settings: Settings, notAfter: Instant): Replay {
  const splitter = createLineSplitter();
  const sources = new Map<string | undefined, SourceReplay>();
  let sample: string[] = [];
  let chain: readonly LogWrapper[] | undefined;
  let unreadLines = 0;

  return {
    write(chunk) {
      for (const line of splitter.split(chunk)) push(line);
    },
    end() {
      const rest = splitter.end();
      if (rest !== undefined) push(rest);
      if (chain === undefined) judgeSample();
      return [...sources].map(([source, replay]) => replayed(source, replay));
    },
    get unreadLines() {
      return unreadLines;
    },
  };

  function push(line: string): void {
    const plain = withoutEscapes(line);
    if (chain !== undefined) {
      read(plain, chain);
      return;
    }
    sample.push(plain);
    if (sample.length >= SAMPLE_LINES) judgeSample();
  }

  function judgeSample(): void {
    chain = wrappersOf(sample, notAfter);
    for (const line of sample) read(line, chain);
    sample = [];
  }

  function read(line: string, wrappers: readonly LogWrapper[]): void {
    const wrapped = unwrap(line, wrappers, notAfter);
    const source = sourceOf(wrapped.source);
    if (source === undefined) unreadLines += 1;
    else source.push(wrapped);
  }

  function sourceOf(name: string | undefined): SourceReplay | undefined {
    const before = sources.get(name);
    if (before !== undefined || sources.size >= MAX_SOURCES) return before;
    const source = createSourceReplay(settings, notAfter);
    sources.set(name, source);
    return source;
  }
}

function replayed(source: string | undefined, replay: SourceReplay): Replayed {
  const { memory, at } = replay.end();
  return { ...(source !== undefined && { source }), facts: offline(memory, at) };
}

/** The facts that a log shows. All others are unknown, also those that a running agent would know to be empty. */
function offline(memory: Memory, at: Instant): Facts {
  const facts = factsOf(memory, at);
  const hidden = unknown('a saved log does not show it', at);
  const shownFacts = memory.app === undefined ? shownByLog : [...shownByLog, ...shownByEnd];
  const entries = Object.entries(facts.observed).map(([name, observed]) => [
    name,
    shownFacts.some((shown) => shown === name) ? observed : hidden,
  ]);
  // Object.fromEntries forgets the names; they are those of the facts.
  return { ...facts, observed: Object.fromEntries(entries) as { [N in FactName]: Observed<FactValues[N]> } };
}
