import type { Instant } from '../../core/clock.ts';
import type { OutputStream } from '../../core/facts/output-loss.ts';

/** How a process exited, as a number. */
export type EndNumber =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: number };

/** What the launcher reports, one line each (src/launcher/events.c). Times are milliseconds since 1970. */
export type LauncherEvent =
  | { readonly kind: 'started'; readonly pid: number; readonly at: Instant }
  /** An older launcher does not report the time. */
  | { readonly kind: 'not-started'; readonly errno: string; readonly at?: Instant }
  | { readonly kind: 'exited'; readonly pid: number; readonly end: EndNumber; readonly at: Instant }
  | { readonly kind: 'reaped'; readonly pid: number; readonly end: EndNumber; readonly at: Instant }
  | { readonly kind: 'signal'; readonly signal: number; readonly at: Instant }
  | { readonly kind: 'dropped'; readonly stream: OutputStream; readonly bytes: number }
  /** How many bytes the target of a stream refused since the app's start. No `trouble` once it accepts output again. */
  | { readonly kind: 'lost-output'; readonly stream: OutputStream; readonly bytes: number; readonly trouble?: string }
  /** The command exited, and its daemon is the app now. */
  | { readonly kind: 'adopted'; readonly pid: number; readonly at: Instant }
  /** This agent is the `number`th, and the previous one ended this way. */
  | { readonly kind: 'again'; readonly number: number; readonly end: EndNumber }
  /** How many events were dropped, because they were not read in time. */
  | { readonly kind: 'lost'; readonly count: number };

type Reader = (words: readonly string[]) => LauncherEvent | undefined;

/** The events that hold more than numbers. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['not-started', errnoEvent],
  ['dropped', droppedEvent],
  ['lost-output', lostOutputEvent],
  ['exited', (words) => endEvent('exited', words)],
  ['reaped', (words) => endEvent('reaped', words)],
  ['again', againEvent],
]);

/** Parses one line; undefined for one in an unknown form. */
export function parseLauncherEvent(line: string): LauncherEvent | undefined {
  const [kind, ...words] = line.split(' ');
  const read = READERS.get(kind ?? '');
  if (read) return read(words);
  const numbers = words.map(number);
  const [first, second] = numbers;
  if (first === undefined || numbers.includes(undefined)) return undefined;
  switch (kind) {
    case 'started':
      return second === undefined ? undefined : { kind, pid: first, at: second };
    case 'signal':
      return second === undefined ? undefined : { kind, signal: first, at: second };
    case 'adopted':
      return second === undefined ? undefined : { kind, pid: first, at: second };
    case 'lost':
      return { kind, count: first };
    default:
      return undefined;
  }
}

const ERRNO = /^E[A-Z0-9]{1,20}$/;

function errnoEvent([errno = '', ms]: readonly string[]): LauncherEvent | undefined {
  const at = number(ms);
  return ERRNO.test(errno) ? { kind: 'not-started', errno, ...(at !== undefined && { at }) } : undefined;
}

function droppedEvent([name, count]: readonly string[]): LauncherEvent | undefined {
  const [stream, bytes] = [streamOf(name), number(count)];
  return stream === undefined || bytes === undefined ? undefined : { kind: 'dropped', stream, bytes };
}

function lostOutputEvent([name, count, trouble = '']: readonly string[]): LauncherEvent | undefined {
  const [stream, bytes] = [streamOf(name), number(count)];
  if (stream === undefined || bytes === undefined) return undefined;
  if (trouble === 'ok') return { kind: 'lost-output', stream, bytes };
  return trouble === 'unread' || ERRNO.test(trouble) ? { kind: 'lost-output', stream, bytes, trouble } : undefined;
}

const STREAMS: readonly OutputStream[] = ['stdout', 'stderr', 'output'];

const streamOf = (word: string | undefined): OutputStream | undefined => STREAMS.find((stream) => stream === word);

function endEvent(kind: 'exited' | 'reaped', [pid, how, n, ms]: readonly string[]): LauncherEvent | undefined {
  const [who, end, at] = [number(pid), endNumber(how, n), number(ms)];
  return who === undefined || end === undefined || at === undefined ? undefined : { kind, pid: who, end, at };
}

function againEvent([count, how, n]: readonly string[]): LauncherEvent | undefined {
  const [which, end] = [number(count), endNumber(how, n)];
  return which === undefined || end === undefined ? undefined : { kind: 'again', number: which, end };
}

function endNumber(how: string | undefined, text: string | undefined): EndNumber | undefined {
  const n = number(text);
  if (n === undefined || n > 255) return undefined;
  if (how === 'code') return { kind: 'code', code: n };
  return how === 'signal' ? { kind: 'signal', signal: n } : undefined;
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
