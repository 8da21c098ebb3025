import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { fromStart } from '../core/start-path.ts';
import { monotonicMs } from '../monotonic.ts';
import { errorReason } from './error-reason.ts';
import type { ValueKind } from './values.ts';

/**
 * The path of a file that can be opened. Its contents are checked when the agent reads it. The launcher does not read it
 * (src/launcher/values.c), so the app does not wait for that.
 */
const fileWith = (what: string): ValueKind<string> => ({
  accepts: `the path of a readable file that holds ${what}`,
  metavar: 'FILE',
  form: { kind: 'file' },
  parse: (text, directory) => {
    const path = fromStart(text, directory);
    return opens(path) ? path : undefined;
  },
  reason: (text, directory) => {
    try {
      checkReadable(fromStart(text, directory));
      return undefined;
    } catch (error) {
      return errorReason(error);
    }
  },
});

/** The path of a bearer token. */
export const tokenPath = fileWith('a one-line token');
/** The path of a certificate with its chain, or of authorities. */
export const certificatePath = fileWith('certificates in PEM');
/** The path of a certificate's private key. */
export const keyPath = fileWith('an unencrypted private key in PEM');

/** The token in a file: text that HTTP accepts in a header, up to 8 KiB. Undefined if the file holds none. */
export const tokenIn = (path: string): string | undefined => textIn(path, /^[!-~]{1,8192}$/);

/** The text of a file with certificates, judged by its PEM headers. Undefined if it holds none. */
export const certificatesIn = (path: string): string | undefined =>
  textIn(path, /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/);

/** The text of a file with a private key, judged by its PEM header. Undefined if it holds none, or one with a password. */
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

/** Whether a file can be opened for reading. A directory cannot. */
export function opens(path: string): boolean {
  try {
    checkReadable(path);
    return true;
  } catch {
    return false;
  }
}

/** Throws the file system's error if the file cannot be opened for reading. */
export function checkReadable(path: string): void {
  const stat = statSync(path);
  if (stat.isDirectory()) throw new Error('it is a directory');
  // Opening a named pipe would unblock its writer, which would then write to no reader.
  if (stat.isFile()) closeSync(openSync(path, 'r'));
  else accessSync(path, constants.R_OK);
}

const MAX_BYTES = 1_048_576;
/** A token is short, and is re-read for every call. */
const CHUNK_BYTES = 4_096;
/** How long to wait for the writer of a pipe, and how often to try. */
const PIPE_MS = 1_000;
const LOOK_MS = 10;

/** Reads a whole file of up to 1 MiB. Throws if it cannot be read or is larger, so an endless device or pipe blocks nothing. */
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

/** The next bytes; none at the end of the file. */
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
