import yargs, { type Argv } from 'yargs';
import { SettingsError } from '../core/errors.ts';
import type { Flag } from '../settings/flag.ts';
import { type Command, commands } from './commands.ts';
import { exitCode } from './exit-code.ts';
import { help, printVersion } from './help-text.ts';

/**
 * Has yargs judge the words before `--`. If they ask for help or the version, prints it and returns the exit code; otherwise returns
 * undefined. Throws `fault`, or else what yargs says, if yargs calls the words wrong. Runs no command and uses no value that yargs read:
 * readCommandLine reads those.
 */
export async function answered(own: readonly string[], fault?: SettingsError): Promise<number | undefined> {
  let isRun = false;
  const cli = described(own, fault, () => {
    isRun = true;
  });
  // The callback keeps yargs from printing.
  const argv = await cli.parseAsync([...own], {}, () => undefined);
  if (isRun) return undefined;
  if (argv['version'] === true) return printVersion();
  return help(own.find((word) => commands.some(({ name }) => name === word && name !== 'help')));
}

/** Whether the words ask for help or the version, which is then printed. */
export const isAnswered = async (own: readonly string[]): Promise<boolean> => (await answered(own)) === exitCode.ok;

function described(own: readonly string[], fault: SettingsError | undefined, onRight: () => void): Argv {
  // In `/`, because yargs fails if the working directory was removed. It reads no file there.
  const bare = yargs([...own], '/')
    .scriptName('sidewatch')
    // A name means what it says: --no-api negates nothing, --releaseTimeout is not another spelling.
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      // A flag of a list accepts one value: the next word can be `help`.
      'greedy-arrays': false,
    });
  return commands
    .reduce((cli, command) => added(cli, command, onRight), bare)
    .demandCommand(1, 1)
    .strict()
    .help()
    .alias('help', 'h')
    .version('')
    .alias('version', 'V')
    .exitProcess(false)
    .fail((message, error) => {
      if (error instanceof Error && error.name !== 'YError') throw error;
      throw fault ?? yargsFault(message ?? error?.message ?? 'wrong usage');
    });
}

const yargsFault = (message: string): SettingsError =>
  new SettingsError(`${message.replace(/\s*\n\s*/g, ' ')}; see \`sidewatch --help\``);

const added = (cli: Argv, { name, describe, flags, word }: Command, onRight: () => void): Argv =>
  cli.command(
    word ? `${name} [${word.name}${word.shape === 'list' ? '..' : ''}]` : name,
    describe,
    (args) =>
      flags
        .reduce(
          (all, flag) =>
            flag === word ? all.positional(flag.name, { type: 'string' }) : all.option(flag.name, optionOf(flag)),
          args,
        )
        .strict(),
    onRight,
  );

function optionOf({ shape, kind: { form }, isSetting }: Flag<unknown>) {
  if (shape === 'switch') return { type: 'boolean' } as const;
  if (isSetting !== false) return { type: 'string', array: shape === 'list' } as const;
  return form?.kind === 'words' ? { choices: form.words } : ({ type: 'string', requiresArg: true } as const);
}
