import { exceptionOf, ofChain, place, type Trace } from './parse-trace.ts';

/** What to search the raw output for. */
export const dotnetNeedles: readonly string[] = [
  'Unhandled [eE]xception[.:] ',
  'Process terminated\\. ',
  'An unhandled exception (?:was|has) ',
  'terminated unexpectedly',
];

const HEAD = /^(?:Unhandled [eE]xception[.:] (\S.*)|(Process terminated\. .*))$/;
/** Kestrel, the middleware of ASP.NET Core, and Serilog's usual last words: the exception stands in the next line. */
const SERVED =
  /\bAn unhandled exception (?:was thrown by the application|has occurred while executing the request)\.$|\b(?:[Hh]ost|[Aa]pplication|[Ss]ervice) (terminated unexpectedly)[.!]?$/;
const TYPED = /^\s{0,12}((?:[A-Z]\w{0,60}\.){0,8}[A-Z]\w{0,100}(?:Exception|Error)\b.*)$/;
const INNER = /^\s{1,12}---> (?:\(Inner Exception #\d+\) )?(\S.*?)(?:<---)?$/;
const FRAME = /^\s+at (\S.{0,500}?)(?: in (\S.{0,400}):line (\d+))?$/;
const OTHER = /^ {3}--- End of (?:inner exception|stack trace)|^\s|^$|^Aborted/;
const MORE_LINES = 4;

/** Begins a trace where the line is the first of an exception that nobody caught. */
export function startDotnet(line: string): Trace | undefined {
  const [, text, terminated] = HEAD.exec(line) ?? [];
  const head = text ?? terminated;
  const served = SERVED.exec(line);
  if (served) return below(served[1] === undefined ? 'served' : 'last');
  return head === undefined ? undefined : chain({ text: head, more: MORE_LINES, end: 'uncaught' });
}

const below = (end: Chain['end']): Trace => ({
  next(line) {
    const text = TYPED.exec(line)?.[1];
    return text === undefined ? undefined : chain({ text, more: 0, end });
  },
});

interface Chain {
  /** The innermost exception; those before it are what became of it. */
  readonly text: string;
  readonly outer?: string;
  readonly where?: string;
  /** So many lines may still belong to the text. */
  readonly more: number;
  /** What became of the program: the runtime ended it, it may have ended itself, or it serves on. */
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

/** Only what was built with its source at hand names a file. */
const placeOf = ([, method = '', file, line]: RegExpExecArray): string | undefined =>
  file === undefined || line === undefined ? undefined : place(file, line, method.replace(/\(.*$/, ''));
