import type { Dependency } from '../../../core/facts/dependency.ts';
import type { Exception } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { dependencyIn } from '../dependencies/parse-dependency.ts';

/** A trace that a reader is in the middle of; bounded: no line of it is kept but what `exception` and `where` need. */
export interface Trace {
  /** What the trace says, if it ended here; undefined until its error was seen. Asked for once: to make it quotable is dear. */
  readonly exception?: () => Exception;
  /** Reads the next line: the trace goes on, or undefined: the line is no longer part of it. */
  next(line: string): Trace | undefined;
}

/** A place in the code, as evidence tells it: `/srv/app/app.py line 4, in work`. */
export const place = (file: string, line: string, name?: string): string =>
  name === undefined ? `${file} line ${line}` : `${file} line ${line}, in ${name}`;

/** What the lines of a trace have shown of its error, as they have it. */
export interface Raised {
  readonly text: string;
  readonly where?: string;
  /** The outermost file of the app among its frames. */
  readonly entry?: string;
  readonly isUncaught?: true;
  readonly isTopLevel?: boolean;
  readonly isRootless?: boolean;
  readonly isLogged?: true;
  /** Of a chain: what led to it, and what became of it. */
  readonly cause?: string;
  readonly outer?: string;
  /** Other texts of the trace that may name a host: errors that led to it, lines below the first of its text. */
  readonly others?: readonly string[];
  /** In what a key was not found. */
  readonly lookedIn?: Exception['lookedIn'];
  /** It was raised while the app opened a port of its own, so that a name or an address in it is no other host's. */
  readonly isListening?: boolean;
}

/** An exception, its texts quotable, with the host that failed the app where it, or one of the errors beside it, says so. */
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

/** The first that names a host; one of the others may know better how it failed. */
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

/** The two ends of a chain of errors, the cause last, of which the cause counts; one of them where it says all that the other does. */
export function ofChain(outer: string | undefined, text: string): Pick<Raised, 'text' | 'outer'> {
  if (outer === undefined || outer === text) return { text };
  if (outer.includes(text)) return { text: outer };
  return text.includes(outer.slice(0, SAME)) ? { text } : { text, outer };
}
