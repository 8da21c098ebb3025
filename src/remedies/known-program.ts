import { servers } from './servers/servers.ts';

/** Programs that start servers. */
const OTHERS = [
  'python3',
  'python',
  'node',
  'npm',
  'npx',
  'yarn',
  'pnpm',
  'ruby',
  'bundle',
  'java',
  'php',
  'perl',
  'poetry',
];

/** Plain words, which other names resemble too easily. */
const PLAIN: ReadonlySet<string> = new Set(['serve', 'daemon', 'build', 'console']);

/**
 * The known program that a misspelled name most likely means: one letter is wrong, missing, extra or swapped with the next.
 * Undefined if no known program is that close. Short names are never matched, because they resemble each other too easily.
 */
export function knownProgramLike(name: string): string | undefined {
  if (name.length < 4 || name.length > 40) return undefined;
  const known = [...OTHERS, ...servers.flatMap(({ programs }) => programs)];
  return known.includes(name)
    ? undefined
    : known.find((each) => each.length > 3 && !PLAIN.has(each) && isOneOff(name, each));
}

function isOneOff(given: string, meant: string): boolean {
  const start = [...given].findIndex((letter, at) => letter !== meant[at]);
  const from = start < 0 ? given.length : start;
  const [left, right] = [given.slice(from), meant.slice(from)];
  const isSwapped = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2) && left.length > 1;
  return isSwapped || left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1);
}
