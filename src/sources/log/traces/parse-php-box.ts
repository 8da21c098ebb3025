import { LINE_START } from '../dialects/parse-dialect.ts';
import { exceptionOf, place, type Raised, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for: how the consoles of Symfony, and of Laravel with Collision, show an exception. */
export const phpConsoleNeedles: readonly string[] = [`${LINE_START}  at \\S+:\\d`, 'In \\S+ line \\d+:'];

/** Starts a trace at the head of Symfony's block, or at the location that Collision prints below the class and the message. */
export function startPhpConsole(line: string, before: readonly string[]): Trace | undefined {
  return startSymfony(line, []) ?? startCollision(line, before);
}

const IN_FILE = /^In (\S{1,300}) line (\d{1,7}):\s*$/;
const MOST_TEXT = 1_000;
const MOST_LINES = 40;
/** The box breaks longer lines at its width, even within a word. */
const WIDTH = 70;

/** One block per exception of the chain, the innermost last: a head, and the message in an indented box. */
function startSymfony(line: string, outer: readonly string[]): Trace | undefined {
  const [, file, number = ''] = IN_FILE.exec(line) ?? [];
  return file === undefined
    ? undefined
    : box({ where: place(file, number), outer, text: '', last: '', left: MOST_LINES });
}

interface Box {
  readonly where: string;
  readonly outer: readonly string[];
  readonly text: string;
  /** The last line of the text so far. */
  readonly last: string;
  readonly left: number;
}

function box(seen: Box): Trace {
  const { outer, text, left } = seen;
  return {
    ...(text !== '' && { exception: exceptionOf('php', raisedBy(seen)) }),
    next(line) {
      const inner = startSymfony(line, text === '' ? outer : [...outer, plain(text)].slice(0, MOST_OUTER));
      if (inner !== undefined) return inner;
      const isBlank = /^\s*$/.test(line);
      if (left <= 0 || !(isBlank || /^ {2}\S/.test(line))) return undefined;
      return box({ ...(isBlank ? seen : withLine(seen, line.slice(2))), left: left - 1 });
    },
  };
}

const MOST_OUTER = 4;

/** Laravel's outer exception repeats the inner one, with its query. */
function raisedBy({ text, where, outer }: Box): Raised {
  const own = plain(text);
  const [first] = outer;
  return {
    text: own,
    where,
    others: outer,
    isTopLevel: true,
    ...(first !== undefined && !first.includes(own) && { outer: first }),
  };
}

function withLine(seen: Box, line: string): Box {
  const { text, last } = seen;
  // With `-v` the class is above the message.
  const type = text === '' ? /^\[([\w\\]{1,200})(?: \([^)]{1,20}\))?\]\s*$/.exec(line)?.[1] : undefined;
  if (type !== undefined) return { ...seen, text: `${nameOf(type)}: ` };
  const isBroken = text === '' || last.trimEnd().length >= WIDTH;
  return { ...seen, text: `${text}${isBroken ? '' : ' '}${line}`.slice(0, MOST_TEXT), last: line };
}

const plain = (text: string): string => text.replace(/\s{2,}/g, ' ').trim();

/** A class's namespace says no more than its file does. */
const nameOf = (type: string): string => type.replace(/^.*\\/, '');

const CLASS = /^ {2,4}((?:[A-Z]\w{0,80}\\){0,10}[A-Z]\w{0,80})(?: {1,2}: (\S.*?))?\s*$/;
const SHOWN_AT = /^ {2}at (\S{1,400}):(\d{1,7})\s*$/;
const FRAME = /^ {2,6}\d{1,3} {2,4}(\S{1,400}\.php):(\d{1,7})\s*$/;

/** Collision: the class, the message, the location with its code, then the frames. */
function startCollision(line: string, before: readonly string[]): Trace | undefined {
  const [, file, number = ''] = SHOWN_AT.exec(line) ?? [];
  const head = before.findLastIndex((each) => isClass(CLASS.exec(each)?.[1]));
  if (file === undefined || head < 0) return undefined;
  const [, type = '', message] = CLASS.exec(before[head] ?? '') ?? [];
  const text = plain(`${message ?? ''} ${before.slice(head + 1).join(' ')}`);
  if (text === '') return undefined;
  return shown(withPlace({ text: `${nameOf(type)}: ${text}`, isTopLevel: true }, file, number), MOST_FRAMES);
}

const MOST_FRAMES = 120;

const isClass = (type: string | undefined): boolean =>
  type !== undefined && (type.includes('\\') || /(?:Exception|Error)$/.test(type));

const shown = (raised: Raised, left: number): Trace => ({
  exception: exceptionOf('php', raised),
  next(line) {
    if (left <= 0 || !/^\s|^$/.test(line)) return undefined;
    const [, file, number = ''] = FRAME.exec(line) ?? [];
    return shown(file === undefined ? raised : withPlace(raised, file, number), left - 1);
  },
});

function withPlace(raised: Raised, file: string, number: string): Raised {
  const isOwn = raised.where === undefined && !/(?:^|\/)vendor\/|(?:^|\/)public\/index\.php$/.test(file);
  return isOwn ? { ...raised, where: place(file, number) } : raised;
}
