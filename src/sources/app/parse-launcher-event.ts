import type { Instant } from '../../core/clock.ts';

/** How a process ended, by number. */
export type EndNumber =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: number };

/** What the launcher tells, a line each (src/launcher/events.c). Times are milliseconds since 1970. */
export type LauncherEvent =
  | { readonly kind: 'started'; readonly pid: number; readonly at: Instant }
  | { readonly kind: 'not-started'; readonly errno: string }
  | { readonly kind: 'exited'; readonly pid: number; readonly end: EndNumber; readonly at: Instant }
  | { readonly kind: 'reaped'; readonly pid: number; readonly end: EndNumber; readonly at: Instant }
  | { readonly kind: 'signal'; readonly signal: number; readonly at: Instant }
  | { readonly kind: 'dropped'; readonly stream: 'stdout' | 'stderr'; readonly bytes: number }
  /** The command ended, and a daemon of its lives on as the app. */
  | { readonly kind: 'adopted'; readonly pid: number; readonly at: Instant }
  /** This agent is the `number`th; the one before ended so. */
  | { readonly kind: 'again'; readonly number: number; readonly end: EndNumber }
  /** Events that nobody read in time. */
  | { readonly kind: 'lost'; readonly count: number };

/** Reads one line; undefined for one in no known form. */
export function parseLauncherEvent(line: string): LauncherEvent | undefined {
  const [kind, ...words] = line.split(' ');
  if (kind === 'not-started') return errnoEvent(words);
  if (kind === 'dropped') return droppedEvent(words);
  if (kind === 'exited' || kind === 'reaped') return endEvent(kind, words);
  if (kind === 'again') return againEvent(words);
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

function errnoEvent([errno = '']: readonly string[]): LauncherEvent | undefined {
  return /^E[A-Z0-9]{1,20}$/.test(errno) ? { kind: 'not-started', errno } : undefined;
}

function droppedEvent([stream, count]: readonly string[]): LauncherEvent | undefined {
  const bytes = number(count);
  if ((stream !== 'stdout' && stream !== 'stderr') || bytes === undefined) return undefined;
  return { kind: 'dropped', stream, bytes };
}

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
