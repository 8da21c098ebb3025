import { spawnSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** One of the app's output streams: the end that it writes to, as a descriptor, and the end that is read here. */
export interface OutputPipe {
  readonly writeEnd: number;
  readonly readEnd: Readable;
}

/**
 * Pipes for stdout and stderr, which an app can open again as `/dev/stdout`, as servers do whose log file is named so: what Node makes by
 * itself is a socket, and open(2) refuses a socket with ENXIO. Undefined where no pipe can be made: no mkfifo(1), no place to write.
 */
export function outputPipes(): readonly [OutputPipe, OutputPipe] | undefined {
  let directory: string | undefined;
  try {
    directory = mkdtempSync(join(tmpdir(), 'sidewatch-output-'));
    const [out, err] = [join(directory, 'stdout'), join(directory, 'stderr')] as const;
    // An app that gives up its privileges may open it again, too; nobody else comes through the directory.
    if (spawnSync('mkfifo', ['-m', '622', out, err], { stdio: 'ignore' }).status !== 0) return undefined;
    return [opened(out), opened(err)];
  } catch {
    return undefined;
  } finally {
    // Both ends are open: the names are needed no more.
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  }
}

function opened(path: string): OutputPipe {
  // In this order: the end that reads opens at once without blocking, and the other once there is a reader (fifo(7)).
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { writeEnd: openSync(path, constants.O_WRONLY), readEnd: new Socket({ fd, readable: true, writable: false }) };
}
