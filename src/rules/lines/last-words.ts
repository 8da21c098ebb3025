import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedLevel, loggedMessage } from '../../core/facts/logged-message.ts';
import { isFailure, withoutLabel } from './failure-line.ts';
import { isHelpHead, isNote } from './notes.ts';

/** The last line that says most about why a program exited. */
export interface Telling {
  /** Without its logger's prefix, and with the next line if it ends with a colon. */
  readonly text: string;
  /** Its index in the lines. */
  readonly index: number;
  /** No telling line follows it. */
  readonly isLast: boolean;
}

/** Undefined when no line says why: all are blank, or lines that programs write after any failure. */
export function tellingLine(tail: readonly LogLine[]): Telling | undefined {
  const lines = withoutFrames(tail);
  // Varnish quotes its configuration below the message.
  const head = lines.lastIndexOf(VCC_HEAD);
  if (head >= 0 && lines[head + 1] !== undefined) {
    return { text: withNext(lines, head + 1), index: head, isLast: false };
  }
  const last = withoutHelp(tail, lines).findLastIndex((line) => !isNote(line));
  if (last < 0) return undefined;
  const index = graver(lines, headOf(tail, lines, last));
  return { text: withNext(lines, index), index, isLast: index === last };
}

const VCC_HEAD = 'Message from VCC-compiler:';

/** The lines without their labels. Frames of Go and Julia (a function, and its place on the next line) are blank. */
function withoutFrames(tail: readonly LogLine[]): readonly string[] {
  const isPlace = (index: number): boolean => PLACE.test(tail[index]?.text ?? '');
  return tail.map(({ text }, index) =>
    isPlace(index) || (isPlace(index + 1) && /^(?:\S+|\s{0,4}\[\d{1,3}\] .+)$/.test(text)) ? '' : withoutLabel(text),
  );
}

const PLACE = /^\s{1,8}(?:\S{1,500}\.go:\d+(?: \+0x[0-9a-f]+)?|@ (?:\S{1,80} )?\S{1,300}\.jl:\d+(?: \[inlined\])?)$/;

/** The lines. The command-line help that a program prints with an error (a head and its indented lines) is blank. */
function withoutHelp(tail: readonly LogLine[], lines: readonly string[]): readonly string[] {
  let isHelp = false;
  return lines.map((line, index) => {
    isHelp = isHelpHead(line) || (isHelp && (line === '' || isIndented(tail[index]?.text ?? '')));
    return isHelp ? '' : line;
  });
}

const isIndented = (text: string): boolean => /^(?:\s|[-*] )/.test(text);

/** An indented line continues a line above it. */
function headOf(tail: readonly LogLine[], lines: readonly string[], from: number): number {
  const continues = (index: number): boolean => isIndented(tail[index]?.text ?? '');
  let index = from;
  while (index > 0 && continues(index) && !namesError(lines[index] ?? '')) index -= 1;
  return (continues(index) && !namesError(lines[index] ?? '')) || isNote(lines[index] ?? '') ? from : index;
}

/** Java's launcher prints the error below a head that says less. */
const namesError = (line: string): boolean => /^(?:[a-z]\w{0,40}\.){1,6}[A-Z]\w{0,80}(?:Error|Exception): /.test(line);

/** If the line is only informational, an error that was logged before it says more. */
function graver(lines: readonly string[], index: number): number {
  const line = lines[index] ?? '';
  const isReport = loggedLevel(line) === 'info' && !isFailure(loggedMessage(line));
  const error = isReport ? lines.findLastIndex((each) => loggedLevel(each) === 'error' && !isNote(each)) : -1;
  return error < 0 ? index : error;
}

/** .NET's logger writes its category first, and others end with a colon before a list. */
function withNext(lines: readonly string[], index: number): string {
  const line = lines[index] ?? '';
  const next = lines.slice(index + 1).find((each) => !isNote(each));
  if (next !== undefined && /^(?:fail|crit): [\w.]{1,200}\[\d{1,6}\]$/.test(line)) return next;
  const text = loggedMessage(line).replace(/\t/g, ' ');
  // Zod names the place below its message.
  const isListed = text.endsWith(':') || next?.startsWith('\u2192 at ');
  return next !== undefined && isListed ? `${text} ${next}` : text;
}
