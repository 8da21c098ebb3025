import { close, constants, open } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { promisify } from 'node:util';

/** Whether this agent is now the only writer of the spool of this name. */
export type Lock = 'taken' | 'held-by-another' | { readonly impossible: string };

const ANSWER_MS = 1_000;

/**
 * Takes the lock `name` in the directory: a Unix socket that this process listens on while it lives. So the kernel decides whether
 * the holder is alive, even across PID namespaces. Two agents that find the same dead holder at the same moment may both take it.
 */
export async function takeLock(directory: string, name: string): Promise<Lock> {
  // A socket's path has at most 108 bytes; through the descriptor, the directory's length does not count.
  const descriptor = await promisify(open)(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  const path = `/proc/self/fd/${descriptor}/${name}`;
  try {
    const first = await listenOn(path);
    if (first !== 'EADDRINUSE') return lockOf(first);
    if (await isAnswered(path)) return 'held-by-another';
    await unlink(path);
    return lockOf(await listenOn(path));
  } catch (error) {
    return { impossible: error instanceof Error ? error.message : String(error) };
  } finally {
    close(descriptor);
  }
}

const lockOf = (outcome: string): Lock =>
  outcome === 'listening' ? 'taken' : outcome === 'EADDRINUSE' ? 'held-by-another' : { impossible: outcome };

/** Returns `listening`, or the error's code. The server stays until the process exits. */
function listenOn(path: string): Promise<string> {
  return new Promise((resolve) => {
    const server: Server = createServer((socket) => socket.destroy());
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen(path, () => resolve('listening'));
    server.unref();
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    // A full backlog has a living owner.
    socket.setTimeout(ANSWER_MS, () => finish(true));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
