import type { Exception } from '../../../core/facts/log-event.ts';
import { quotable } from '../../../core/redaction/redact.ts';
import { dependencyIn } from './parse-dependency.ts';

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

/** An exception, its texts quotable, with the host that failed the app where it, or one of the errors that led to it, says so. */
export const exceptionOf =
  (language: Exception['language'], text: string, where?: string, causes: readonly string[] = []) =>
  (): Exception => {
    const dependency = [text.trim(), ...causes].map(dependencyIn).find((each) => each !== undefined);
    return {
      kind: 'exception',
      language,
      text: quotable(text.trim(), 300),
      ...(where !== undefined && { where: quotable(where, 300) }),
      ...(dependency && { dependency }),
    };
  };
