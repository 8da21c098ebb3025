import { SettingsError } from '../core/errors.ts';
import { shellQuote } from '../core/facts/shell-quote.ts';
import { quotable, redactCommand } from '../core/redaction/redact.ts';
import type { Flag } from '../settings/flag.ts';
import { wrongFlag } from '../settings/layers.ts';
import type { CommandLine, Fault } from './command-line.ts';
import { type Command, commands } from './commands.ts';
import { nearest } from './nearest.ts';

/** The fault of a line as one sentence; undefined if the line has none. */
export function wrongUsage(line: CommandLine): SettingsError | undefined {
  const { command, fault } = line;
  switch (fault?.kind) {
    case undefined:
      return undefined;
    case 'unknown flag':
      return unknownFlag(fault.word, command);
    case 'extra word':
      return command.takesApp ? strayWord(line, fault) : new SettingsError(extraWord(command, fault.word));
    case 'wrong value':
      return wrongValue(command, fault.flag, quoted(fault.text));
    case 'no value':
      return wrongValue(command, fault.flag, 'no value');
    case 'repeated':
      return new SettingsError(`--${fault.flag.name} must be given once, got ${fault.texts.map(quoted).join(' and ')}`);
    case 'no app':
      return noApp();
    default:
      return fault satisfies never;
  }
}

/** What is wrong with a `run` that has no command. */
export const noApp = (): SettingsError =>
  new SettingsError(
    '`sidewatch run` needs a command: sidewatch run [options] -- COMMAND. In an image, a new ENTRYPOINT clears the CMD of the base image: repeat CMD.',
  );

const quoted = (text: string): string => `"${quotable(text, 80)}"`;

/** What is wrong with a line whose first word does not name a command, and the line that was probably meant. */
export function unknownCommand(argv: readonly string[]): SettingsError {
  const [word] = argv[0] === '--' ? [] : argv;
  const names = commands.map(({ name }) => name);
  const accepted = `it must be one of ${names.join(', ')}`;
  if (word === undefined) return new SettingsError(`a command is missing: ${accepted}; see \`sidewatch --help\``);
  if (word.startsWith('-')) return flagFirst(argv) ?? unknownFlag(word, undefined);
  const near = nearest(word, names);
  if (near) return new SettingsError(`unknown command ${quoted(word)}: did you mean \`${near}\`?`);
  const isProgram = argv.length > 1 || /[./]/.test(word);
  const run = isProgram
    ? `. To run it as the app: ${shown(['run', '--', ...argv.filter((each) => each !== '--')])}`
    : '';
  return new SettingsError(`unknown command ${quoted(word)}: ${accepted}${run}`);
}

/** A flag of a command without any command; the example names the first that accepts it. */
function flagFirst(argv: readonly string[]): SettingsError | undefined {
  const [name = ''] = argv[0]?.split('=') ?? [];
  const command = commands.find(({ flags }) => flags.some((flag) => `--${flag.name}` === name));
  if (command === undefined) return undefined;
  const app = command.takesApp && !argv.includes('--') ? ['--', 'COMMAND'] : [];
  return new SettingsError(`${name} belongs after a command: ${shown([command.name, ...argv, ...app])}`);
}

/** A line of this program, as a person types it. */
const shown = (words: readonly string[]): string =>
  redactCommand(['sidewatch', ...words])
    .map(shellQuote)
    .join(' ');

/** Flags of other programs, and what they are called here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  port: 'endpoint',
  platform: 'profile',
  path: 'health-path',
  timeout: 'release-timeout',
  bind: 'listen',
  address: 'listen',
  url: 'controller',
  verbose: 'log-level',
  quiet: 'log-level',
  output: 'format',
  json: 'format',
};

/** `command` is undefined for a flag before an unknown command. */
function unknownFlag(word: string, command: Command | undefined): SettingsError {
  const [shown = ''] = word.split('=');
  return new SettingsError(`unknown flag ${quotable(shown, 80)}${flagHint(shown, command)}`);
}

function flagHint(word: string, command: Command | undefined): string {
  const off = /^--no-(.+)$/.exec(word)?.[1];
  const isSwitch = command?.flags.some(({ name, shape }) => name === off && shape === 'switch');
  if (isSwitch) return `: did you mean \`--${off}=false\`?`;
  const near = meantFlag(
    word,
    (command ? [command] : commands).flatMap(({ flags }) => flags.map(({ name }) => name)),
  );
  if (near !== undefined) return `: did you mean \`${near}\`?`;
  const owner = commands.find(({ flags }) => flags.some(({ name }) => `--${name}` === word));
  if (owner !== undefined) return `: it is a flag of \`sidewatch ${owner.name}\``;
  return `; see \`sidewatch ${command ? `${command.name} ` : ''}--help\``;
}

function meantFlag(word: string, known: readonly string[]): string | undefined {
  if (/^-[a-zA-Z?]$/.test(word)) return { '-H': '-h', '-?': '-h', '-v': '-V' }[word];
  const others = Object.keys(OTHER_NAMES).filter((name) => known.includes(OTHER_NAMES[name] ?? ''));
  const near = nearest(word.replace(/^-+/, ''), [...known, 'help', 'version', ...others]);
  return near === undefined ? undefined : `--${known.includes(near) ? near : (OTHER_NAMES[near] ?? near)}`;
}

function extraWord({ name, word }: Command, text: string): string {
  const accepts = word === undefined ? 'no argument' : `one ${word.kind.metavar}`;
  return `\`sidewatch ${name}\` accepts ${accepts}, got ${quoted(text)}${word === undefined ? '' : ' too'}`;
}

/** The same line with `--` before the app's command, unless a value before it is wrong: that value can be the command. */
function strayWord(
  { command, given: { texts }, hasDashes }: CommandLine,
  { word, before, after }: Extract<Fault, { kind: 'extra word' }>,
): SettingsError {
  if (hasDashes) return new SettingsError(`\`sidewatch run\` accepts only flags before \`--\`, got ${quoted(word)}`);
  for (const flag of command.flags) {
    const text = texts[flag.name]?.find((each) => flag.kind.parse(each) === undefined);
    if (text !== undefined) return wrongFlag(flag, text);
  }
  return new SettingsError(
    `the app's command must follow \`--\`: ${shown([command.name, ...before, '--', word, ...after])}`,
  );
}

function wrongValue({ word }: Command, flag: Flag<unknown>, got: string): SettingsError {
  const name = flag === word ? flag.kind.metavar : `--${flag.name}`;
  return new SettingsError(`${name} must be ${flag.kind.accepts}, got ${got}`);
}
