import { exceptionOf, ofChain, place, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const elixirNeedles: readonly string[] = ['\\*\\* \\([A-Z]'];

const HEAD = /^(?:.{0,200}?\s)?\*\* \(([A-Z][\w.]{0,120})\) (.*)$/;
const FRAME = /^\s+(?:\((\w{1,60}) [^)]{1,40}\) )?(\S{1,300}\.(?:exs?|erl)):(\d+): (.{1,200})$/;
/** The language's libraries, and those that most apps start with. */
const NOT_THE_APPS =
  /^(?:stdlib|kernel|elixir|mix|logger|iex|ex_unit|phoenix\w*|plug\w*|ecto\w*|postgrex|myxql|db_connection|telemetry|ranch|cowboy\w*|bandit|thousand_island|redix|amqp\w*|finch|mint)$/;
const MORE_LINES = 3;
const KEPT_TEXTS = 8;

/** Starts a trace if the line names an exception as Elixir prints it: `** (RuntimeError) …`. */
export function startElixir(line: string, before: readonly string[]): Trace | undefined {
  const [, type, message = ''] = HEAD.exec(line) ?? [];
  if (type === undefined) return undefined;
  const isTopLevel = line.startsWith('**') && !LOGGED.test(before.at(-1) ?? '');
  return chain({ text: textOf(type, message), type, more: MORE_LINES, isTopLevel });
}

/** A supervised process is reported below a logger's line. */
const LOGGED = /\[\w{4,7}\]|\bterminating$/;

const textOf = (type: string, message: string): string => `${type}: ${message}`;

interface Chain {
  /** The innermost exception; the earlier ones are its consequences. */
  readonly text: string;
  readonly type: string;
  readonly outer?: string;
  readonly where?: string;
  readonly others?: readonly string[];
  /** The number of lines that may still belong to the message. */
  readonly more: number;
  readonly isTopLevel: boolean;
}

function chain(seen: Chain): Trace {
  const { text, outer, where, others = [], isTopLevel } = seen;
  return {
    exception: exceptionOf('elixir', {
      ...ofChain(outer, text),
      others,
      ...(where !== undefined && { where }),
      isTopLevel,
    }),
    next(line) {
      const more = after(seen, line);
      return more && chain(more);
    },
  };
}

function after(seen: Chain, line: string): Chain | undefined {
  const isIndented = /^\s/.test(line);
  const [, type, message = ''] = HEAD.exec(line) ?? [];
  if (type !== undefined) return isIndented ? inner(seen, type, message) : undefined;
  const frame = FRAME.exec(line);
  if (frame) return { ...withPlace(seen, frame), more: 0 };
  if (isIndented || line === '') return seen;
  const { others = [], more } = seen;
  return more > 0 ? { ...seen, others: [...others, line].slice(-KEPT_TEXTS), more: more - 1 } : undefined;
}

function withPlace(seen: Chain, frame: RegExpExecArray): Chain {
  const where = seen.where ?? placeOf(frame);
  return where === undefined ? seen : { ...seen, where };
}

function inner({ text, type: outerType, outer, others = [], isTopLevel }: Chain, type: string, message: string): Chain {
  // An EXIT that only leads to the exception below it adds nothing.
  const first = outer ?? (outerType === 'EXIT' ? undefined : text);
  return {
    text: textOf(type, message),
    type,
    ...(first !== undefined && { outer: first }),
    others,
    more: MORE_LINES,
    isTopLevel,
  };
}

const placeOf = ([, library, file = '', line = '', name = '']: RegExpExecArray): string | undefined =>
  NOT_THE_APPS.test(library ?? '') || file.endsWith('.erl') ? undefined : place(file, line, name.replace(/[()]/g, ''));
