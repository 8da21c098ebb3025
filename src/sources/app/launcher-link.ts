import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Kept, parseKept } from './parse-kept.ts';

/** The descriptors that the launcher gave to its agent: events from the launcher, copies of the app's output, commands to the launcher. */
export interface LauncherLink {
  readonly events: number;
  /** Undefined where the app writes to a terminal itself. The same as `stderr` where both streams have one target, and so one copy. */
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
  readonly commands: number;
  /** What the previous agent made the launcher keep; empty for the first agent. */
  readonly kept: Kept;
  /** The base of relative paths: the directory in which the launcher was started and which it has left. Undefined: our working directory. */
  readonly directory?: string;
}

const LONGEST_LINE = 4_096;

/**
 * Parses SIDEWATCH_LAUNCHER: `3,4,5,6`, with `-` for a copy that does not exist, then a blank and what was kept, if anything. `directory` is
 * SIDEWATCH_LAUNCHER_DIRECTORY. Undefined for anything else.
 */
export function launcherLink(text: string | undefined, directory?: string): LauncherLink | undefined {
  const [, events, stdout, stderr, commands, kept = ''] = FORM.exec(text ?? '') ?? [];
  if (events === undefined || commands === undefined) return undefined;
  const copy = (word: string | undefined): number | undefined => (word === '-' ? undefined : Number(word));
  const ends = { events: Number(events), stdout: copy(stdout), stderr: copy(stderr), commands: Number(commands) };
  return { ...ends, kept: parseKept(kept), ...(directory !== undefined && { directory }) };
}

/** `command 00000042`: how many bytes of words follow, always in eight digits. */
const COMMAND_HEAD = /^command (\d{8})\n$/;
const HEAD_BYTES = 'command 00000042\n'.length;

/**
 * Reads the app's command, which the launcher sends to each agent before any event (src/launcher/events.c). It is not among the agent's arguments,
 * so `pkill -f` does not find the agent by it. Blocks until the whole command has arrived. Bytes that are not UTF-8 become U+FFFD, as in
 * process.argv. Returns what has arrived if the launcher is gone.
 */
export function readCommand({ events }: LauncherLink): readonly string[] {
  const [, size] = COMMAND_HEAD.exec(readWhole(events, HEAD_BYTES).toString('latin1')) ?? [];
  const words = readWhole(events, Number(size ?? 0)).toString();
  return words.split('\0').slice(0, -1);
}

/** Reads `size` bytes, or fewer if the pipe ends before. */
function readWhole(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, bytes, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

const FORM = /^(\d{1,4}),(\d{1,4}|-),(\d{1,4}|-),(\d{1,4})(?: (.*))?$/;

/** Passes what arrives on a descriptor to `take`, and resolves at its end or when it breaks. After `done` it no longer keeps the process alive. */
export function readAll(descriptor: number, take: (chunk: Buffer) => void, done: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
    done.addEventListener('abort', () => pipe.unref(), { once: true });
    pipe.on('data', take);
    pipe.once('error', () => resolve());
    pipe.once('close', () => resolve());
  });
}

/** Splits chunks into lines and passes complete ones to `take`. Drops a line that is far too long. */
export function lineReader(take: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) if (line.length < LONGEST_LINE) take(line);
  };
}

/** Sends one line to the launcher, if it still runs. */
export function tellLauncher({ commands }: LauncherLink, line: string): void {
  try {
    writeSync(commands, `${line}\n`);
  } catch {
    // When the launcher is gone, its end of the events closes too, and the reader of the events acts on that.
  }
}
