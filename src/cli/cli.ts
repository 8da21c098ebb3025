import { type CommandLine, commandFirst, parted, readCommandLine } from './command-line.ts';
import { exitCode } from './exit-code.ts';
import { reportFailure } from './failure.ts';
import { runCommand } from './run-command.ts';

/**
 * Runs the command that the arguments name. Returns the process's exit code, also for wrong usage and for output that cannot be written.
 * Loads yargs only for help and for usage that is not plainly right: it costs 58 ms and 4.7 MB (docs/decisions.md).
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    const line = readCommandLine(commandFirst(argv));
    return line?.isPlain ? await runCommand(line.command.name, line.given) : await runUnsure(argv, line);
  } catch (error) {
    return reportFailure(error);
  }
}

async function runUnsure(argv: readonly string[], line: CommandLine | undefined): Promise<number> {
  const { own, app } = parted(argv);
  if (line?.command.takesApp && app && isBesideApp()) return runUnread(own.slice(1).join(' '), app);
  const [{ answered }, { unknownCommand, wrongUsage }] = await Promise.all([
    import('./help.ts'),
    import('./wrong-usage.ts'),
  ]);
  const fault = line ? wrongUsage(line) : unknownCommand(argv);
  const code = await answered(own, fault);
  if (code !== undefined) return code;
  if (fault) throw fault;
  return line ? runCommand(line.command.name, line.given) : exitCode.usage;
}

/** Whether the launcher runs the app already. */
function isBesideApp(): boolean {
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  return launcher !== undefined && launcher !== 'usage';
}

/** A `run` next to the launcher whose flags cannot be read. Exiting with 64 would leave the running app unwatched. */
const runUnread = async (unread: string, command: readonly string[]): Promise<number> =>
  (await import('./run.ts')).run({ flags: {}, command, unread });
