import { exceptionOf, ofChain, place, type Raised, type Trace } from './parse-trace.ts';

const FRAME =
  /^\s+at (?:(?:async )?(.{1,300}?) \()?(?:async )?((?:file:\/\/|node:|ext:|\/|[\w.]|<).{0,500}?):(\d+):\d+\)?(?: \{)?$/;
const NAME = '(?:\\w{1,60}\\.)?(?:[A-Z]\\w{0,60})?(?:Error|Exception|Rejection)(?: \\[\\w{1,60}\\])?(?::.*)?';
/** Deno's own errors have no "Error" in their names: `AddrInUse`. */
const ERROR = new RegExp(
  `^(?:\\s*\\[cause\\]: |.{0,100}?Uncaught (?:\\(in promise\\) )?)?(${NAME}|(?<=Uncaught (?:\\(in promise\\) )?)[A-Z]\\w{0,60}: .*)$`,
);
/** Words in every match of ERROR: most lines above a frame are other frames. */
const MAY_BE_ERROR = /Error|Exception|Rejection|Uncaught/;
/** Bun and Deno print only this for a failure that is not a JavaScript error, such as a missing module. */
const BARE = /^error: (.+)$/;
/** A logger's line that names the error at its end. */
const LOGGED = new RegExp(`^.{0,200}?[\\s:>\\]](${NAME})$`);
const PLACE = /^((?:file:\/\/)?\/[^:\s]{1,500}):(\d+)$/;
/** One part of an error that holds several, such as `AggregateError`, whose own text says nothing. */
const PART = new RegExp(`^\\s{2,8}(${NAME.replace('(?::.*)?', ':.+')})$`);

/** Starts a trace if the line is a frame of Node, Deno or Bun. One of the lines before it (oldest first) must name the error. */
export function startNode(line: string, before: readonly string[]): Trace | undefined {
  return isNodeFrame(line) ? startOf(before)?.next(line) : undefined;
}

/** Whether the line is a frame. */
export const isNodeFrame = (line: string): boolean => FRAME.test(line);

/** Whether the line names an error, with nothing before it. */
export const isNodeError = (line: string): boolean => MAY_BE_ERROR.test(line) && ERROR.test(line);

/** The trace of an error without frames, where Node exits and prints its version. */
export const startNodeEnd = (before: readonly string[]): Trace | undefined => startOf(before, { isUncaught: true });

function startOf(before: readonly string[], end: Pick<Chain, 'isUncaught'> = {}): Trace | undefined {
  const head = headIn(before);
  if (head === undefined) return undefined;
  const [, file, number] = before.map((each) => PLACE.exec(each)).findLast(Boolean) ?? [];
  // The location that Node itself prints: a syntax error has no other.
  const shown =
    file === undefined || number === undefined || isRuntimes(file) ? undefined : place(plainPath(file), number);
  return frames({ ...head, ...end, ...(shown !== undefined && { shown }) });
}

/** The error that the lines name, and the lines between it and the first frame. */
function headIn(before: readonly string[]): Pick<Chain, 'text' | 'others' | 'isUncaught' | 'isTopLevel'> | undefined {
  const index = before.findLastIndex(isNodeError);
  const found = index < 0 ? undefined : ERROR.exec(before[index] ?? '')?.[1];
  if (found === undefined) {
    const bare = before.map((each) => BARE.exec(each)?.[1]).findLast((text) => text !== undefined);
    const last = before.at(-1) ?? '';
    const text = (MAY_BE_ERROR.test(last) ? LOGGED.exec(last)?.[1] : undefined) ?? bare;
    return text === undefined ? undefined : { text, others: [], isTopLevel: false };
  }
  const below = before.slice(index + 1).filter((each) => each.trim() !== '');
  // Some messages start with a line break, and some break within a sentence.
  const more = found.trimEnd().endsWith(':') ? below : sentenceIn(below);
  const text = more.length > 0 ? [found.trimEnd(), ...more.map((each) => each.trim())].join(' ') : found;
  // The source shown for a syntax error is part of its text, so the error may have been caught.
  const isShown = isThrown(before.slice(0, index));
  const isUncaught = (isShown && !text.startsWith('SyntaxError')) || DENO_ENDS.test(before[index] ?? '');
  return { text, others: below, isTopLevel: isShown, ...(isUncaught && { isUncaught: true }) };
}

/** Deno writes this before the error that ends it. */
const DENO_ENDS = /^error: Uncaught /;

/** The lines that continue the sentence of the line above; the first of them starts with a lowercase letter. */
function sentenceIn(below: readonly string[]): readonly string[] {
  const end = below.findIndex((each) => /[.!?]$|^\s/.test(each));
  return /^[a-z]{2,20} [a-z]/.test(below[0] ?? '') ? below.slice(0, end < 0 ? MOST_LINES : end + 1) : [];
}

const MOST_LINES = 4;

/** Whether Node shows the throwing line above the error, as it does for an uncaught error. */
function isThrown(above: readonly string[]): boolean {
  const [place = '', , mark = ''] = above.filter((each) => each.trim() !== '').slice(-3);
  return THROWS_AT.test(place) && /^\s*\^+$/.test(mark);
}

const THROWS_AT = /^(?:(?:file:\/\/)?\/|node:)[^:\s]{1,500}:\d+$/;

interface Chain {
  /** The last cause is the actual error; the earlier ones are its consequences. */
  readonly text: string;
  readonly outer?: string;
  readonly where?: string;
  readonly entry?: string;
  readonly isUncaught?: true;
  readonly isTopLevel: boolean;
  readonly shown?: string;
  readonly others: readonly string[];
  /** The frames of the outer error were read, and the entry with them. */
  readonly isInner?: true;
  /** The errors that it consists of follow its frames. */
  readonly hasParts?: true;
  readonly isListening?: true;
}

function raisedBy({ text, outer, where, entry, isUncaught, isTopLevel, shown, others, isListening }: Chain): Raised {
  const found = where ?? shown;
  return {
    ...ofChain(outer, text.trim()),
    others,
    ...(found !== undefined && { where: found }),
    ...(entry !== undefined && { entry }),
    ...(isUncaught && { isUncaught }),
    isTopLevel,
    ...(isListening && { isListening }),
  };
}

function frames(chain: Chain): Trace {
  return {
    exception: exceptionOf('node', raisedBy(chain)),
    next(line) {
      const more = after(chain, line);
      return more && frames(more);
    },
  };
}

function after(chain: Chain, line: string): Chain | undefined {
  const frame = FRAME.exec(line);
  if (frame) return withPlace(chain, frame);
  // The app has no error handler for a server that cannot open its port.
  if (/^Emitted 'error' event on \w*Server instance/.test(line)) return { ...chain, isListening: true };
  if (/^\s*\[errors\]: \[$/.test(line)) return { ...chain, hasParts: true };
  const inner = innerOf(chain, line);
  if (inner !== undefined) return withInner(chain, inner);
  // MongoDB's driver lists the servers that it could not choose from.
  if (/^\s+'[^']{1,260}' => ServerDescription/.test(line))
    return { ...chain, others: [...chain.others, line].slice(-8) };
  if (/^(?:Node\.js|Bun) v\d/.test(line)) return { ...chain, isUncaught: true };
  return /^(?:\s.*|\}|Emitted '.*|)$/.test(line) ? chain : undefined;
}

function withPlace(chain: Chain, frame: RegExpExecArray): Chain {
  const own = placeOf(frame);
  if (own === undefined) return chain;
  // A cause's outer frames are left out.
  const entry = chain.isInner ? chain.entry : plainPath(frame[2] ?? '');
  return { ...chain, where: chain.where ?? own, ...(entry !== undefined && { entry }) };
}

function innerOf(chain: Chain, line: string): string | undefined {
  if (/^\s*\[cause\]: /.test(line)) return ERROR.exec(line)?.[1];
  return chain.hasParts ? partOf(chain, line) : undefined;
}

/** The first of the errors; for the errors of one connect the last, which is IPv4's. */
function partOf({ text, outer }: Chain, line: string): string | undefined {
  const part = PART.exec(line)?.[1];
  return outer === undefined || (/ connect E/.test(text) && / connect E/.test(part ?? '')) ? part : undefined;
}

function withInner({ where: _, outer, text, others, ...rest }: Chain, inner: string): Chain {
  return { ...rest, text: inner, outer: outer ?? text.replace(/:\s*$/, ''), others, isInner: true };
}

function placeOf([, name, file = '', line = '']: RegExpExecArray): string | undefined {
  return isRuntimes(file) ? undefined : place(plainPath(file), line, name);
}

const plainPath = (file: string): string => file.replace(/^file:\/\//, '');

const isRuntimes = (file: string): boolean =>
  /^node:|^ext:|^<|\/node_modules\/|^internal\//.test(file) || !/[/.]/.test(file);
