import { plainCheck } from '../settings/plain-check.ts';
import { plainRun } from './command-line.ts';
import type { RunArguments } from './run.ts';
import { tellUsage } from './usage.ts';

/**
 * Runs the command that the arguments name and gives the process's exit code. A plain `run`, which is what an agent spends its
 * life as, or a plain `check`, which may be run every few seconds, does without the parser of all commands: that would cost it 40 ms and 3 MB.
 */
export async function start(argv: readonly string[]): Promise<number> {
  const plain = plainCommand(argv);
  if (plain === undefined) return (await import('./help.ts')).runCli(argv);
  try {
    return await plain();
  } catch (error) {
    return tellUsage(error);
  }
}

function plainCommand(argv: readonly string[]): (() => Promise<number>) | undefined {
  const asRun = plainRun(argv);
  const run = asRun ?? unreadRun(argv);
  if (run) return async () => (await import('./run.ts')).run(run);
  const asCheck = plainCheck(argv);
  return asCheck && (async () => (await import('./check.ts')).check(asCheck));
}

/** A `run` beside the launcher whose flags cannot be parsed: ending with 64 would leave the running app unwatched. */
function unreadRun(argv: readonly string[]): RunArguments | undefined {
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  const split = argv.indexOf('--');
  if (argv[0] !== 'run' || split < 0 || launcher === undefined || launcher === 'usage') return undefined;
  return { flags: {}, command: argv.slice(split + 1), unread: argv.slice(1, split).join(' ') };
}
