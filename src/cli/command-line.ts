import { configFlag } from '../settings/config-flag.ts';
import type { Flag } from '../settings/flag.ts';
import { flags } from '../settings/flags.ts';
import { yesOrNo } from '../settings/values.ts';

/** The arguments of a `run`, as its command takes them. */
export interface PlainRun {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly command: readonly string[];
}

/**
 * Reads `run --flag value --switch -- COMMAND` where its form is right: known flags, each with its value, as yargs reads them. Undefined
 * for all else, be it wrong or a question for help: that is for the parser of all commands to judge. The launcher reads as this does (src/launcher/usage.c).
 */
export function plainRun(argv: readonly string[]): PlainRun | undefined {
  const split = argv.indexOf('--');
  if (argv[0] !== 'run' || split < 0) return undefined;
  const texts = plainFlags(argv.slice(1, split));
  return texts && { flags: texts, command: argv.slice(split + 1) };
}

const shapes: ReadonlyMap<string, Flag<unknown>['shape']> = new Map([
  ...Object.values(flags).map(({ name, shape }: Flag<unknown>) => [name, shape] as const),
  [configFlag.name, configFlag.shape],
]);

/** The flags among these words, as texts by name; undefined where one of them is not plainly right. */
export function plainFlags(words: readonly string[]): PlainRun['flags'] | undefined {
  const texts = new Map<string, readonly string[]>();
  const left = [...words];
  while (left.length > 0) {
    const given = takeFlag(left);
    const before = texts.get(given?.name ?? '') ?? [];
    if (given === undefined || (before.length > 0 && given.shape === 'value')) return undefined;
    texts.set(given.name, given.shape === 'list' ? [...before, given.text] : [given.text]);
  }
  return Object.fromEntries(texts);
}

function takeFlag(left: string[]) {
  const [, name = '', joined] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(left.shift() ?? '') ?? [];
  const shape = shapes.get(name);
  if (shape === undefined) return undefined;
  const text = shape === 'switch' ? switchText(left, joined) : joined === undefined ? nextText(left) : bare(joined);
  return text === undefined || text === '' ? undefined : { name, shape, text };
}

/** Alone, with `=` and a word that a switch takes, or before a word that yargs reads as its value. */
function switchText(left: string[], joined: string | undefined): string | undefined {
  if (joined !== undefined) return yesOrNo.parse(joined)?.toString();
  const [next] = left;
  return next === 'true' || next === 'false' ? left.shift() : 'true';
}

/** What begins with a dash is a value only where it is a number. */
function nextText(left: string[]): string | undefined {
  const [next = ''] = left;
  return next.startsWith('-') && !/^-(?:\d+(?:\.\d+)?|\.\d+)$/.test(next) ? undefined : left.shift();
}

/** Without the quotes that a manifest kept: `- --instance="web"`. */
const bare = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
