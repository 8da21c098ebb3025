import type { Log } from '../../core/memory/facts.ts';
import type { Logged } from './crash-reason.ts';

/** A file that a loader looks for: `libGL.so.1`, `ld-linux-x86-64.so.2`. */
export const LIBRARY = '((?:lib|ld)[\\w.+-]{1,80}\\.so[\\w.]{0,20})';

/** A module of an interpreter's, as glibc and as musl word it: `ImportError: libGL.so.1: cannot open …`. */
const MODULE = new RegExp(
  `(?:^|[ :])${LIBRARY}: cannot open shared object file: No such file or directory|(?:^|[ :])Error loading shared library ${LIBRARY}: No such file or directory`,
);

/** As libffi's callers word it (Ruby's ffi), which try the name without its `lib`, too. */
const FOREIGN =
  /Could not open library '(?:lib)?([\w.+-]{1,80}\.so[\w.]{0,20})': \S{1,100}: cannot open shared object file: No such file or directory/;

/** The shared library for want of which a module could not be loaded. */
export function unloadedLibrary({ text }: Pick<Logged, 'text'>): string | undefined {
  const foreign = FOREIGN.exec(text)?.[1];
  if (foreign !== undefined) return `lib${foreign}`;
  const found = MODULE.exec(text);
  return found?.[1] ?? found?.[2];
}

/** Whether such an exception is known, and the lines that say which module it was are not yet: they follow within moments. */
export const isModuleUnread = (exception: Logged, { lastWrittenAt }: Pick<Log, 'lastWrittenAt'>): boolean =>
  unloadedLibrary(exception) !== undefined && lastWrittenAt !== undefined && lastWrittenAt < exception.at;
