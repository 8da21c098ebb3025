import type { Flag } from '../settings/flag.ts';
import {
  codeWord,
  commandWord,
  fileWord,
  formatOption,
  pidOption,
  shellWord,
  timeoutOption,
} from './command-options.ts';
import type { Arguments, CommandName } from './commands.ts';

/** Loads and runs the command. Returns its exit code; throws SettingsError for wrong usage. */
export const runCommand = (name: CommandName, given: Arguments): Promise<number> => runs[name](given);

const runs: Readonly<Record<CommandName, (given: Arguments) => Promise<number>>> = {
  run: async ({ texts, command }) => (await import('./run.ts')).run({ flags: texts, command }),
  attach: async ({ texts }) => (await import('./attach.ts')).attach({ flags: texts, pid: textOf(texts, pidOption) }),
  check: async ({ texts }) => (await import('./check.ts')).check({ flags: texts, format: formatOf(texts) }),
  wait: async ({ texts }) => (await import('./wait.ts')).wait({ flags: texts, timeout: textOf(texts, timeoutOption) }),
  analyze: async ({ texts }) =>
    (await import('./analyze.ts')).analyze({ files: texts[fileWord.name] ?? [], format: formatOf(texts) }),
  explain: async ({ texts }) =>
    (await import('./explain.ts')).explain({ code: textOf(texts, codeWord), format: formatOf(texts) }),
  completion: async ({ texts }) => (await import('./completion.ts')).completion(textOf(texts, shellWord)),
  help: async ({ texts }) => (await import('./help-text.ts')).help(textOf(texts, commandWord)),
  version: async () => (await import('./help-text.ts')).printVersion(),
};

const textOf = (texts: Arguments['texts'], { name }: Flag<unknown>): string | undefined => texts[name]?.at(-1);

const formatOf = (texts: Arguments['texts']): 'text' | 'json' =>
  formatOption.kind.parse(textOf(texts, formatOption) ?? formatOption.fallback) ?? 'text';
