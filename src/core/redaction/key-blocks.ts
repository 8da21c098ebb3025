import { HIDDEN } from './hidden.ts';
import type { Span } from './quotes.ts';

/** The markers of a private key: PEM, and PuTTY's files. */
const KEY_NEEDLES = ['PRIVATE KEY', 'Private-'];

/** A text, or its bytes. */
interface Searched {
  includes(needle: string): boolean;
}

/** Whether the text may contain a private key, or its first or last line. */
export const mayHoldKey = (text: Searched): boolean => KEY_NEEDLES.some((needle) => text.includes(needle));

const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|Private-Lines: \d{1,4}/;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|Private-(?:MAC|Hash): [0-9a-f]{40,64}/;
/** The body of a key within one text: base64, headers of old formats, line breaks also as `\n`, and quotes between its lines. */
const BODY =
  /(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Key-Format):[^\\\n"']{0,160}|(?!Private-)[A-Za-z0-9+/=\s\ufffd]|\\{1,8}[nrt/]|%0[ADad]|["'],?\s{0,4}\+?\s{0,4}["'])*/y;
const LONGEST = 64 * 1024;

/** Hides the private keys in a text of one or more lines, up to their END, 64 KiB, or anything that is not base64. */
export function hideKeyBlocks(text: string): string {
  if (!mayHoldKey(text)) return text;
  let shown = '';
  let rest = text;
  for (let found = BEGIN.exec(rest); found !== null; found = BEGIN.exec(rest)) {
    shown += rest.slice(0, found.index) + HIDDEN;
    rest = afterKey(rest.slice(found.index + found[0].length));
  }
  return shown + rest;
}

function afterKey(text: string): string {
  BODY.lastIndex = 0;
  const body = BODY.exec(text.slice(0, LONGEST))?.[0] ?? '';
  const end = END.exec(text.slice(body.length, body.length + 120));
  if (end?.index === 0) return text.slice(body.length + end[0].length);
  // Words after a truncated key are also valid base64. The key's last line is the last one without a blank.
  const kept = /(?:\s+[A-Za-z]{1,20}){2,}\s*$/.exec(body.slice(-400));
  return text.slice(body.length - (kept?.[0].length ?? 0));
}

/** Hides the lines of private keys in one stream, read in order. */
export interface KeyBlockReader {
  /** The line, or what is left of it if it belongs to a key. */
  next(line: string): string;
  /** Whether a key may continue on the next line. */
  readonly isInKey: boolean;
}

/** The text directly before and after the key on each line: `"msg":"` and `"}`, colors, `[] []`. */
interface Frame {
  readonly lead: string;
  readonly tail: string;
}

const FRAME = 8;

function frameOf(line: string, mark: RegExpExecArray): Frame {
  const tail = line
    .slice(mark.index + mark[0].length)
    .trimEnd()
    .slice(0, FRAME);
  return { lead: line.slice(Math.max(0, mark.index - FRAME), mark.index), tail };
}

/** The text inside the frame on this line; undefined if the line does not have that frame. */
function framedAt(line: string, { lead, tail }: Frame): Span | undefined {
  const at = tail === '' ? -1 : line.indexOf(lead);
  const from = at + lead.length;
  const to = at === -1 ? -1 : line.indexOf(tail, from);
  return to === -1 ? undefined : { from, to };
}

const FRAMED = /^(?:[A-Za-z0-9+/=]|\\{1,8}\/)+$/;

interface Block {
  /** How many words come before the key on each line: a timestamp, a container's name. */
  readonly prefixWords: number;
  readonly frame: Frame;
  left: number;
  /** The length of the key's first line. Its last line is shorter. */
  width: number;
  isAtLast: boolean;
}

const HEAD = /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Key-Format):/;

/** A reader that tracks whether a key continues, until its END, 64 KiB, or the first line that is not base64. */
export function createKeyBlockReader(): KeyBlockReader {
  let block: Block | undefined;
  return {
    next(line) {
      if (mayHoldKey(line)) {
        block = opened(line);
        return line;
      }
      if (block === undefined) return line;
      const hidden = ofBlock(block, line);
      if (hidden === undefined) block = undefined;
      return hidden ?? line;
    },
    get isInKey() {
      return block !== undefined;
    },
  };
}

/** The block that this line opens and does not close. */
function opened(line: string): Block | undefined {
  const begin = BEGIN.exec(line);
  if (begin === null) return undefined;
  const after = line.slice(begin.index + begin[0].length);
  if (END.test(after)) return undefined;
  const prefixWords = wordsOf(line.slice(0, begin.index)).length;
  return { prefixWords, frame: frameOf(line, begin), left: LONGEST, width: 0, isAtLast: false };
}

