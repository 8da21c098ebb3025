import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { fromStart } from '../core/start-path.ts';
import { monotonicMs } from '../monotonic.ts';
import type { ValueKind } from './values.ts';

/**
 * The path of a file that can be opened. Its contents are checked when it is read: the launcher does not look into it, so that no app waits for
 * that (src/launcher/values.c).
 */
const fileWith = (what: string): ValueKind<string> => ({
  accepts: `the path of a readable file that holds ${what}`,
  form: { kind: 'file' },
  parse: (text, directory) => {
    const path = fromStart(text, directory);
    return opens(path) ? path : undefined;
  },
});

/** Of a bearer token. */
export const tokenPath = fileWith('a token of one line');
/** Of a certificate with its chain, or of authorities. */
export const certificatePath = fileWith('certificates in PEM');
/** Of a certificate's key. */
export const keyPath = fileWith('an unencrypted private key in PEM');

/** The token in a file: what HTTP takes as a header's value, to 8 KiB. Undefined where there is none. */
export const tokenIn = (path: string): string | undefined => textIn(path, /^[!-~]{1,8192}$/);

/** The certificates in a file, by the look of them; undefined where there are none. */
export const certificatesIn = (path: string): string | undefined =>
  textIn(path, /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/);

/** The private key in a file, by the look of it; undefined where there is none, or one that wants a password. */
export const keyIn = (path: string): string | undefined =>
  textIn(path, /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----(?!\s*Proc-Type)/);

function textIn(path: string, form: RegExp): string | undefined {
  try {
    const text = readText(path).trim();
    return form.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file can be opened to be read. A directory is no file. */
export function opens(path: string): boolean {
  try {
    checkReadable(path);
    return true;
  } catch {
    return false;
  }
}

/** Throws what the file system throws where the file cannot be opened to be read. */
export function checkReadable(path: string): void {
  const stat = statSync(path);
  if (stat.isDirectory()) throw new Error('EISDIR: it is a directory');
  // Opening a named pipe would release its writer, who then writes to nobody.
  if (stat.isFile()) closeSync(openSync(path, 'r'));
  else accessSync(path, constants.R_OK);
}

const MAX_BYTES = 1_048_576;
/** A token is read for each call, and is short. */
const CHUNK_BYTES = 4_096;
/** How long the other end of a pipe may take to write, and how long between two looks. */
const PIPE_MS = 1_000;
const LOOK_MS = 10;

/** All of a file, to 1 MiB: a device or a pipe without an end keeps nobody waiting. Throws where it cannot be read, or is longer. */
export function readText(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (let chunk = readSome(file); chunk.length > 0; chunk = readSome(file)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    }
    return Buffer.concat(chunks, length).toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** The next bytes; none at the end. */
function readSome(file: number): Buffer {
  const until = monotonicMs() + PIPE_MS;
  const bytes = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, null));
    } catch (error) {
      const isEmptyPipe = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isEmptyPipe || monotonicMs() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }
}
