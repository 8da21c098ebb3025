import { HIDDEN } from './hidden.ts';

/** The one needle: text without it holds no private key. */
export const KEY_NEEDLE = 'PRIVATE KEY';

const BEGIN = /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}/;
/** What a key is made of when it is one text: base64, the heads of old forms, line ends also as `\n`, and quotes between its lines. */
const BODY =
  /(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Key-Format):[^\\\n"']{0,160}|[A-Za-z0-9+/=\s]|\\{1,8}[nrt/]|%0[ADad]|["'],?\s{0,4}\+?\s{0,4}["'])*/y;
const LONGEST = 64 * 1024;

/** Hides the private keys that one text holds, of one or several lines: up to their END, 64 KiB, or what is no base64. */
export function hideKeyBlocks(text: string): string {
  if (!text.includes(KEY_NEEDLE)) return text;
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
  // Words of a sentence after a key that was cut off are base64 as well: its last line is the last without a blank.
  const kept = /(?:\s+[A-Za-z]{1,20}){2,}\s*$/.exec(body.slice(-400));
  return text.slice(body.length - (kept?.[0].length ?? 0));
}

/** Hides the lines of private keys, of one stream in its order. */
export interface KeyBlockReader {
  /** The line, or what is left of it when it belongs to a key. */
  next(line: string): string;
}

interface Block {
  /** How many words stand before the key's own on each line: a stamp, a container's name. */
  readonly prefixWords: number;
  left: number;
  /** The length of the key's first line; its last one is shorter. */
  width: number;
  isAtLast: boolean;
}

const HEAD = /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Key-Format):/;

/** A reader that remembers whether a key goes on: until its END, 64 KiB, or the first line that is no base64. */
export function createKeyBlockReader(): KeyBlockReader {
  let block: Block | undefined;
  return {
    next(line) {
      if (line.includes(KEY_NEEDLE)) {
        block = opened(line);
        return line;
      }
      if (block === undefined) return line;
      const hidden = ofBlock(block, line);
      if (hidden === undefined) block = undefined;
      return hidden ?? line;
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
  return { prefixWords, left: LONGEST, width: 0, isAtLast: false };
}

function ofBlock(block: Block, line: string): string | undefined {
  const words = wordsOf(line);
  block.left -= line.length;
  if (block.left <= 0) return undefined;
  const own = words.slice(block.prefixWords).join(' ');
  if (words.length <= block.prefixWords || own === '' || HEAD.test(own)) return line;
  const plain = own.replace(/^["'+ ]+|(?:\\[nr]|["',;+\\ ])+$/g, '');
  if (!/^[A-Za-z0-9+/=]+$/.test(plain) || block.isAtLast)
    return /^=[A-Za-z0-9+/]{4}$/.test(plain) ? hiddenOf(line, plain) : undefined;
  if (block.width === 0) block.width = plain.length;
  block.isAtLast = plain.length < block.width;
  return hiddenOf(line, plain);
}

function hiddenOf(line: string, plain: string): string {
  const at = line.lastIndexOf(plain);
  return line.slice(0, at) + HIDDEN + line.slice(at + plain.length);
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s|]+/).filter((each) => each !== '');
