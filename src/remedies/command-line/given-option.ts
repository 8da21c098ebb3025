import { typedWord } from './shell-word.ts';

/** An option on a command line. */
export interface GivenOption {
  /** Its words on the command line: `-b 127.0.0.1:80`, `--bind=127.0.0.1:80`, `-D`. */
  readonly words: readonly string[];
  /** The index of the first one among the arguments. */
  readonly at: number;
  /** The same words with another value. */
  with(value: string): readonly string[];
}

/**
 * The last option with one of these names, as most parsers read it: the value follows a blank, `=`, or a single letter directly.
 * Names include their dashes. Stops at `--`. Throws nothing.
 */
export function givenOption(args: readonly string[], names: readonly string[]): GivenOption | undefined {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  return own.flatMap((arg, at) => names.flatMap((name) => optionAt(own, at, name, arg) ?? [])).at(-1);
}

function optionAt(args: readonly string[], at: number, name: string, arg: string): GivenOption | undefined {
  const next = args[at + 1];
  if (arg === name) {
    const hasValue = next !== undefined && !next.startsWith('-');
    return { words: hasValue ? [arg, next] : [arg], at, with: (value) => [arg, value] };
  }
  if (arg.startsWith(`${name}=`)) return { words: [arg], at, with: (value) => [`${name}=${value}`] };
  const isLetter = /^-[A-Za-z]$/.test(name) && arg.startsWith(name);
  return isLetter ? { words: [arg], at, with: (value) => [`${name}${value}`] } : undefined;
}

/** Words as a person types them into a shell. A variable in a word stays a variable. */
export const typed = (words: readonly string[]): string => words.map(typedWord).join(' ');
