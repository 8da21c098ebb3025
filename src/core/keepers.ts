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
  const [first = '', ...rest] = process.command;
  const isBox = nameOf(first) === 'busybox' || nameOf(first) === 'coreutils';
  const [program = '', ...words] = isBox ? rest : [first, ...rest];
  const name = nameOf(program);
  if (SHELLS.has(name) || INITS.has(name)) return { process, isEndless: true };
  if (name === 'tail') return words.some(follows) ? { process, isEndless: true } : undefined;
  if (name === 'cat' && words.every((word) => word === '-')) return { process, isEndless: true };
  if (name === 'sleep') return { process, isEndless: isLong(words[0] ?? '') };
  return undefined;
}

/** A login shell's name begins with a dash. */
const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');

const follows = (word: string): boolean => /^-[a-zA-Z0-9]*[fF]/.test(word) || word.startsWith('--follow');

const isLong = (time: string): boolean => /^(?:inf|\d+[mhd])/.test(time) || Number.parseFloat(time) >= LONG_SLEEP_S;
