import { plainRun } from './settings/plain-run.ts';
import { tellUsage } from './usage.ts';

/**
 * Runs the command that the arguments name and gives the process's exit code. A plain `run`, which is what an agent spends its
 * life as, does without the parser of all commands: that would cost it 40 ms and 3 MB.
 */
export async function start(argv: readonly string[]): Promise<number> {
  const plain = plainRun(argv);
  if (plain === undefined) return (await import('./cli.ts')).runCli(argv);
  const { run } = await import('./commands/run.ts');
  try {
    return await run(plain);
  } catch (error) {
    return tellUsage(error);
  }
}
