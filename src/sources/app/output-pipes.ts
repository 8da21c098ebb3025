import { spawnSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** One of the app's output streams: the descriptor that it writes to, and the end that the agent reads. */
export interface OutputPipe {
  readonly writeEnd: number;
  readonly readEnd: Readable;
}

/**
 * Pipes for stdout and stderr. Servers that log to `/dev/stdout` open it again, which open(2) refuses with ENXIO for the sockets that Node makes.
 * Undefined where no pipe can be made: without mkfifo(1), or without a writable directory.
 */
export function outputPipes(): readonly [OutputPipe, OutputPipe] | undefined {
  let directory: string | undefined;
  try {
    directory = mkdtempSync(join(tmpdir(), 'sidewatch-output-'));
    const [out, err] = [join(directory, 'stdout'), join(directory, 'stderr')] as const;
    // Open to all users, because an app that has dropped its privileges may open it again. The directory keeps other users out.
    if (spawnSync('mkfifo', ['-m', '622', out, err], { stdio: 'ignore' }).status !== 0) return undefined;
    return [opened(out), opened(err)];
  } catch {
    return undefined;
  } finally {
    // Both ends are open, so the names are no longer needed.
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  }
}

function opened(path: string): OutputPipe {
  // In this order: the reading end opens without a writer, and then the writing end finds a reader (fifo(7)).
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { writeEnd: openSync(path, constants.O_WRONLY), readEnd: new Socket({ fd, readable: true, writable: false }) };
}
