import { configFlag } from '../settings/config-flag.ts';
import type { Flag } from '../settings/flag.ts';
import { flags } from '../settings/flags.ts';
import { codeWord, fileWord, formatOption, pidOption, timeoutOption } from './command-options.ts';

/** What a command was given. */
export interface Arguments {
  /** The flags and the word, as texts by flag name. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** What follows `--`, letter for letter. */
  readonly command: readonly string[];
}

/** A command, and everything that it takes. The reader of arguments and yargs know no more of it than this. */
export interface Command {
  readonly name: string;
  readonly describe: string;
  readonly flags: readonly Flag<unknown>[];
  /** The flag that is meant by a word without one; by several words where its shape is `list`. */
  readonly word?: Flag<string>;
  /** Whether it wants the app's command behind `--`. */
  readonly takesApp?: true;
  /** Loads the command, and gives its exit code. Throws SettingsError for wrong usage. */
  run(given: Arguments): Promise<number>;
}

/** The settings, and the file that may hold them: of whatever looks at the app. */
const settings: readonly Flag<unknown>[] = [...Object.values(flags), configFlag];

/** Every command, in the order in which help shows them. `completion` and help itself are yargs'. */
export const commands: readonly Command[] = [
  {
    name: 'run',
    describe: 'start COMMAND as the app and watch it: sidewatch run [options] -- COMMAND [ARG...]',
    flags: settings,
    takesApp: true,
    run: async ({ texts, command }) => (await import('./run.ts')).run({ flags: texts, command }),
  },
  {
    name: 'attach',
    describe: 'watch an app that someone else started, in the same PID and network namespace',
    flags: [...settings, pidOption],
    run: async ({ texts }) => (await import('./attach.ts')).attach({ flags: texts, pid: textOf(texts, pidOption) }),
  },
  {
    name: 'check',
    describe:
      'one look at the app, and one report; asks a running agent where there is one. Fit for HEALTHCHECK CMD and kubectl exec',
    flags: [...settings, formatOption],
    run: async ({ texts }) => (await import('./check.ts')).check({ flags: texts, format: formatOf(texts) }),
  },
  {
    name: 'wait',
    describe: "block until a running agent's release check has passed or failed",
    flags: [...settings, timeoutOption],
    run: async ({ texts }) => (await import('./wait.ts')).wait({ flags: texts, timeout: textOf(texts, timeoutOption) }),
  },
  {
    name: 'explain',
    describe: 'print what a diagnosis means and how to fix it; all of them without CODE',
    flags: [codeWord, formatOption],
    word: codeWord,
    run: async ({ texts }) =>
      (await import('./explain.ts')).explain({ code: textOf(texts, codeWord), format: formatOf(texts) }),
  },
  {
    name: 'analyze',
    describe: 'read saved container logs (stdin without FILE) and print the diagnoses that each of them proves',
    flags: [fileWord, formatOption],
    word: fileWord,
    run: async ({ texts }) =>
      (await import('./analyze.ts')).analyze({ files: texts[fileWord.name] ?? [], format: formatOf(texts) }),
  },
];

const textOf = (texts: Arguments['texts'], { name }: Flag<unknown>): string | undefined => texts[name]?.at(-1);

const formatOf = (texts: Arguments['texts']): 'text' | 'json' =>
  formatOption.kind.parse(textOf(texts, formatOption) ?? formatOption.fallback) ?? 'text';
