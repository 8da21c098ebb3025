import type { Flag } from './flag.ts';
import { flags } from './flags.ts';
import { wrongFlag } from './layers.ts';

const switches: readonly Flag<unknown>[] = Object.values(flags).filter(
  ({ shape }: Flag<unknown>) => shape === 'switch',
);

/**
 * A word of the command line, with the value of a switch spelt as yargs knows it: `--strict=1` is `--strict=true`. yargs takes
 * every other value for false. Throws SettingsError for one that is no switch's.
 */
export function switchWord(word: string): string {
  const flag = switches.find(({ name }) => word.startsWith(`--${name}=`));
  if (flag === undefined) return word;
  const text = word.slice(flag.name.length + 3);
  const value = flag.kind.parse(text);
  if (value === undefined) throw wrongFlag(flag, text);
  return `--${flag.name}=${value}`;
}
