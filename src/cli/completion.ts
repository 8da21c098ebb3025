import { basename } from 'node:path';
import { SettingsError } from '../core/errors.ts';
import { quotable } from '../core/redaction/redact.ts';
import { ours } from '../core/redaction/safe-json.ts';
import { rules } from '../rules/index.ts';
import { shellWord } from './command-options.ts';
import { bashScript } from './completion/bash-script.ts';
import { completedCommands } from './completion/completed-commands.ts';
import { fishScript } from './completion/fish-script.ts';
import { zshScript } from './completion/zsh-script.ts';
import { exitCode } from './exit-code.ts';
import { print } from './print.ts';

/** Prints the completion script for the shell, or for the one that $SHELL names. Throws SettingsError for any other shell. */
export async function completion(shell: string | undefined): Promise<number> {
  const codes = rules.map(({ code, title }) => ({ text: code, describe: title }));
  await print(ours(scripts[shellFrom(shell)](completedCommands(codes))));
  return exitCode.ok;
}

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

function shellFrom(given: string | undefined): keyof typeof scripts {
  const variable = process.env['SHELL'] ?? '';
  const shell = shellWord.kind.parse(given ?? basename(variable));
  if (shell !== undefined) return shell;
  throw new SettingsError(
    `SHELL must be ${shellWord.kind.accepts}, got "${quotable(given ?? variable, 80)}"${given === undefined ? ' from the variable $SHELL' : ''}`,
  );
}
