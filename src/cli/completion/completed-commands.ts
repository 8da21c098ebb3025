import type { Flag } from '../../settings/flag.ts';
import { codeWord, commandWord, fileWord } from '../command-options.ts';
import { type Command, commands } from '../commands.ts';

/** A word that is offered, and what it means. */
export interface Offer {
  readonly text: string;
  readonly describe: string;
}

/** What can follow a flag or a command: one of a few words, a path, or a text that no shell can guess. */
export type Value =
  | { readonly kind: 'words'; readonly words: readonly Offer[] }
  | { readonly kind: 'file' | 'directory' | 'text' };

/** A flag as scripts complete it; a switch has no value. */
export interface CompletedFlag {
  readonly name: string;
  readonly describe: string;
  readonly metavar: string;
  readonly isRepeatable: boolean;
  readonly value?: Value;
}

/** A command as scripts complete it. */
export interface CompletedCommand {
  readonly name: string;
  readonly describe: string;
  readonly flags: readonly CompletedFlag[];
  readonly word?: Value & { readonly isRepeatable: boolean };
  readonly takesApp: boolean;
}

/** Every command, as the tables of commands and settings define it, with the codes of all diagnoses. */
export const completedCommands = (codes: readonly Offer[]): readonly CompletedCommand[] =>
  commands.map((command) => {
    const { name, describe, flags, uses = flags, word, takesApp } = command;
    return {
      name,
      describe,
      flags: uses.filter((flag) => flag !== word).map(completedFlag),
      ...(word && { word: { ...wordValue(command, codes), isRepeatable: word.shape === 'list' } }),
      takesApp: takesApp === true,
    };
  });

/** Flags that every command accepts. */
export const everywhere: readonly Offer[] = [
  { text: 'help', describe: 'print help' },
  { text: 'version', describe: 'print the version' },
];

const completedFlag = (flag: Flag<unknown>): CompletedFlag => ({
  name: flag.name,
  describe: flag.describe,
  metavar: flag.metavar ?? flag.kind.metavar,
  isRepeatable: flag.shape === 'list',
  ...(flag.shape !== 'switch' && { value: valueFor(flag) }),
});

function wordValue({ word }: Command, codes: readonly Offer[]): Value {
  if (word === codeWord) return { kind: 'words', words: codes };
  if (word === fileWord) return { kind: 'file' };
  if (word === commandWord)
    return { kind: 'words', words: commands.map(({ name, describe }) => ({ text: name, describe })) };
  return word === undefined ? { kind: 'text' } : valueFor(word);
}

function valueFor({ kind }: Flag<unknown>): Value {
  if (kind.form?.kind === 'words')
    return { kind: 'words', words: kind.form.words.map((text) => ({ text, describe: '' })) };
  if (kind.metavar === 'FILE') return { kind: 'file' };
  return { kind: kind.metavar === 'DIRECTORY' ? 'directory' : 'text' };
}
