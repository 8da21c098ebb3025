import type { Known } from '../../core/diagnosis/rule.ts';
import type { Logged } from './crash-reason.ts';

/** A file that a loader looks for: `libGL.so.1`, `ld-linux-x86-64.so.2`. */
export const LIBRARY = '((?:lib|ld)[\\w.+-]{1,80}\\.so[\\w.]{0,20})';

/** An interpreter's module, in the words of glibc and of musl: `ImportError: libGL.so.1: cannot open …`. */
const MODULE = new RegExp(
  `(?:^|[ :])${LIBRARY}: cannot open shared object file: No such file or directory|(?:^|[ :])Error loading shared library ${LIBRARY}: No such file or directory`,
);

/** The words of libffi's callers (Ruby's ffi), which also try the name without `lib`. */
const FOREIGN =
  /Could not open library '(?:lib)?([\w.+-]{1,80}\.so[\w.]{0,20})': \S{1,100}: cannot open shared object file: No such file or directory/;

/** The missing shared library that kept a module from loading. */
export function unloadedLibrary({ text }: Pick<Logged, 'text'>): string | undefined {
  const foreign = FOREIGN.exec(text)?.[1];
  if (foreign !== undefined) return `lib${foreign}`;
  const found = MODULE.exec(text);
  return found?.[1] ?? found?.[2];
}

/** The lines of one trace are read within this time. */
const READ_MS = 1_000;

/**
 * Whether the lines around the exception, which name the module, are not read yet. An app's exit is known only after its output is read.
 * Lines that were read together may all count as older than the exception in them.
 */
export const isModuleUnread = (
  exception: Logged,
  { log: { lastWrittenAt }, app, at }: Pick<Known<'log' | 'app'>, 'log' | 'app' | 'at'>,
): boolean =>
  unloadedLibrary(exception) !== undefined &&
  app.exit === undefined &&
  lastWrittenAt !== undefined &&
  lastWrittenAt < exception.at &&
  at - exception.at < READ_MS;
