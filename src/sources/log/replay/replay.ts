import type { Settings } from '../../../core/checks/settings.ts';
import type { Instant } from '../../../core/clock.ts';
import type { FactName, Facts, FactValues } from '../../../core/memory/facts.ts';
import type { Memory } from '../../../core/memory/memory.ts';
import { shownByEnd, shownByLog } from '../../../core/memory/shown-by-log.ts';
import { factsOf } from '../../../core/memory/snapshot.ts';
import { type Observed, unknown } from '../../../core/observed.ts';
import { withoutEscapes } from '../../../core/redaction/neutralise.ts';
import { mayHoldEscapes } from '../read/escapes.ts';
import { linesOf } from '../read/line-splitter.ts';
import { brokenWidth, createLineJoiner, type LineJoiner } from './broken-lines.ts';
import { createTurnedLines, isNewestFirst, type TurnedLines } from './line-order.ts';
import { createLogSources } from './log-sources.ts';
import { isWrapped, unwrap, wrappersOf } from './parse-layers.ts';
import { parseStamp } from './parse-stamp.ts';
import type { LogWrapper, UnwrappedLine } from './parse-wrapper.ts';
import { createRecordSplitter } from './records/record-splitter.ts';
import { createSourceReplay, type SourceReplay } from './replay-source.ts';

/** What a saved log proves about one container, pod or unit, as of its last line. */
export interface Replayed {
  /** From the prefix of its lines; undefined if they have none. */
  readonly source?: string;
  readonly facts: Facts;
}

/** Reads a saved log in arbitrary chunks, as the live agent would have read it. */
export interface Replay {
  /** Does not keep the chunk. */
  write(chunk: Buffer): void;
  end(): readonly Replayed[];
  /** Lines left out because there were too many sources before theirs. */
  readonly unreadLines: number;
  /** Lines left out because too many newer lines come before them. */
  readonly olderLines: number;
}

/** How to read the lines of a log, judged by the first ones. */
interface Form {
  readonly joiner: LineJoiner | undefined;
  readonly chain: readonly LogWrapper[];
  /** Set if the newest line comes first. */
  readonly turned: TurnedLines | undefined;
}

const SAMPLE_LINES = 50;

/** Whether the lines are as the app wrote them. */
const isPlain = ({ joiner, chain, turned }: Form): boolean =>
  joiner === undefined && chain.length === 0 && turned === undefined;

/** `notAfter` is when the log was saved: the time of lines in a log without timestamps, and the limit for timestamps without a year. */
export function createReplay(settings: Settings, notAfter: Instant): Replay {
  const splitter = createRecordSplitter(notAfter);
  const sources = createLogSources(() => createSourceReplay(settings, notAfter));
  let sample: string[] = [];
  let form: Form | undefined;

  return {
    write(chunk) {
      const texts = form !== undefined && isPlain(form) ? splitter.texts(chunk) : undefined;
      if (texts === undefined) for (const line of splitter.split(chunk)) push(line);
      else for (const text of texts) pushText(text);
      sources.settle();
    },
    end() {
      for (const line of splitter.end()) push(line);
      const { joiner, chain, turned } = form ?? judgeSample();
      for (const line of joiner?.end() ?? []) read(line, chain, turned);
      for (const line of turned?.end() ?? []) pushLines(line);
      return sources.end().map(([source, replay]) => replayed(source, replay));
    },
    get unreadLines() {
      return sources.unreadLines;
    },
    get olderLines() {
      return form?.turned?.leftOut ?? 0;
    },
  };

  /** Lines without a wrapper: few of them need a closer check. */
  function pushText(text: Buffer): void {
    if (mayHoldEscapes(text)) for (const line of linesOf(text)) push(line);
    else sources.pushText(text);
  }

  function push(line: string): void {
    const plain = withoutWholeEscapes(line);
    if (form !== undefined) {
      join(plain, form);
      return;
    }
    sample.push(plain);
    if (sample.length >= SAMPLE_LINES) judgeSample();
  }

  function judgeSample(): Form {
    const found = formOf(sample, notAfter);
    form = found;
    for (const line of sample) join(line, found);
    sample = [];
    return found;
  }

  function join(line: string, { joiner, chain, turned }: Form): void {
    if (joiner === undefined) read(line, chain, turned);
    else for (const whole of joiner.push(line)) read(whole, chain, turned);
  }

  function read(line: string, chain: readonly LogWrapper[], turned: TurnedLines | undefined): void {
    const unwrapped = unwrap(line, chain, notAfter);
    if (turned === undefined) pushLines(unwrapped);
    else turned.push(unwrapped);
  }

  /** Separates the lines of a record. */
  function pushLines(line: UnwrappedLine): void {
    if (!line.text.includes('\n')) sources.push(line);
    else for (const text of line.text.split(/\r?\n/)) sources.push({ ...line, text });
  }
}

/** A sequence that the end of the line cuts may continue in the next line. */
function withoutWholeEscapes(line: string): string {
  const cut = line.search(CUT_ESCAPE);
  return cut === -1 ? withoutEscapes(line) : withoutEscapes(line.slice(0, cut)) + line.slice(cut);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for the start of an escape sequence
const CUT_ESCAPE = /\u001b(?:\[[0-?]{0,32})?$/;

function formOf(sample: readonly string[], notAfter: Instant): Form {
  const isStart = (line: string): boolean => parseStamp(line) !== undefined || isWrapped(line, notAfter);
  const width = brokenWidth(sample, isStart);
  const newJoiner = () => (width === undefined ? undefined : createLineJoiner(width, isStart));
  const joiner = newJoiner();
  const whole = joiner === undefined ? sample : [...sample.flatMap((line) => joiner.push(line)), ...joiner.end()];
  const chain = wrappersOf(whole, notAfter);
  const isTurned = isNewestFirst(whole.map((line) => unwrap(line, chain, notAfter)));
  return { joiner: newJoiner(), chain, turned: isTurned ? createTurnedLines() : undefined };
}

function replayed(source: string | undefined, replay: SourceReplay): Replayed {
  const { memory, at } = replay.end();
  return { ...(source !== undefined && { source }), facts: offline(memory, at) };
}

/** The facts that a log shows. All others are unknown, even those that a running agent would know to be empty. */
function offline(memory: Memory, at: Instant): Facts {
  const facts = factsOf(memory, at);
  const hidden = unknown('a saved log does not show it', at);
  const shownFacts = memory.app === undefined ? shownByLog : [...shownByLog, ...shownByEnd];
  const entries = Object.entries(facts.observed).map(([name, observed]) => [
    name,
    shownFacts.some((shown) => shown === name) ? observed : hidden,
  ]);
  // Object.fromEntries loses the names' type; they are those of the facts.
  return { ...facts, observed: Object.fromEntries(entries) as { [N in FactName]: Observed<FactValues[N]> } };
}
