import type { Flag } from './flag.ts';
import { flags } from './flags.ts';

/** The arguments of a `run`, as its command takes them. */
export interface PlainRun {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly command: readonly string[];
}

/**
 * Reads `run --flag value --switch -- COMMAND` where it is plainly right: known flags, spelt out, each with a value of its
 * own. Undefined for all else, be it wrong, a question for help or only unusual: that is for the parser of all commands to judge.
 */
export function plainRun(argv: readonly string[]): PlainRun | undefined {
  const split = argv.indexOf('--');
  if (argv[0] !== 'run' || split < 0) return undefined;
  const texts = plainFlags(argv.slice(1, split));
  return texts && { flags: texts, command: argv.slice(split + 1) };
}

const shapes: ReadonlyMap<string, Flag<unknown>['shape']> = new Map([
  ...Object.values(flags).map(({ name, shape }: Flag<unknown>) => [name, shape] as const),
  ['config', 'value'],
]);

/** The flags among these words, as texts by name; undefined where one of them is not plainly right. */
export function plainFlags(words: readonly string[]): PlainRun['flags'] | undefined {
  const texts = new Map<string, readonly string[]>();
  const left = [...words];
  while (left.length > 0) {
    const given = takeFlag(left);
    const before = texts.get(given?.name ?? '') ?? [];
    if (given === undefined || (before.length > 0 && given.shape !== 'list')) return undefined;
    texts.set(given.name, [...before, given.text]);
  }
  return Object.fromEntries(texts);
}

function takeFlag(left: string[]) {
  const [, name = '', joined] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(left.shift() ?? '') ?? [];
  const shape = shapes.get(name);
  if (shape === 'switch') return joined === undefined ? { name, shape, text: 'true' } : undefined;
  const text = shape && (joined ?? left.shift());
  return shape === undefined || text === undefined || !isPlain(text) ? undefined : { name, shape, text };
}

/** What no parser reads in two ways: not empty, no quotes around it, nothing that may be a flag. */
const isPlain = (text: string): boolean => /^[^-'"]/.test(text);
