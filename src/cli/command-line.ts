import type { Flag } from '../settings/flag.ts';
import { yesOrNo } from '../settings/values.ts';
import { type Arguments, type Command, commands } from './commands.ts';

/** The arguments of one command, read by the table of commands. */
export interface CommandLine {
  readonly command: Command;
  readonly given: Arguments;
  /** Whether there is a `--`, with or without words after it. */
  readonly hasDashes: boolean;
  /** The form is right: only flags of the command, each with its value. The command itself judges the values. */
  readonly isPlain: boolean;
  /** What is certainly wrong; `wrong-usage.ts` words it. */
  readonly fault?: Fault;
}

/** What is wrong with the words of a command line. */
export type Fault =
  | { readonly kind: 'unknown flag'; readonly word: string }
  /** A word that the command does not accept, and the words around it. */
  | {
      readonly kind: 'extra word';
      readonly word: string;
      readonly before: readonly string[];
      readonly after: readonly string[];
    }
  | { readonly kind: 'wrong value'; readonly flag: Flag<unknown>; readonly text: string }
  | { readonly kind: 'no value'; readonly flag: Flag<unknown> }
  | { readonly kind: 'repeated'; readonly flag: Flag<unknown>; readonly texts: readonly string[] }
  | { readonly kind: 'no app' };

/**
 * Reads `COMMAND --flag value --flag=value --switch WORD -- APP` by the table alone; undefined if the first word names no command.
 * A line that is not plain can be wrong, or can ask for help. The launcher reads a `run` in the same way (src/launcher/usage.c).
 */
export function readCommandLine(argv: readonly string[]): CommandLine | undefined {
  const { own, app } = parted(argv);
  const command = commands.find(({ name }) => name === own[0]);
  if (command === undefined) return undefined;
  const takesApp = command.takesApp === true;
  const { texts, empty, odd } = readWords(own.slice(1), takesApp ? [] : (app ?? []), command);
  // Behind `--` there is no word for an agent whose launcher sends the app's command.
  const isWithoutApp = takesApp && app === undefined;
  const fault = faultIn(texts, command.flags) ?? empty ?? odd ?? (isWithoutApp ? NO_APP : undefined);
  const isFull = Object.values(texts).every((each) => !each.includes(''));
  return {
    command,
    given: { texts: withSwitches(texts, command.flags), command: app ?? [] },
    hasDashes: app !== undefined,
    isPlain: fault === undefined && isFull,
    ...(fault && { fault }),
  };
}

const NO_APP: Fault = { kind: 'no app' };

/** The words before the first `--`, and those after it: the app's command, or files whose names begin with a dash. */
export function parted(argv: readonly string[]): { readonly own: readonly string[]; readonly app?: readonly string[] } {
  const split = argv.indexOf('--');
  return split < 0 ? { own: argv } : { own: argv.slice(0, split), app: argv.slice(split + 1) };
}

/** The same words with the command first, if flags come before it. */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const left = [...argv];
  while (takeFlag(left, everyFlag) !== undefined);
  const at = argv.length - left.length;
  return at === 0 || left.length === 0 ? argv : [...left.slice(0, 1), ...argv.slice(0, at), ...left.slice(1)];
}

const byName = (flags: readonly Flag<unknown>[]): ReadonlyMap<string, Flag<unknown>> =>
  new Map(flags.map((flag) => [flag.name, flag]));

const everyFlag = byName(commands.flatMap(({ flags }) => flags));

/** One flag or word of a command; the text is undefined if the value is missing. */
interface Item {
  readonly name: string;
  readonly text: string | undefined;
}

