import yargs, { type Argv } from 'yargs';
import { SettingsError } from './core/errors.ts';
import { exitCode } from './exit-code.ts';
import type { Flag } from './settings/flag.ts';
import { flags } from './settings/flags.ts';
import { wrongFlag } from './settings/layers.ts';
import { switchWord } from './settings/switch-word.ts';
import { tellUsage } from './usage.ts';
import { version } from './version.ts';

/** Runs the command that the arguments name and gives the process's exit code. Never throws for wrong usage: that is 64 and one line. */
export async function runCli(argv: readonly string[]): Promise<number> {
  // What follows `--` is the app's, letter for letter: no option parser may look at it.
  const split = argv.indexOf('--');
  const own = split < 0 ? argv : argv.slice(0, split);
  const command = split < 0 ? [] : argv.slice(split + 1);
  try {
    return await dispatch(own.map(switchWord), command);
  } catch (error) {
    return tellUsage(error);
  }
}

async function dispatch(own: readonly string[], command: readonly string[]): Promise<number> {
  let code: number = exitCode.ok;
  const finished = (result: number): void => {
    code = result;
  };
  await parser(own, command, finished).parseAsync();
  return code;
}

function parser(own: readonly string[], command: readonly string[], finished: (code: number) => void): Argv {
  return yargs([...own])
    .scriptName('sidewatch')
    .usage('$0 says why the app in this container fails its health check, with the evidence and the fix.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
    })
    .command(
      'run',
      'start COMMAND as the app and watch it: sidewatch run [options] -- COMMAND [ARG...]',
      (args) => runOptions(args).strict(),
      async (given) => {
        const { run } = await import('./commands/run.ts');
        finished(await run({ flags: textsOf(given), command }));
      },
    )
    .command(
      'attach',
      'watch an app that someone else started, in the same PID and network namespace',
      (args) => runOptions(args).option('pid', pidOption).strict(),
      async (given) => {
        const { attach } = await import('./commands/attach.ts');
        finished(await attach({ flags: textsOf(given), pid: oneOf('pid', given) }));
      },
    )
    .command(
      'check',
      'one look at the app, and one report; asks a running agent where there is one. Fit for HEALTHCHECK CMD and kubectl exec',
      (args) => runOptions(args).option('format', formatOption).strict(),
      async (given) => {
        const { check } = await import('./commands/check.ts');
        finished(await check({ flags: textsOf(given), format: given['format'] === 'json' ? 'json' : 'text' }));
      },
    )
    .command(
      'wait',
      "block until a running agent's release check has passed or failed",
      (args) => runOptions(args).option('timeout', timeoutOption).strict(),
      async (given) => {
        const { wait } = await import('./commands/wait.ts');
        finished(await wait({ flags: textsOf(given), timeout: oneOf('timeout', given) }));
      },
    )
    .command(
      'explain [code]',
      'print what a diagnosis means and how to fix it; all of them without CODE',
      (args) => args.positional('code', { type: 'string' }).option('format', formatOption).strict(),
      async ({ code, format }) => {
        const { explain } = await import('./commands/explain.ts');
        finished(await explain({ code, format }));
      },
    )
    .command(
      'analyze [file]',
      'read a saved container log (stdin without FILE) and print the diagnoses that it proves',
      (args) => args.positional('file', { type: 'string' }).option('format', formatOption).strict(),
      async ({ file, format }) => {
        const { analyze } = await import('./commands/analyze.ts');
        finished(await analyze({ file, format }));
      },
    )
    .completion('completion', 'print a completion script for the shell')
    .demandCommand(
      1,
      1,
      'a command must be given: run, attach, check, wait, analyze, explain or completion; see --help',
    )
    .strict()
    .version(version)
    .help()
    .wrap(Math.min(120, process.stdout.columns ?? 120))
    .exitProcess(false)
    .fail(usageError);
}

const pidOption = {
  type: 'string' as const,
  requiresArg: true,
  describe: "the app's process [whoever owns the endpoint's listener, else the oldest process]",
};

const timeoutOption = {
  type: 'string' as const,
  requiresArg: true,
  describe: 'for how long to wait at most, in seconds [the release timeout and 30 s more]',
};

/** An option of one command alone, as text. Throws SettingsError when it was given twice. */
function oneOf(name: string, given: Readonly<Record<string, unknown>>): string | undefined {
  const value = given[name];
  if (Array.isArray(value)) throw new SettingsError(`--${name} takes one value, got ${value.join(' and ')}`);
  return value === undefined ? undefined : String(value);
}

const formatOption = { choices: ['text', 'json'] as const, default: 'text' as const, describe: 'form of the output' };

/** Every way in which yargs refuses arguments becomes one line; a throw from a command passes as it is. */
function usageError(message: string, error: Error | undefined): never {
  if (error instanceof Error && error.name !== 'YError') throw error;
  throw new SettingsError(
    `${(message ?? error?.message ?? 'wrong usage').replace(/\s*\n\s*/g, ' ')}; see sidewatch --help`,
  );
}

function runOptions(args: Argv): Argv {
  const named = Object.values(flags).map((flag: Flag<unknown>) => [flag.name, optionOf(flag)] as const);
  return args
    .options(Object.fromEntries(named))
    .option('config', { type: 'string', requiresArg: true, describe: 'a JSON file with settings, by flag name' })
    .epilogue(
      'Each flag is also a variable, and a key of the config file: --release-timeout is SIDEWATCH_RELEASE_TIMEOUT.',
    );
}

function optionOf(flag: Flag<unknown>) {
  const describe = `${flag.describe} [${flag.fallback}]`;
  return flag.shape === 'switch'
    ? ({ type: 'boolean', describe } as const)
    : ({ type: 'string', array: flag.shape === 'list', describe } as const);
}

/** The flags that were given, as texts by name. Throws SettingsError for a flag that was given twice and takes one value. */
function textsOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const entries = Object.values(flags).flatMap((flag: Flag<unknown>) => {
    const value = given[flag.name];
    if (value === undefined) return [];
    const texts = Array.isArray(value) ? value.map(String) : [String(value)];
    // What yargs makes of `--log-file=`.
    if (texts.length === 0) throw wrongFlag(flag, '');
    if (flag.shape === 'value' && texts.length > 1) throw wrongFlag(flag, texts.join(' and '));
    return [[flag.name, texts] as const];
  });
  const config = given['config'];
  return { ...Object.fromEntries(entries), ...(config !== undefined && { config: [String(config)] }) };
}
