import type { Log } from '../../core/memory/facts.ts';
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

/** Whether the lines after the exception, which name the module, are not read yet: they follow within moments. */
export const isModuleUnread = (exception: Logged, { lastWrittenAt }: Pick<Log, 'lastWrittenAt'>): boolean =>
  unloadedLibrary(exception) !== undefined && lastWrittenAt !== undefined && lastWrittenAt < exception.at;
