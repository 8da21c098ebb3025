import { REQUEST_WORDS } from '../../../core/facts/request-words.ts';
import { exceptionOf, ofChain, place, type Trace } from './parse-trace.ts';

/** The texts to search the raw output for. */
export const dotnetNeedles: readonly string[] = [
  'Unhandled [eE]xception[.:] ',
  'Process terminated\\. ',
  'An unhandled exception (?:was|has) ',
  'terminated unexpectedly',
];

const HEAD = /^(?:Unhandled [eE]xception[.:] (\S.*)|(Process terminated\. .*))$/;
/** Kestrel and the middleware of ASP.NET Core, then Serilog's usual last message: the exception is in the next line. */
const SERVED = new RegExp(REQUEST_WORDS.aspnet);
const LAST = /\b(?:[Hh]ost|[Aa]pplication|[Ss]ervice) terminated unexpectedly[.!]?$/;
const TYPED = /^\s{0,12}((?:[A-Z]\w{0,60}\.){0,8}[A-Z]\w{0,100}(?:Exception|Error)\b.*)$/;
const INNER = /^\s{1,12}---> (?:\(Inner Exception #\d+\) )?(\S.*?)(?:<---)?$/;
const FRAME = /^\s+at (\S.{0,500}?)(?: in (\S.{0,400}):line (\d+))?$/;
const OTHER = /^ {3}--- End of (?:inner exception|stack trace)|^\s|^$|^Aborted/;
const MORE_LINES = 4;

/** Starts a trace if the line is the first of an uncaught exception. */
export function startDotnet(line: string): Trace | undefined {
  const [, text, terminated] = HEAD.exec(line) ?? [];
  const head = text ?? terminated;
  if (SERVED.test(line)) return below('served');
  if (LAST.test(line)) return below('last');
  return head === undefined ? undefined : chain({ text: head, more: MORE_LINES, end: 'uncaught' });
}

const below = (end: Chain['end']): Trace => ({
  next(line) {
    const text = TYPED.exec(line)?.[1];
    return text === undefined ? undefined : chain({ text, more: 0, end });
  },
});

interface Chain {
  /** The innermost exception; the earlier ones are its consequences. */
  readonly text: string;
  readonly outer?: string;
  readonly where?: string;
  /** The number of lines that may still belong to the text. */
  readonly more: number;
  /** The effect on the program: the runtime aborted it, it may have exited itself, or it keeps serving. */
  readonly end: 'uncaught' | 'last' | 'served';
}

function chain(seen: Chain): Trace {
  const { text, outer, where, more, end } = seen;
  return {
    exception: exceptionOf('dotnet', {
      ...ofChain(outer, text),
      others: outer === undefined ? [] : [`${outer} ${text}`],
      ...(where !== undefined && { where }),
      ...(end === 'uncaught' && { isUncaught: true }),
      isTopLevel: end === 'last',
    }),
    next(line) {
      const inner = INNER.exec(line)?.[1];
      if (inner !== undefined) return chain({ text: inner, outer: outer ?? text, more: MORE_LINES, end });
      const frame = FRAME.exec(line);
      const found = where ?? (frame ? placeOf(frame) : undefined);
      if (frame) return chain({ ...seen, more: 0, ...(found !== undefined && { where: found }) });
      if (OTHER.test(line)) return chain(seen);
      return more > 0 ? chain({ ...seen, text: `${text} ${line.trim()}`, more: more - 1 }) : undefined;
    },
  };
}

/** A frame names a file only if the assembly was built with its source available. */
const placeOf = ([, method = '', file, line]: RegExpExecArray): string | undefined =>
  file === undefined || line === undefined ? undefined : place(file, line, method.replace(/\(.*$/, ''));
