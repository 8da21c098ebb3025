import { type PlainRun, plainFlags } from '../cli/command-line.ts';

/** The arguments of a `check`, as its command takes them. */
export interface PlainCheck {
  readonly flags: PlainRun['flags'];
  readonly format: 'text' | 'json';
}

const FORMAT = '--format';

/** Reads `check --flag value --format json` where it is plainly right; undefined for all else: that is for the parser of all commands to judge. */
export function plainCheck(argv: readonly string[]): PlainCheck | undefined {
  const [command, ...words] = argv;
  const at = words.indexOf(FORMAT);
  const format = at < 0 ? 'text' : words[at + 1];
  if (command !== 'check' || (format !== 'text' && format !== 'json')) return undefined;
  const flags = plainFlags(at < 0 ? words : words.toSpliced(at, 2));
  return flags && { flags, format };
}
