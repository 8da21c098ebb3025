import type { Process } from './process.ts';

/** A process that only keeps a container alive: a shell, `tail -f`, a sleep, an init. `isEndless`: it does not end by itself. */
export interface Keeper {
  readonly process: Process;
  readonly isEndless: boolean;
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);
const INITS = new Set(['tini', 'tini-static', 'dumb-init', 'docker-init', 'catatonit', 'gosu', 'su-exec', 'script']);
const LONG_SLEEP_S = 60;

/** What the process keeps alive, if it does nothing else; undefined for every program that may be the app itself. */
export function keeperOf(process: Process): Keeper | undefined {
  const isEndless = keepsEndlessly(process.command);
  return isEndless === undefined ? undefined : { process, isEndless };
}

/** Whether a command that only keeps a container alive does so for ever; undefined for every other one. */
export function keepsEndlessly(command: readonly string[]): boolean | undefined {
  const [first = '', ...rest] = command;
  const isBox = nameOf(first) === 'busybox' || nameOf(first) === 'coreutils';
  const [program = '', ...words] = isBox ? rest : [first, ...rest];
  const name = nameOf(program);
  if (SHELLS.has(name) || isInit(name)) return true;
  if (name === 'tail') return words.some(follows) ? true : undefined;
  if (name === 'cat' && words.every((word) => word === '-')) return true;
  if (name === 'sleep') return isLong(words[0] ?? '');
  return undefined;
}

/** Whether a command does nothing but keep a container alive, and never will: `tail -f`, a long sleep, an init, a shell without a script. */
export const keepsOnly = (command: readonly string[]): boolean =>
  keepsEndlessly(command) === true && (!SHELLS.has(nameOf(command[0] ?? '')) || isBareShell(command));

/** Whether a program of this name only starts another and reaps its children. */
export const isInit = (name: string): boolean => INITS.has(name);

/** Whether the command is a shell that waits for a person's or a pipe's input: it runs no script. */
export function isBareShell(command: readonly string[]): boolean {
  const [program = '', ...words] = command;
  return SHELLS.has(nameOf(program)) && words.every((word) => /^-(?:[il]+|-login|-norc|-noprofile|-posix)$/.test(word));
}

/** A login shell's name begins with a dash. */
const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');

const follows = (word: string): boolean => /^-[a-zA-Z0-9]*[fF]/.test(word) || word.startsWith('--follow');

const isLong = (time: string): boolean => /^(?:inf|\d+[mhd])/.test(time) || Number.parseFloat(time) >= LONG_SLEEP_S;
