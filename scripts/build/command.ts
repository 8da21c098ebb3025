import { spawnSync } from 'node:child_process';

/** Runs a program until it exits, and returns its stdout. Throws with its stderr if it fails. */
export function command(program: string, args: readonly string[], options: CommandOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 600_000,
    ...options,
  });
  if (error) throw new Error(`${program} could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}
