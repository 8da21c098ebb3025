// needs: gcc musl-tools
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLauncher } from '../../scripts/build/launcher.ts';

const root = join(import.meta.dirname, '../..');

/** Why the launcher cannot be built here; undefined when it can. */
export function launcherObstacle(): string | undefined {
  return hasProgram('musl-gcc') ? undefined : 'needs musl-gcc (Debian: musl-tools)';
}

export const hasProgram = (name: string): boolean => spawnSync('which', [name]).status === 0;

/** Whether process namespaces can be made here. */
export const hasNamespaces = (): boolean =>
  spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;

/** What a script that stands in for the agent does first: it reads the app's command, which comes before the events. */
export const readCommand = `read -r _ bytes <&3
head -c "\${bytes:-0}" <&3 >"\${COMMAND:-/dev/null}"`;

/** An agent that says it is up, notes what it is told in the file that $EVENTS names, and ends with the app. */
export const stubAgent = `#!/bin/sh
echo ready >&6
${readCommand}
while read -r line; do
  [ -z "$EVENTS" ] || echo "$line" >>"$EVENTS"
  case $line in exited*|not-started*) exit 0;; esac
done <&3
`;

/** An agent that says it is up and is stopped from then on. */
export const stoppedAgent = `#!/bin/sh
echo ready >&6
kill -STOP $$
`;

/** The agent from source. */
export const realAgent = `#!/bin/sh
exec '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"
`;

export interface LauncherOptions {
  readonly agent: string;
  readonly compiler?: string;
  readonly flags?: readonly string[];
}

const built = new Map<string, string>();

/** For a launcher that ends with a word at the first wrong access, leak or undefined operation. */
export const sanitizers: Omit<LauncherOptions, 'agent'> = {
  compiler: 'gcc',
  flags: ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-fno-omit-frame-pointer'],
};

/** Set for tests that are to run with the sanitized launcher (test/launcher/sanitized.test.ts). */
const usual = process.env['SANITIZED_LAUNCHER'] === undefined ? {} : sanitizers;

/** Builds the launcher in a directory of its own, with a script for its agent; gives the launcher's path. */
export function makeLauncher(options: LauncherOptions): string {
  const { agent, compiler, flags } = { ...usual, ...options };
  const directory = mkdtempSync(join(tmpdir(), 'sidewatch-launcher-'));
  const output = join(directory, 'sidewatch');
  const key = JSON.stringify([compiler, flags]);
  const before = built.get(key);
  if (before !== undefined) copyFileSync(before, output);
  else buildLauncher({ root, output, ...(compiler !== undefined && { compiler }), ...(flags && { flags }) });
  built.set(key, output);
  mkdirSync(join(directory, 'lib'));
  writeFileSync(join(directory, 'lib/agent'), agent);
  chmodSync(join(directory, 'lib/agent'), 0o755);
  return output;
}

/** Compiles a program of test/launcher/programs; gives its path. */
export function makeProgram(name: string, compiler = 'musl-gcc', flags: readonly string[] = ['-static']): string {
  const output = join(mkdtempSync(join(tmpdir(), 'sidewatch-program-')), name);
  const sources = [join(root, 'test/launcher/programs', `${name}.c`)];
  buildLauncher({ root, output, compiler, flags: ['-O1', ...flags], sources });
  return output;
}