/** The texts by flag name, the first flag without its value, and the first odd word: not a flag, a value, or the command's own. */
function readWords(words: readonly string[], behind: readonly string[], { flags, word }: Command) {
  const known = byName(flags);
  const items: Item[] = [];
  const left = [...words];
  let odd: Fault | undefined;
  while (left.length > 0) {
    const item = takeFlag(left, known) ?? takeWord(left, items, word);
    if (item) items.push(item);
    else {
      odd ??= oddWord(words, words.length - left.length);
      left.shift();
    }
  }
  for (const text of behind) {
    if (word !== undefined && hasRoom(word, items)) items.push({ name: word.name, text });
    else odd ??= { kind: 'extra word', word: text, before: words, after: [] };
  }
  const flag = known.get(items.find(({ text }) => text === undefined)?.name ?? '');
  return { texts: textsOf(items), odd, ...(flag && { empty: { kind: 'no value', flag } as const }) };
}

function textsOf(items: readonly Item[]): Arguments['texts'] {
  const grouped = Map.groupBy(items, ({ name }) => name);
  return Object.fromEntries([...grouped].map(([name, all]) => [name, all.map(({ text = '' }) => text)]));
}

const hasRoom = (word: Flag<string>, items: readonly Item[]): boolean =>
  word.shape === 'list' || !items.some(({ name }) => name === word.name);

function oddWord(words: readonly string[], at: number): Fault {
  const word = words[at] ?? '';
  if (isDashed(word) && word !== '-') return { kind: 'unknown flag', word };
  return { kind: 'extra word', word, before: words.slice(0, at), after: words.slice(at + 1) };
}

/** Takes the next words if they are a flag and its value. */
function takeFlag(left: string[], known: ReadonlyMap<string, Flag<unknown>>): Item | undefined {
  const [, name = '', joined] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(left[0] ?? '') ?? [];
  const flag = known.get(name);
  if (flag === undefined) return undefined;
  left.shift();
  return { name, text: joined === undefined ? nextText(left, flag) : flag.shape === 'switch' ? joined : bare(joined) };
}

/** After a switch only these two words are a value. A word that begins with a dash is a value only if it is a number. */
function nextText(left: string[], { shape }: Flag<unknown>): string | undefined {
  const [next] = left;
  if (shape === 'switch') return next === 'true' || next === 'false' ? left.shift() : 'true';
  return next === undefined || isDashed(next) ? undefined : left.shift();
}

const isDashed = (word: string): boolean => word.startsWith('-') && !/^-(?:\d+(?:\.\d+)?|\.\d+)$/.test(word);

/** Without the quotes that a manifest kept: `- --instance="web"`. */
const bare = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

/** Takes the next word as the command's own: one word, or several if it accepts a list. `help` asks for help. */
function takeWord(left: string[], items: readonly Item[], word: Flag<string> | undefined): Item | undefined {
  const [text = ''] = left;
  if (word === undefined || !hasRoom(word, items) || text === 'help') return undefined;
  if (isDashed(text) && text !== '-') return undefined;
  left.shift();
  return { name: word.name, text };
}

/** The first fault, in the order of the table. Either a switch or an option does not accept its value, or a flag that accepts one value has two. */
function faultIn(texts: Arguments['texts'], flags: readonly Flag<unknown>[]): Fault | undefined {
  for (const flag of flags) {
    const given = texts[flag.name] ?? [];
    const text = given.find((each) => isNoChoice(each, flag));
    if (text !== undefined) return { kind: 'wrong value', flag, text };
    if (flag.shape === 'value' && given.length > 1) return { kind: 'repeated', flag, texts: given };
  }
  return undefined;
}

/** Values of settings are judged when they are read, together with those of variables and of the config file. */
function isNoChoice(text: string, { shape, kind, isSetting }: Flag<unknown>): boolean {
  if (shape === 'switch') return kind.parse(text) === undefined;
  return isSetting === false && kind.form?.kind === 'words' && text !== '' && kind.parse(text) === undefined;
}

/** With the last word of each switch, as `true` or `false`. */
function withSwitches(texts: Arguments['texts'], flags: readonly Flag<unknown>[]): Arguments['texts'] {
  const switches = flags.flatMap(({ name, shape }) => {
    const last = shape === 'switch' ? texts[name]?.at(-1) : undefined;
    return last === undefined ? [] : [[name, [String(yesOrNo.parse(last))]] as const];
  });
  return { ...texts, ...Object.fromEntries(switches) };
}
