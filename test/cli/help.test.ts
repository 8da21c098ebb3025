import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import { helpText } from '../../src/cli/help-text.ts';
import { configFlag } from '../../src/settings/config-flag.ts';
import type { Flag } from '../../src/settings/flag.ts';
import { flagGroups } from '../../src/settings/flag-groups.ts';
import { flags } from '../../src/settings/flags.ts';

const WIDTH = 80;
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const commandNamed = (name: string) => commands.find((command) => command.name === name);
const helpOf = (name: string): string => helpText(commandNamed(name), WIDTH);
/** A flag in help, as one line. */
function rowOf({ name, shape, kind, metavar = kind.metavar, describe: words, fallback }: Flag<unknown>): string {
  if (shape === 'switch') return `--${name} ${words}`;
  const isSaid = metavar.includes('|') || kind.accepts.startsWith('the path of a ');
  const notes = [
    ...(isSaid ? [] : [kind.accepts.replace(/ \(.*/, '')]),
    ...(shape === 'list' ? ['repeatable'] : []),
    ...(fallback === '' ? [] : [`default: ${fallback}`]),
  ];
  return `--${name} ${metavar} ${words}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

const examplesIn = (text: string): readonly string[] =>
  (/^Examples:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());

describe.each(commands)('the help of $name', ({ name, flags: accepted, uses = accepted, word }) => {
  const text = helpOf(name);

  test('begins with a usage line, and fits into 80 columns', () => {
    expect(text).toMatch(new RegExp(`^Usage: sidewatch ${name}`));
    expect(text.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
  });

  test('has each flag that the command uses, with its value, what it accepts, and its default', () => {
    for (const flag of uses.filter((each) => each !== word)) expect(flat(text)).toContain(rowOf(flag));
  });

  test('has no other flag', () => {
    const named = [...text.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag]) => flag);
    const known = [...uses.filter((each) => each !== word).map((flag) => flag.name), 'help', 'version'];
    expect(named.sort()).toEqual(known.sort());
  });

  test('has examples that are right usage', () => {
    const lines = examplesIn(text).map((line) => /sidewatch (.*?)(?: \||\)| &&| >|$)/.exec(line)?.[1] ?? '');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect({ line, fault: readCommandLine(line.split(' '))?.fault }).toEqual({ line });
  });
});

test('the help of all commands names each with what it does', () => {
  const text = helpText(undefined, WIDTH);
  for (const { name, describe: words } of commands) expect(flat(text)).toContain(`${name} ${words}`);
  expect(text.split('\n').filter((line) => line.length > WIDTH)).toEqual([]);
});

test('run is shown with -- before the command', () => {
  expect(helpOf('run')).toMatch(/^Usage: sidewatch run \[options\] -- COMMAND \[ARG\.\.\.\]\n/);
});

test('run begins with the flags that most users need', () => {
  const [firstTitle] = [...helpOf('run').matchAll(/^([A-Z].*):$/gm)].map(([, title]) => title);
  const mostUsed = /^Most used:\n((?: {2}.*\n)+)/m.exec(helpOf('run'))?.[1] ?? '';
  const named = [...mostUsed.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, flag]) => flag);
  expect(firstTitle).toBe('Most used');
  expect(named).toEqual(['endpoint', 'profile', 'health-path', 'strict', 'release-timeout']);
});

test('wait is told how long to wait first of all, and nothing of spools', () => {
  expect(helpOf('wait')).toMatch(/Options:\n {2}--timeout S /);
  expect(helpOf('wait')).not.toContain('--spool');
  expect(flat(helpOf('wait'))).toContain('Other settings of `sidewatch run` are accepted and have no effect.');
});

test('each setting is in one group of the help', () => {
  const all: readonly Flag<unknown>[] = [...Object.values(flags), configFlag];
  const grouped = flagGroups.flatMap((group) => group.flags.map(({ name }) => name));
  expect([...grouped].sort()).toEqual(all.map(({ name }) => name).sort());
});
