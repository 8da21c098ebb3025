import yargs, { type Argv } from 'yargs';
import { SettingsError } from '../core/errors.ts';
import { switchWord } from '../settings/switch-word.ts';
import { version } from '../version.ts';
import { formatOption, oneOf, pidOption, runOptions, textsOf, timeoutOption } from './cli-options.ts';
import { exitCode } from './exit-code.ts';
import { tellUsage } from './usage.ts';

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
  await parser(own, { command, finished }).parseAsync();
  return code;
}

/** What follows `--`, and who is told the exit code. */
interface Call {
  readonly command: readonly string[];
  finished(code: number): void;
}

function parser(own: readonly string[], call: Call): Argv {
  // The directory that it was started in may be gone, which yargs would stumble over; it reads no file of it.
  const bare = yargs([...own], '/')
    .scriptName('sidewatch')
    .usage('$0 says why the app in this container fails its health check, with the evidence and the fix.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
    });
  const commands = [watching, asking, reading].reduce((cli, added) => added(cli, call), bare);
  return commands
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

/** The commands that are the agent. */
const watching = (cli: Argv, { command, finished }: Call): Argv =>
  cli
    .command(
      'run',
      'start COMMAND as the app and watch it: sidewatch run [options] -- COMMAND [ARG...]',
      (args) => runOptions(args).strict(),
      async (given) => {
        const { run } = await import('./run.ts');
        finished(await run({ flags: textsOf(given), command }));
      },
    )
    .command(
      'attach',
      'watch an app that someone else started, in the same PID and network namespace',
      (args) => runOptions(args).option('pid', pidOption).strict(),
      async (given) => {
        const { attach } = await import('./attach.ts');
        finished(await attach({ flags: textsOf(given), pid: oneOf('pid', given) }));
      },
    );

/** Those that ask one, or look once where there is none. */
const asking = (cli: Argv, { finished }: Call): Argv =>
  cli
    .command(
      'check',
      'one look at the app, and one report; asks a running agent where there is one. Fit for HEALTHCHECK CMD and kubectl exec',
      (args) => runOptions(args).option('format', formatOption).strict(),
      async (given) => {
        const { check } = await import('./check.ts');
        finished(await check({ flags: textsOf(given), format: given['format'] === 'json' ? 'json' : 'text' }));
      },
    )
    .command(
      'wait',
      "block until a running agent's release check has passed or failed",
      (args) => runOptions(args).option('timeout', timeoutOption).strict(),
      async (given) => {
        const { wait } = await import('./wait.ts');
        finished(await wait({ flags: textsOf(given), timeout: oneOf('timeout', given) }));
      },
    );

/** Those that need neither agent nor app. */
const reading = (cli: Argv, { finished }: Call): Argv =>
  cli
    .command(
      'explain [code]',
      'print what a diagnosis means and how to fix it; all of them without CODE',
      (args) => args.positional('code', { type: 'string' }).option('format', formatOption).strict(),
      async ({ code, format }) => {
        const { explain } = await import('./explain.ts');
        finished(await explain({ code, format }));
      },
    )
    .command(
      'analyze [file]',
      'read a saved container log (stdin without FILE) and print the diagnoses that it proves',
      (args) => args.positional('file', { type: 'string' }).option('format', formatOption).strict(),
      async ({ file, format }) => {
        const { analyze } = await import('./analyze.ts');
        finished(await analyze({ file, format }));
      },
    );

/** Every way in which yargs refuses arguments becomes one line; a throw from a command passes as it is. */
function usageError(message: string, error: Error | undefined): never {
  if (error instanceof Error && error.name !== 'YError') throw error;
  throw new SettingsError(
    `${(message ?? error?.message ?? 'wrong usage').replace(/\s*\n\s*/g, ' ')}; see sidewatch --help`,
  );
}
