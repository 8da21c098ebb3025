import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FollowedLog } from '../../../../src/core/facts/followed-log.ts';
import { logFilesSource } from '../../../../src/sources/log/follow/log-files.ts';
import { createLineSplitter } from '../../../../src/sources/log/read/line-splitter.ts';
import type { LogStream } from '../../../../src/sources/log/read/log-streams.ts';
import { systemClock } from '../../../../src/system-clock.ts';
import { app, facts } from '../../../support/builders.ts';

const writer = join(import.meta.dirname, '../../../support/log-writer.mjs');

/** A directory for one test, and how it is removed. */
export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sidewatch-log-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Collects the lines of all streams in the order in which they ended. */
export function lineCollector(): { readonly lines: string[]; bytes(): number; open(): LogStream } {
  const lines: string[] = [];
  let bytes = 0;
  const open = (): LogStream => {
    const splitter = createLineSplitter();
    const broken = (): void => {
      const rest = splitter.end();
      if (rest !== undefined) lines.push(rest);
    };
    const write = (chunk: Buffer): void => {
      bytes += chunk.length;
      lines.push(...splitter.split(chunk));
    };
    return { write, broken, end: broken };
  };
  return { lines, bytes: () => bytes, open };
}

/** The source at work on one file. */
export interface Following {
  readonly lines: readonly string[];
  /** What was read so far, in bytes. */
  bytes(): number;
  state(): FollowedLog | undefined;
  /** Resolves when it holds; asked every few milliseconds. */
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Follows a file as `run --log-file` does, for an app that started just now. */
export function following(path: string, pollMs?: number): Following {
  const { lines, bytes, open } = lineCollector();
  const stopping = new AbortController();
  const startedAt = systemClock.now();
  let state: FollowedLog | undefined;
  const done = logFilesSource({ paths: [path], readers: { open }, ...(pollMs !== undefined && { pollMs }) }).run(
    {
      clock: systemClock,
      record: (observation) => {
        if (observation.kind === 'saw' && observation.fact === 'logFiles') state = observation.value[0];
      },
      facts: () => facts({ app: app({ startedAt }) }),
      pause: (ms, signal) => systemClock.sleep(ms, signal),
    },
    stopping.signal,
  );
  return {
    lines,
    bytes,
    state: () => state,
    async until(holds) {
      while (!holds()) await sleep(5);
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

/** How a file is rotated by the writer. */
export type Rotation = 'rename' | 'copytruncate' | 'symlink' | 'recreate' | 'directory' | 'others';

/** A process that writes numbered lines without pause. */
export interface NumberedWriter {
  /** Asks for a rotation; the lines go on. */
  rotate(): void;
  readonly pid: number | undefined;
  /** Ends it, and gives how many lines it wrote. */
  end(): Promise<number>;
}

export function numberedWriter(path: string, rotation: Rotation): NumberedWriter {
  const child = spawn(process.execPath, [writer, path, rotation], { stdio: ['pipe', 'pipe', 'inherit'] });
  const output = text(child.stdout);
  return {
    rotate: () => child.stdin.write('r'),
    pid: child.pid,
    async end() {
      child.stdin.end();
      return Number(await output);
    },
  };
}

/** Numbers that are missing and numbers that came more than once. */
export function audit(
  lines: readonly string[],
  count: number,
): { readonly missing: number; readonly repeated: number } {
  const numbers = lines.map((line) => Number(line.split(' ')[0]));
  const seen = new Set(numbers);
  return { missing: count - seen.size, repeated: numbers.length - seen.size };
}
