import type { Process } from './process.ts';
import { isBareShell, isShell, nameOf, onlyStarts, withoutBox } from './program-kinds.ts';

/** A process that only keeps a container alive: a shell, `tail -f`, a sleep, an init. `isEndless`: it never exits on its own. */
export interface Keeper {
  readonly process: Process;
  readonly isEndless: boolean;
}

const LONG_SLEEP_S = 60;

/** Recognizes a process that only keeps the container alive; undefined for every program that may be the app itself. */
export function keeperOf(process: Process): Keeper | undefined {
  const isEndless = keepsEndlessly(process.command);
  return isEndless === undefined ? undefined : { process, isEndless };
}

/** Whether a command that only keeps a container alive does so forever; undefined for every other command. */
export function keepsEndlessly(command: readonly string[]): boolean | undefined {
  const [program = '', ...words] = withoutBox(command);
  const name = nameOf(program);
  if (isShell(name) || onlyStarts(name)) return true;
  if (name === 'tail') return words.some(follows) ? true : undefined;
  if (name === 'cat' && words.every((word) => word === '-')) return true;
  if (name === 'sleep') return isLong(words[0] ?? '');
  return undefined;
}

/**
 * Whether a command does nothing except keep a container alive, and never will: `tail -f`, a long sleep, an init, a shell without a script.
 */
export const keepsOnly = (command: readonly string[]): boolean =>
  keepsEndlessly(command) === true && (!isShell(withoutBox(command)[0] ?? '') || isBareShell(command));

const follows = (word: string): boolean => /^-[a-zA-Z0-9]*[fF]/.test(word) || word.startsWith('--follow');

const isLong = (time: string): boolean => /^(?:inf|\d+[mhd])/.test(time) || Number.parseFloat(time) >= LONG_SLEEP_S;
