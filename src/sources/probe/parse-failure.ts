import type { Outcome } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redaction/redact.ts';

/** What a connection showed, for judging why no answer came of it. */
export interface ConnectionSigns {
  readonly isConnected: boolean;
  readonly receivedBytes: number;
  /** The first bytes that came. */
  readonly head: Uint8Array;
}

const HEAD_CHARACTERS = 120;

/** What it means that the time ran out. */
export const expired = ({ isConnected, receivedBytes }: ConnectionSigns): Outcome =>
  isConnected ? { kind: 'no-response', received: receivedBytes } : { kind: 'connect-timeout' };

/** What it means that a connection, or the reading of an answer, failed with `error`. */
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

/** Whether what came is the beginning of an HTTP/1 head, and not the whole of one. */
function isCutShort({ head }: ConnectionSigns): boolean {
  const text = utf8.decode(head);
  return 'HTTP/1.'.startsWith(text.slice(0, 7)) && !/\r?\n\r?\n/.test(text);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
