import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Kept, parseKept } from './parse-kept.ts';

/** The descriptors that the launcher gave to its agent: lines from it, copies of the app's output, lines to it. */
export interface LauncherLink {
  readonly events: number;
  /** Undefined where the app has the terminal itself. The same as `stderr` where both streams have one target, and so one copy. */
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
  readonly commands: number;
  /** What the agent before this one had the launcher keep; nothing for the first. */
  readonly kept: Kept;
  /** What relative paths are meant from: where the launcher was started, which neither it nor its agent holds. Undefined: where we are. */
  readonly directory?: string;
}

const LONGEST_LINE = 4_096;

/**
 * Reads SIDEWATCH_LAUNCHER, `3,4,5,6` with `-` for a copy that there is none of, and what was kept behind a blank; beside it
 * SIDEWATCH_LAUNCHER_DIRECTORY may stand. Undefined for anything else.
 */
export function launcherLink(text: string | undefined, directory?: string): LauncherLink | undefined {
  const [, events, stdout, stderr, commands, kept = ''] = FORM.exec(text ?? '') ?? [];
  if (events === undefined || commands === undefined) return undefined;
  const copy = (word: string | undefined): number | undefined => (word === '-' ? undefined : Number(word));
  const ends = { events: Number(events), stdout: copy(stdout), stderr: copy(stderr), commands: Number(commands) };
  return { ...ends, kept: parseKept(kept), ...(directory !== undefined && { directory }) };
}

/** `command 00000042`: how many bytes of words follow, always in as many digits. */
const COMMAND_HEAD = /^command (\d{8})\n$/;
const HEAD_BYTES = 'command 00000042\n'.length;

/**
 * Reads the app's command, which is the first thing that the launcher sends to each agent (src/launcher/events.c): it is not among the agent's
 * arguments, where `pkill -f` would find it. Blocks until all of it is here. Bytes that are not UTF-8 become U+FFFD, as in process.argv.
 * Empty when the launcher is gone.
 */
export function readCommand({ events }: LauncherLink): readonly string[] {
  const [, size] = COMMAND_HEAD.exec(readWhole(events, HEAD_BYTES).toString('latin1')) ?? [];
  const words = readWhole(events, Number(size ?? 0)).toString();
  return words.split('\0').slice(0, -1);
}

/** So many bytes; fewer when the pipe ends before. */
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

/** Hands on what arrives on a descriptor until it ends; a pipe that breaks has ended. After `done` it no longer keeps the process alive. */
export function readAll(descriptor: number, take: (chunk: Buffer) => void, done: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
    done.addEventListener('abort', () => pipe.unref(), { once: true });
    pipe.on('data', take);
    pipe.once('error', () => resolve());
    pipe.once('close', () => resolve());
  });
}

/** A reader of lines that hands on the whole ones; of one that is far too long it keeps nothing. */
export function lineReader(take: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) if (line.length < LONGEST_LINE) take(line);
  };
}

/** Says one line to the launcher. One that is gone needs no telling. */
export function tellLauncher({ commands }: LauncherLink, line: string): void {
  try {
    writeSync(commands, `${line}\n`);
  } catch {
    // Its end of the events closes too, and that is acted upon.
  }
}
