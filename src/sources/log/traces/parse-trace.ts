import type { Dependency } from '../../../core/facts/dependency.ts';
import type { Exception } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { dependencyIn } from '../dependencies/parse-dependency.ts';

/** A trace in progress. Bounded: it keeps only what `exception` and `where` need. */
export interface Trace {
  /** The meaning of the trace if it ended here; undefined until its error was seen. A function, because quoting is expensive. */
  readonly exception?: () => Exception;
  /** Reads the next line: returns the trace so far, or undefined if the line is not part of it. */
  next(line: string): Trace | undefined;
}

/** A location in the code, as evidence states it: `/srv/app/app.py line 4, in work`. */
export const place = (file: string, line: string, name?: string): string =>
  name === undefined ? `${file} line ${line}` : `${file} line ${line}, in ${name}`;

/** The error as the lines of a trace have shown it so far. */
export interface Raised {
  readonly text: string;
  readonly where?: string;
  /** The outermost file of the app among its frames. */
  readonly entry?: string;
  readonly isUncaught?: true;
  readonly isTopLevel?: boolean;
  readonly isRootless?: boolean;
  readonly isLogged?: true;
  /** For a chain: what led to the error, and what it led to. */
  readonly cause?: string;
  readonly outer?: string;
  /** Other texts of the trace that may name a host: errors that led to it, further lines of its text. */
  readonly others?: readonly string[];
  /** Where a key was not found. */
  readonly lookedIn?: Exception['lookedIn'];
  /** It was raised while the app opened its own port, so a name or an address in it is not another host's. */
  readonly isListening?: boolean;
}

/** An exception with quotable texts, and the dependency that it, or an error next to it, reports. */
export const exceptionOf = (language: Exception['language'], raised: Raised) => (): Exception => {
  const { text, where, entry, isUncaught, isTopLevel, isRootless, isLogged, cause, outer, lookedIn } = raised;
  const { others = [], isListening } = raised;
  const texts = [text, cause, outer, ...others].filter((each) => each !== undefined);
  const dependency = isListening === true ? undefined : bestOf(texts.map((each) => dependencyIn(each.trim())));
  return {
    kind: 'exception',
    language,
    text: quotable(text.trim(), 300),
    ...(cause !== undefined && { cause: quotable(cause.trim(), 200) }),
    ...(outer !== undefined && { outer: quotable(outer.trim(), 200) }),
    ...(where !== undefined && { where: quotable(where, 300) }),
    ...(entry !== undefined && !where?.startsWith(`${entry} line `) && { entry: quotable(entry, 300) }),
    ...(isUncaught && { isUncaught }),
    ...(isTopLevel && !isUncaught && { isTopLevel }),
    ...(isRootless && { isRootless }),
    ...(isLogged && { isLogged }),
    ...(isListening && { isListening }),
    ...(lookedIn && { lookedIn }),
    ...(dependency && { dependency }),
  };
};

/** The first that names a host; another one may know better how it failed. */
function bestOf(found: readonly (Dependency | undefined)[]): Dependency | undefined {
  const all = found.filter((each) => each !== undefined);
  const named = all.find(({ target }) => target !== undefined) ?? all[0];
  const exact = all.find(({ how }) => how !== 'unreached');
  const service = named?.service ?? all.find((each) => each.service !== undefined)?.service;
  return (
    named && {
      ...named,
      ...(named.how === 'unreached' && exact && { how: exact.how }),
      ...(service !== undefined && { service }),
    }
  );
}

const SAME = 40;

/** The two ends of a chain of errors; the last is the cause, and counts. Only one of them if it contains the other. */
export function ofChain(outer: string | undefined, text: string): Pick<Raised, 'text' | 'outer'> {
  if (outer === undefined || outer === text) return { text };
  if (outer.includes(text)) return { text: outer };
  return text.includes(outer.slice(0, SAME)) ? { text } : { text, outer };
}
