import { type CommandLine, commandFirst, parted, readCommandLine } from './command-line.ts';
import { exitCode } from './exit-code.ts';
import { reportUsage } from './usage.ts';

/**
 * Runs the command that the arguments name and gives the process's exit code. Never throws for wrong usage: that is 64 and one line.
 * yargs is loaded only for help and for usage that is not plainly right: it costs 58 ms and 4.7 MB (docs/decisions.md).
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  try {
    const line = readCommandLine(commandFirst(argv));
    return line?.isPlain ? await line.command.run(line.given) : await runUnsure(argv, line);
  } catch (error) {
    return reportUsage(error);
  }
}

async function runUnsure(argv: readonly string[], line: CommandLine | undefined): Promise<number> {
  const { own, app } = parted(argv);
  if (line?.command.takesApp && app && isBesideApp()) return runUnread(own.slice(1).join(' '), app);
  const { isAnswered } = await import('./help.ts');
  if (await isAnswered(own)) return exitCode.ok;
  if (line?.fault) throw line.fault;
  return line ? line.command.run(line.given) : exitCode.usage;
}

/** Whether the launcher runs the app already. */
function isBesideApp(): boolean {
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  return launcher !== undefined && launcher !== 'usage';
}

/** A `run` beside the launcher whose flags cannot be read: ending with 64 would leave the running app unwatched. */
const runUnread = async (unread: string, command: readonly string[]): Promise<number> =>
  (await import('./run.ts')).run({ flags: {}, command, unread });
