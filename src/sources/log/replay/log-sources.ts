import type { UnwrappedLine } from './parse-wrapper.ts';

/** The containers, pods or units of one log, each with the platform's lines about it. */
export interface LogSources<R> {
  push(line: UnwrappedLine): void;
  /** Lines that nothing wraps, and that nobody is named for. */
  pushText(text: Buffer): void;
  /** Reads all that was pushed to those who read. */
  settle(): void;
  end(): readonly (readonly [string | undefined, R])[];
  /** Lines left out because their source came after so many others. */
  readonly unreadLines: number;
}

const MAX_SOURCES = 256;
const MAX_HELD = 1_000;

interface Reader {
  push(line: UnwrappedLine): void;
  pushText(text: Buffer): void;
  settle(): void;
}

/** `newReplay` makes what reads the lines of one source. */
export function createLogSources<R extends Reader>(newReplay: () => R): LogSources<R> {
  const replays = new Map<string | undefined, R>();
  /** Those that wrote lines of their own. */
  const writers = new Set<string>();
  /** What the platform's lines name that no writer is called. */
  const strangers = new Set<string>();
  /** The platform's lines before the first writer's: whose they are is not known yet. */
  let held: UnwrappedLine[] = [];
  /** Who wrote the line before. */
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
      // Nobody wrote a line of its own: what names nobody is about the only one that is named.
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
    // What shows a log may leave a prefix out before an empty line, which is part of what stands above it.
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

/** Compose's prefix may be the service, and its own words the container: `shop-api-1 exited with code 1`. */
const isSameContainer = (name: string, writer: string): boolean =>
  name.endsWith(`-${writer}`) ||
  name.endsWith(`_${writer}`) ||
  writer.endsWith(`-${name}`) ||
  writer.endsWith(`_${name}`);
