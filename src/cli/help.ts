import yargs, { type Argv } from 'yargs';
import { SettingsError } from '../core/errors.ts';
import type { Flag } from '../settings/flag.ts';
import { version } from '../version.ts';
import { type Command, commands } from './commands.ts';

/**
 * Has yargs judge the words before `--`: prints help, the version or the completion script where they ask for it, and gives whether it did. Throws
 * SettingsError for what yargs calls wrong. It runs no command, and what it takes for the values of flags is never used: those are for
 * readCommandLine to read.
 */
export async function isAnswered(own: readonly string[]): Promise<boolean> {
  let isRight = false;
  await described(own, () => {
    isRight = true;
  }).parseAsync();
  return !isRight;
}

function described(own: readonly string[], onRight: () => void): Argv {
  // The directory that it was started in may be gone, which yargs would stumble over; it reads no file of it.
  const bare = yargs([...own], '/')
    .scriptName('sidewatch')
    .usage('$0 says why the app in this container fails its health check, with the evidence and the fix.')
    // A name means what it says: --no-api is no contrary, --releaseTimeout no other spelling. What is unknown is then named as it was given.
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      // A list's flag takes one value: the word behind that may be `help`.
      'greedy-arrays': false,
    });
  return commands
    .reduce((cli, command) => added(cli, command, onRight), bare)
    .completion('completion', 'print a completion script for the shell')
    .demandCommand(1, 1, NO_COMMAND)
    .strict()
    .version(version)
    .help()
    .wrap(Math.min(120, process.stdout.columns ?? 120))
    .exitProcess(false)
    .fail(usageError);
}

const NO_COMMAND = 'a command must be given: run, attach, check, wait, analyze, explain or completion; see --help';

const added = (cli: Argv, { name, describe, flags, word }: Command, onRight: () => void): Argv =>
  cli.command(
    word ? `${name} [${word.name}${word.shape === 'list' ? '..' : ''}]` : name,
    describe,
    (args) => {
      const known = flags.reduce(
        (all, flag) =>
          flag === word
            ? all.positional(flag.name, { type: 'string', describe: flag.describe })
            : all.option(flag.name, optionOf(flag)),
        args,
      );
      const hasSettings = flags.some(({ isSetting }) => isSetting !== false);
      return (hasSettings ? known.epilogue(EVERYWHERE) : known).strict();
    },
    onRight,
  );

const EVERYWHERE =
  'Each flag is also a variable, and a key of the config file: --release-timeout is SIDEWATCH_RELEASE_TIMEOUT.';

/** The flag as help shows it, and as completion completes it. */
function optionOf({ shape, kind: { form }, describe, fallback, isSetting }: Flag<unknown>) {
  const described = fallback === '' ? describe : `${describe} [${fallback}]`;
  if (shape === 'switch') return { type: 'boolean', describe: described } as const;
  if (isSetting !== false) return { type: 'string', array: shape === 'list', describe: described } as const;
  if (form?.kind === 'words') return { choices: form.words, default: fallback, describe };
  return { type: 'string', requiresArg: true, describe: described } as const;
}

/** Every way in which yargs refuses arguments becomes one line. */
function usageError(message: string, error: Error | undefined): never {
  if (error instanceof Error && error.name !== 'YError') throw error;
  throw new SettingsError(
    `${(message ?? error?.message ?? 'wrong usage').replace(/\s*\n\s*/g, ' ')}; see sidewatch --help`,
  );
}
