import { constants, fstatSync, openSync, write } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';

const NEWLINE = 0x0a;
const RETRY_MS = 5;
const LONGEST_RETRY_MS = 80;

/** Writes to one file descriptor, whole and in order, without ever blocking the event loop. */
export interface OrderedWriter {
  /** The app's bytes: resolves when they are written, or when nobody reads any more (then false). */
  bytes(chunk: Uint8Array): Promise<boolean>;
  /** Bytes of the app's that somebody else writes there: only where a line ends matters. */
  noted(chunk: Uint8Array): void;
  /** A line of the agent's own, without its newline: it goes in where the app is at the start of a line. */
  line(text: string): void;
  /** Resolves when all that was handed over has been written, lines that waited for a line's start included. */
  idle(): Promise<void>;
}

/** How long a line of the agent's waits for the app to finish its own. */
const LINE_PATIENCE_MS = 500;
const MAX_WAITING_LINES = 1_000;

/** An ordered writer for a descriptor that stays open as long as the process. */
export function orderedWriter(descriptor: number): OrderedWriter {
  const fd = ownEnd(descriptor);
  let tail: Promise<unknown> = Promise.resolve();
  let isAtLineStart = true;
  let waiting: readonly string[] = [];
  let patience: NodeJS.Timeout | undefined;

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  };

  const flushLines = async (prefix: string): Promise<void> => {
    clearTimeout(patience);
    patience = undefined;
    const text = waiting.map((line) => `${line}\n`).join('');
    waiting = [];
    if (text !== '') await writeWhole(fd, Buffer.from(prefix + text));
  };

  const writeBytes = async (chunk: Uint8Array): Promise<boolean> => {
    const lastNewline = waiting.length > 0 ? chunk.lastIndexOf(NEWLINE) : -1;
    if (lastNewline >= 0 && !(await writeWhole(fd, chunk.subarray(0, lastNewline + 1)))) return false;
    if (lastNewline >= 0) await flushLines('');
    const rest = chunk.subarray(lastNewline + 1);
    isAtLineStart = chunk.at(-1) === NEWLINE;
    return rest.length === 0 || writeWhole(fd, rest);
  };

  const forceLines = async (): Promise<void> => {
    if (waiting.length === 0) return;
    await flushLines(isAtLineStart ? '' : '\n');
    isAtLineStart = true;
  };

  return {
    bytes: (chunk) => (chunk.length === 0 ? Promise.resolve(true) : enqueue(() => writeBytes(chunk))),
    noted(chunk) {
      if (chunk.length === 0) return;
      isAtLineStart = chunk.at(-1) === NEWLINE;
      if (isAtLineStart && waiting.length > 0) void enqueue(() => flushLines(''));
    },
    line(text) {
      if (waiting.length >= MAX_WAITING_LINES) return;
      waiting = [...waiting, text];
      void enqueue(async () => {
        if (isAtLineStart) await flushLines('');
        else patience ??= setTimeout(() => void enqueue(forceLines), LINE_PATIENCE_MS);
      });
    },
    idle: () => enqueue(forceLines),
  };
}

/**
 * Of a pipe an end that does not block, and that is ours alone: a write that waits in a thread keeps a process from ending. The descriptor itself
 * is shared with others, and stays as it is. So does what cannot be opened again: a socket, or a pipe of another user's.
 */
function ownEnd(fd: number): number {
  try {
    return fstatSync(fd).isFIFO() ? openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK) : fd;
  } catch {
    return fd;
  }
}

async function writeWhole(fd: number, bytes: Uint8Array): Promise<boolean> {
  let rest = bytes;
  let retryMs = RETRY_MS;
  while (rest.length > 0) {
    const written = await writeSome(fd, rest);
    if (written === undefined) return false;
    if (written === 0) await timeout(retryMs);
    retryMs = written === 0 ? Math.min(2 * retryMs, LONGEST_RETRY_MS) : RETRY_MS;
    rest = rest.subarray(written);
  }
  return true;
}

/** Bytes written; 0 when the descriptor is non-blocking and full; undefined when nobody reads any more. */
function writeSome(fd: number, bytes: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve) => {
    write(fd, bytes, (error, written) => {
      if (error === null) resolve(written);
      else resolve(error.code === 'EAGAIN' || error.code === 'EINTR' ? 0 : undefined);
    });
  });
}
