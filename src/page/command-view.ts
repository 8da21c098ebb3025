import { type Child, h, wholeWord } from './element.ts';

/** About two lines of a wide card. */
const MAX_SHORT = 160;

/** Text in the words of a machine. A long one is cut after two lines, with a button that shows the rest. `id` is unique on the page. */
export function clipped(id: string, text: string, what: string): readonly Child[] {
  if (text.length <= MAX_SHORT) return [h('code', {}, ...text.split(' ').flatMap((word) => [wholeWord(word), ' ']))];
  const more = { type: 'button', id: `${id}-more`, class: 'more', 'aria-expanded': 'false', 'aria-controls': id };
  return [
    h('code', { id, class: 'clip' }, text),
    h('button', { ...more, 'aria-label': `more of the ${what}` }, 'more'),
  ];
}

/** A command line in one line, quoted as a shell expects it. */
export function commandLine(command: readonly string[]): string {
  const [only = ''] = command;
  // A process title such as "nginx: master process nginx" is a single argument.
  return command.length === 1 ? only : command.map(shellWord).join(' ');
}

const shellWord = (word: string): string =>
  /^([\w@%+=:,./…-]|\[redacted\])+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
