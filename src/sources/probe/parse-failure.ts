import type { Outcome } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redaction/redact.ts';

/** What a connection showed, to judge why it got no response. */
export interface ConnectionSigns {
  readonly isConnected: boolean;
  readonly receivedBytes: number;
  /** The first bytes received. */
  readonly head: Uint8Array;
}

const HEAD_CHARACTERS = 120;

/** The outcome when the time runs out. */
export const expired = ({ isConnected, receivedBytes }: ConnectionSigns): Outcome =>
  isConnected ? { kind: 'no-response', received: receivedBytes } : { kind: 'connect-timeout' };

/** The outcome when a connection, or reading a response, fails with `error`. */
export function failed(signs: ConnectionSigns, error: unknown): Outcome {
  const code = codeOf(error);
  if (!signs.isConnected) return notConnected(code, error);
  if (signs.receivedBytes === 0) return hungUp.has(code) ? { kind: 'reset' } : other(code, error);
  return isCutShort(signs) && hungUp.has(code) ? { kind: 'reset' } : { kind: 'malformed', head: printable(signs.head) };
}

/** Bytes as text that a person can read in one line. */
export const printable = (bytes: Uint8Array): string =>
  quotable(
    utf8
      .decode(bytes)
      .replace(/[\r\n\t ]+/g, ' ')
      .trim(),
    HEAD_CHARACTERS,
  );

const utf8 = new TextDecoder();
const hungUp: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN']);

function notConnected(code: string, error: unknown): Outcome {
  if (code === 'ECONNREFUSED') return { kind: 'refused' };
  if (code === 'ETIMEDOUT') return { kind: 'connect-timeout' };
  return code === 'ECONNRESET' ? { kind: 'reset' } : other(code, error);
}

const other = (code: string, error: unknown): Outcome => ({
  kind: 'failed',
  reason: code === '' ? quotable(String(error), 200) : code,
});

/** Whether the bytes are the incomplete start of an HTTP/1 head. */
function isCutShort({ head }: ConnectionSigns): boolean {
  const text = utf8.decode(head);
  return 'HTTP/1.'.startsWith(text.slice(0, 7)) && !/\r?\n\r?\n/.test(text);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
