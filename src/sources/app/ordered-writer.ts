import { constants, fstatSync, openSync, write } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';

const NEWLINE = 0x0a;
const RETRY_MS = 5;
const LONGEST_RETRY_MS = 80;

/** Writes to one file descriptor, completely and in order, without blocking the event loop. */
export interface OrderedWriter {
  /** Writes bytes of the app. Resolves with true when they are written, and with false when the reader is gone. */
  bytes(chunk: Uint8Array): Promise<boolean>;
  /** Notes bytes of the app that another process writes to the same target. Only the line endings matter. */
  noted(chunk: Uint8Array): void;
  /** Writes a line of the agent, given without its newline, as soon as the app is at the start of a line. */
  line(text: string): void;
  /** Resolves when everything is written, including lines that waited for the start of a line. */
  idle(): Promise<void>;
}

/** How long a line of the agent waits for the app to finish its own line. */
const LINE_PATIENCE_MS = 500;
const MAX_WAITING_LINES = 1_000;

/** An ordered writer for a descriptor that stays open until the process exits. */
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
 * For a pipe: a second, non-blocking descriptor that no other process shares. A blocking write in a thread would keep this process from exiting, and
 * the flags of the shared descriptor must not change. For what cannot be opened again, the descriptor itself: a socket, or another user's pipe.
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

/** The number of bytes written: 0 when the descriptor is non-blocking and full. Undefined when the reader is gone. */
function writeSome(fd: number, bytes: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve) => {
    write(fd, bytes, (error, written) => {
      if (error === null) resolve(written);
      else resolve(error.code === 'EAGAIN' || error.code === 'EINTR' ? 0 : undefined);
    });
  });
}
