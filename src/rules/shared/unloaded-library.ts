import type { Log } from '../../core/memory/facts.ts';
import type { Logged } from './crash-reason.ts';

const NAME = '(lib[\\w.+-]{1,80}\\.so[\\w.]{0,20})';
/** A module of an interpreter's: `ImportError: libGL.so.1: cannot open …`. */
const MODULE = new RegExp(`(?:^|[ :])${NAME}: cannot open shared object file: No such file or directory`);

/** The shared library for want of which a module could not be loaded. */
export const unloadedLibrary = ({ text }: Pick<Logged, 'text'>): string | undefined => MODULE.exec(text)?.[1];

/** Whether such an exception is known, and the lines that say which module it was are not yet: they follow within moments. */
export const isModuleUnread = (exception: Logged, { lastWrittenAt }: Pick<Log, 'lastWrittenAt'>): boolean =>
  unloadedLibrary(exception) !== undefined && lastWrittenAt !== undefined && lastWrittenAt < exception.at;
