import { configFlag } from '../settings/config-flag.ts';
import type { Flag } from '../settings/flag.ts';
import { flags } from '../settings/flags.ts';
import {
  codeWord,
  commandWord,
  fileWord,
  formatOption,
  pidOption,
  shellWord,
  timeoutOption,
} from './command-options.ts';

/** What a command was given. */
export interface Arguments {
  /** The flags and the command's own words, as texts by flag name. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** What follows `--`, unchanged. */
  readonly command: readonly string[];
}

/** The name of a command. */
export type CommandName =
  | 'run'
  | 'attach'
  | 'check'
  | 'wait'
  | 'analyze'
  | 'explain'
  | 'completion'
  | 'help'
  | 'version';

/** A command and everything that it accepts. The reader of arguments, help, completion and yargs all use this table; run-command.ts runs it. */
export interface Command {
  readonly name: CommandName;
  readonly describe: string;
  readonly flags: readonly Flag<unknown>[];
  /** The flags that change what the command does, if that is not all of them. It accepts the others too, because one list of flags suits every command. */
  readonly uses?: readonly Flag<unknown>[];
  /** The flag whose value is given as a word without a flag; several words if its shape is `list`. */
  readonly word?: Flag<string>;
  /** Whether the app's command must follow `--`. */
  readonly takesApp?: true;
}

/** The settings, and the file that can hold them. */
const settings: readonly Flag<unknown>[] = [...Object.values(flags), configFlag];

/** Where the agent's API listens, and what it requires from callers. */
const apiAccess: readonly Flag<unknown>[] = [flags.listen, flags.tokenFile, flags.tlsCert, flags.tlsKey, configFlag];

/** The endpoint, and how long its release check may take. */
const release: readonly Flag<unknown>[] = [flags.endpoint, flags.expose, flags.profile, flags.releaseTimeout];

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
  {
    name: 'run',
    describe: 'start COMMAND as the app and watch it',
    flags: settings,
    takesApp: true,
  },
  {
    name: 'attach',
    describe: 'watch an app that is already running, in the same PID and network namespace',
    flags: [...settings, pidOption],
    uses: [pidOption, ...settings.filter((flag) => flag !== flags.onDaemonize)],
  },
  {
    name: 'check',
    describe: 'check the app once and print a report; exits with 0 if it is healthy',
    flags: [...settings, formatOption],
    uses: [
      formatOption,
      ...release,
      flags.strict,
      flags.healthPath,
      flags.probeTimeout,
      ...apiAccess,
      flags.noApi,
      flags.instance,
      flags.label,
    ],
  },
  {
    name: 'wait',
    describe: "wait until a running agent's release check has passed or failed",
    flags: [...settings, timeoutOption],
    uses: [timeoutOption, ...release, ...apiAccess],
  },
  {
    name: 'analyze',
    describe: 'print the diagnoses that saved container logs show',
    flags: [fileWord, formatOption],
    word: fileWord,
  },
  {
    name: 'explain',
    describe: 'print what a diagnosis means and how to fix it',
    flags: [codeWord, formatOption],
    word: codeWord,
  },
  {
    name: 'completion',
    describe: 'print a completion script for bash, zsh or fish',
    flags: [shellWord],
    word: shellWord,
  },
  {
    name: 'help',
    describe: 'print help for a command',
    flags: [commandWord],
    word: commandWord,
  },
  {
    name: 'version',
    describe: 'print the version, the revision, Node and the platform',
    flags: [],
  },
];
