import { SettingsError } from '../core/errors.ts';
import type { Flag } from '../settings/flag.ts';
import { wrongFlag } from '../settings/layers.ts';
import { yesOrNo } from '../settings/values.ts';
import { type Arguments, type Command, commands } from './commands.ts';

/** The arguments of one command, as the table of commands has them read. */
export interface CommandLine {
  readonly command: Command;
  readonly given: Arguments;
  /** The form is right: nothing but flags of the command, each with its value. Whether the values are right is the command's to judge. */
  readonly isPlain: boolean;
  /** What cannot be so, in case that nobody else has a word on it. */
  readonly fault?: SettingsError;
}

/**
 * Reads `COMMAND --flag value --flag=value --switch WORD -- APP`, for every command and by the table alone; undefined when the first word names no
 * command. What is not plain may be wrong, or a question for help. The launcher reads a `run` in the same way (src/launcher/usage.c).
 */
export function readCommandLine(argv: readonly string[]): CommandLine | undefined {
  const { own, app } = parted(argv);
  const command = commands.find(({ name }) => name === own[0]);
  if (command === undefined) return undefined;
  const takesApp = command.takesApp === true;
  const { texts, odd } = readWords(own.slice(1), takesApp ? [] : (app ?? []), command);
  const hasApp = app !== undefined && (takesApp || app.length === 0);
  const fault = faultIn(texts, command.flags) ?? (odd === undefined ? undefined : unknown(odd));
  const isFull = Object.values(texts).every((each) => !each.includes(''));
  return {
    command,
    given: { texts: withSwitches(texts, command.flags), command: app ?? [] },
    isPlain: fault === undefined && isFull && hasApp === takesApp,
    ...(fault && { fault }),
  };
}

/** The words before the first `--`, and those behind it: they are no flags, but the app's, or files whose names begin with a dash. */
export function parted(argv: readonly string[]): { readonly own: readonly string[]; readonly app?: readonly string[] } {
  const split = argv.indexOf('--');
  return split < 0 ? { own: argv } : { own: argv.slice(0, split), app: argv.slice(split + 1) };
}

/** The same words with the command first, where flags stand in front of it. */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const left = [...argv];
  while (takeFlag(left, everyFlag) !== undefined);
  const at = argv.length - left.length;
  return at === 0 || left.length === 0 ? argv : [...left.slice(0, 1), ...argv.slice(0, at), ...left.slice(1)];
}

const byName = (flags: readonly Flag<unknown>[]): ReadonlyMap<string, Flag<unknown>> =>
  new Map(flags.map((flag) => [flag.name, flag]));

const everyFlag = byName(commands.flatMap(({ flags }) => flags));

/** The texts by flag name, and the first word that is neither a flag, nor a value, nor the command's own. */
function readWords(words: readonly string[], behind: readonly string[], { flags, word }: Command) {
  const known = byName(flags);
  const texts = new Map<string, readonly string[]>();
  const left = [...words];
  let odd: string | undefined;
  while (left.length > 0) {
    const taken = takeFlag(left, known) ?? takeWord(left, texts, word);
    if (taken) texts.set(taken.name, [...(texts.get(taken.name) ?? []), taken.text]);
    const passed = taken ? undefined : left.shift();
    odd ??= passed;
  }
  for (const text of behind) {
    if (word === undefined || (texts.has(word.name) && word.shape !== 'list')) odd ??= text;
    else texts.set(word.name, [...(texts.get(word.name) ?? []), text]);
  }
  return { texts: Object.fromEntries(texts), odd };
}

/** Takes the next words when they are a flag and its value, which is empty when it is missing. */
function takeFlag(left: string[], known: ReadonlyMap<string, Flag<unknown>>) {
  const [, name = '', joined] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(left[0] ?? '') ?? [];
  const flag = known.get(name);
  if (flag === undefined) return undefined;
  left.shift();
  return { name, text: joined === undefined ? nextText(left, flag) : flag.shape === 'switch' ? joined : bare(joined) };
}

/** Behind a switch stands no value but these two words. What begins with a dash is a value only where it is a number. */
function nextText(left: string[], { shape }: Flag<unknown>): string {
  const [next] = left;
  if (shape === 'switch') return next === 'true' || next === 'false' ? (left.shift() ?? '') : 'true';
  return next === undefined || isDashed(next) ? '' : (left.shift() ?? '');
}

const isDashed = (word: string): boolean => word.startsWith('-') && !/^-(?:\d+(?:\.\d+)?|\.\d+)$/.test(word);

/** Without the quotes that a manifest kept: `- --instance="web"`. */
const bare = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

/** Takes the next word as the command's own, of which there is one unless it takes a list. `help` asks for help. */
function takeWord(left: string[], texts: ReadonlyMap<string, unknown>, word: Flag<string> | undefined) {
  const [text = ''] = left;
  if (word === undefined || (texts.has(word.name) && word.shape !== 'list') || text === 'help') return undefined;
  if (isDashed(text) && text !== '-') return undefined;
  left.shift();
  return { name: word.name, text };
}

const unknown = (word: string): SettingsError =>
  new SettingsError(`Unknown argument: ${word.replace(/^--/, '')}; see sidewatch --help`);

/** The first fault by the order of the table: a word that is none of a switch's or of an option's choices, or two where one is taken. */
function faultIn(texts: Arguments['texts'], flags: readonly Flag<unknown>[]): SettingsError | undefined {
  for (const flag of flags) {
    const given = texts[flag.name] ?? [];
    const wrong = given.find((text) => isNoChoice(text, flag));
    if (wrong !== undefined) return wrongFlag(flag, wrong);
    if (flag.shape === 'value' && given.length > 1) return repeated(flag, given.join(' and '));
  }
  return undefined;
}

/** The values of all settings are judged where they are read, with those of variables and of the config file. */
function isNoChoice(text: string, { shape, kind, isSetting }: Flag<unknown>): boolean {
  if (shape === 'switch') return kind.parse(text) === undefined;
  return isSetting === false && kind.form?.kind === 'words' && text !== '' && kind.parse(text) === undefined;
}

const repeated = (flag: Flag<unknown>, texts: string): SettingsError =>
  flag.isSetting === false ? new SettingsError(`--${flag.name} takes one value, got ${texts}`) : wrongFlag(flag, texts);

/** With the last word of each switch, as `true` or `false`. */
function withSwitches(texts: Arguments['texts'], flags: readonly Flag<unknown>[]): Arguments['texts'] {
  const switches = flags.flatMap(({ name, shape }) => {
    const last = shape === 'switch' ? texts[name]?.at(-1) : undefined;
    return last === undefined ? [] : [[name, [String(yesOrNo.parse(last))]] as const];
  });
  return { ...texts, ...Object.fromEntries(switches) };
}