function ofBlock(block: Block, line: string): string | undefined {
  block.left -= line.length;
  if (block.left <= 0) return undefined;
  const framed = framedAt(line, block.frame);
  if (framed !== undefined) return ofFramed(block, line, framed);
  const words = wordsOf(line);
  if (HEAD.test(words.slice(block.prefixWords).join(' '))) return HIDDEN;
  if (words.length === 0 || words.length === block.prefixWords) return ofEmpty(block, line, words);
  const plain = bodyOf(line, words, block.prefixWords);
  return plain !== undefined && isNext(block, plain) ? hiddenOf(line, plain) : undefined;
}

/** After a line that is shorter than the first, only a checksum can follow. */
function isNext(block: Block, plain: string): boolean {
  if (block.isAtLast) return /^=[A-Za-z0-9+/]{4}$/.test(plain);
  if (block.width === 0) block.width = plain.length;
  block.isAtLast = plain.length < block.width;
  return true;
}

function ofFramed(block: Block, line: string, { from, to }: Span): string | undefined {
  const held = line.slice(from, to);
  if (held.trim() === '') return line;
  const isOfKey = HEAD.test(held) || (FRAMED.test(held) && isNext(block, held));
  return isOfKey ? line.slice(0, from) + HIDDEN + line.slice(to) : undefined;
}

/** Handles a line that may be the blank one after the key's headers, or a key line without the first line's prefix. */
function ofEmpty(block: Block, line: string, words: readonly string[]): string {
  const plain = bodyOf(line, words, 0);
  if (plain === undefined || plain.length < LINE) return line;
  if (block.width === 0) block.width = plain.length;
  return hiddenOf(line, plain);
}

/** Full key lines have 64, 70 or 76 characters. */
const LINE = 40;

/** The base64 on a key line, after as many words as the first line had before it, or after none. */
function bodyOf(line: string, words: readonly string[], prefixWords: number): string | undefined {
  const quoted = words.length > 1 && /^[+"',;\\nr]+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
  const plain = (quoted.at(-1) ?? '').replace(/^["'+]+|(?:\\[nr]|["',;\\])+$/g, '');
  if (!/^[A-Za-z0-9+/=]+$/.test(plain) || !line.includes(plain)) return undefined;
  return plain.length >= LINE || quoted.length === 1 || quoted.length === prefixWords + 1 ? plain : undefined;
}

function hiddenOf(line: string, plain: string): string {
  const at = line.lastIndexOf(plain);
  return line.slice(0, at) + HIDDEN + line.slice(at + plain.length);
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s|]+/).filter((each) => each !== '');

interface Line {
  readonly origin: string;
  readonly text: string;
}

/** Hides the private keys in the lines of several streams, in order, including a key whose start is missing. */
export function hideKeyLines<L extends Line>(lines: readonly L[]): readonly L[] {
  if (!lines.some(({ text }) => mayHoldKey(text))) return lines;
  const readers = new Map<string, KeyBlockReader>();
  const shown = lines.map((line) => {
    const reader = readers.get(line.origin) ?? createKeyBlockReader();
    readers.set(line.origin, reader);
    return { ...line, text: reader.next(line.text) };
  });
  const ended = new Map<string, Tail>();
  return shown
    .toReversed()
    .map((line) => beforeEnd(line, ended))
    .toReversed();
}

/** A key that is read backward from its END. Its last line may be short; all others have the same length. */
interface Tail {
  readonly frame: Frame;
  readonly width?: number;
  readonly hasLast: boolean;
}

/** Walks back from an END without a BEGIN, over the base64 lines before it. */
function beforeEnd<L extends Line>(line: L, ended: Map<string, Tail>): L {
  const { origin, text } = line;
  if (mayHoldKey(text)) {
    ended.delete(origin);
    const end = BEGIN.test(text) ? null : END.exec(text);
    if (end !== null) ended.set(origin, { frame: frameOf(text, end), hasLast: false });
    return line;
  }
  const tail = ended.get(origin);
  if (tail === undefined || text.includes(HIDDEN)) return line;
  const { held, plain } = heldBy(text, tail.frame);
  if (held.trim() === '') return line;
  if (HEAD.test(held)) return { ...line, text: HIDDEN };
  const isOfKey =
    plain !== undefined && (!tail.hasLast || plain.length === (tail.width ?? Math.max(LINE, plain.length)));
  if (!isOfKey) {
    ended.delete(origin);
    return line;
  }
  const isChecksum = plain.startsWith('=');
  if (!isChecksum) ended.set(origin, { ...tail, hasLast: true, ...(tail.hasLast && { width: plain.length }) });
  return { ...line, text: hiddenOf(text, plain) };
}

/** The text of a key line, inside its frame if it has one. `plain` is set if it is base64. */
function heldBy(text: string, frame: Frame): { readonly held: string; readonly plain: string | undefined } {
  const framed = framedAt(text, frame);
  if (framed === undefined) return { held: text, plain: bodyOf(text, wordsOf(text), 0) };
  const held = text.slice(framed.from, framed.to);
  return { held, plain: FRAMED.exec(held)?.[0] };
}
