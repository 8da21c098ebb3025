import type { UnwrappedLine } from './parse-wrapper.ts';

/** The containers, pods or units of one log, each with the platform's lines about it. */
export interface LogSources<R> {
  push(line: UnwrappedLine): void;
  /** Plain lines without a wrapper or a source. */
  pushText(text: Buffer): void;
  /** Makes the readers read all that was pushed. */
  settle(): void;
  end(): readonly (readonly [string | undefined, R])[];
  /** Lines left out because there were too many sources before theirs. */
  readonly unreadLines: number;
}

const MAX_SOURCES = 256;
const MAX_HELD = 1_000;

interface Reader {
  push(line: UnwrappedLine): void;
  pushText(text: Buffer): void;
  settle(): void;
}

/** `newReplay` creates the reader of one source. */
export function createLogSources<R extends Reader>(newReplay: () => R): LogSources<R> {
  const replays = new Map<string | undefined, R>();
  /** Sources that wrote at least one line themselves. */
  const writers = new Set<string>();
  /** Names in the platform's lines that match no writer. */
  const strangers = new Set<string>();
  /** The platform's lines before the first writer's, whose source is not known yet. */
  let held: UnwrappedLine[] = [];
  /** The source of the previous line. */
  let last: string | undefined;
  let unreadLines = 0;

  return {
    push(line) {
      if (line.isForAll && writers.size > 0) for (const replay of replays.values()) replay.push(line);
      else if (line.isPlatform) pushPlatform(line);
      else pushOwn(line);
    },
    pushText: (text) => replayOf(undefined)?.pushText(text),
    settle() {
      for (const replay of replays.values()) replay.settle();
    },
    end() {
      // No source wrote a line itself. If the platform's lines name only one source, the others are about it too.
      const named = new Set(held.flatMap(({ source }) => source ?? []));
      release(named.size === 1 ? [...named][0] : undefined);
      return [...replays];
    },
    get unreadLines() {
      return unreadLines;
    },
  };

  function pushOwn(line: UnwrappedLine): void {
    if (line.source !== undefined && !writers.has(line.source) && writers.size < MAX_SOURCES) {
      writers.add(line.source);
      release();
    }
    // A log viewer may omit the prefix of an empty line, which belongs to the line above.
    if (line.source !== undefined || line.text !== '') last = line.source;
    read(last, line);
  }

  function pushPlatform(line: UnwrappedLine): void {
    if (writers.size === 0 && held.length < MAX_HELD) held.push(line);
    else read(homeOf(line.source), line);
  }

  function release(otherwise?: string): void {
    const lines = held;
    held = [];
    for (const line of lines) read(homeOf(line.source) ?? otherwise, line);
  }

  /** The writer that the platform's line is about: the one that it names, or the only one. */
  function homeOf(name: string | undefined): string | undefined {
    if (name !== undefined && writers.has(name)) return name;
    const alike = name === undefined ? [] : [...writers].filter((writer) => isSameContainer(name, writer));
    if (alike.length === 1) return alike[0];
    if (name !== undefined && strangers.size < 2) strangers.add(name);
    const [only] = writers;
    return writers.size === 1 && strangers.size < 2 ? only : name;
  }

  function read(name: string | undefined, line: UnwrappedLine): void {
    const replay = replayOf(name);
    if (replay === undefined) unreadLines += 1;
    else replay.push(line);
  }

  function replayOf(name: string | undefined): R | undefined {
    const before = replays.get(name);
    if (before !== undefined || replays.size >= MAX_SOURCES) return before;
    const replay = newReplay();
    replays.set(name, replay);
    return replay;
  }
}

/** Compose's prefix may be the service, while its own messages name the container: `shop-api-1 exited with code 1`. */
const isSameContainer = (name: string, writer: string): boolean =>
  name.endsWith(`-${writer}`) ||
  name.endsWith(`_${writer}`) ||
  writer.endsWith(`-${name}`) ||
  writer.endsWith(`_${name}`);
