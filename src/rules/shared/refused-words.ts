/** What to do about a word of its command line or its configuration that a program does not know, by its own line about it; the groups go into the sentence. */
export const REFUSED_WORDS: readonly (readonly [RegExp, (...found: [string, string, string]) => string])[] = [
  // nginx, HAProxy, Caddy, and Apache, which names the place in the line before.
  [
    /\[emerg\](?: \d{1,10}#\d{1,10}:)? unknown directive "([\w.-]{1,60})" in ([\w./-]{1,200}):(\d{1,7})$/,
    (word, file, line) => `${remove(word, file, line)}: nginx does not know that directive, ${NO_MODULE}.`,
  ],
  [
    /: parsing \[([\w./-]{1,200}):(\d{1,7})\] ?: unknown keyword '([\w.-]{1,60})' in /,
    (file, line, word) => `${remove(word, file, line)}: HAProxy does not know that keyword in this section.`,
  ],
  [
    /^Error: adapting config using caddyfile: ([\w./-]{1,200}):(\d{1,7}): unrecognized directive: ([\w.-]{1,60})$/,
    (file, line, word) => `${remove(word, file, line)}: Caddy does not know that directive.`,
  ],
  [
    /\bSyntax error on line (\d{1,7}) of ([\w./-]{1,200}): Invalid command '([\w.-]{1,60})', perhaps misspelled/,
    (line, file, word) => `${remove(word, file, line)}: Apache does not know that directive, ${NO_MODULE}.`,
  ],
  // click, with and without a guess.
  [
    /^Error: No such option:? '?(--?[\w-]{1,60})'?\.? \(?(?:Did you mean|Possible options:) ((?:--?[\w-]{1,60}(?:, )?){1,20})/,
    (word, meant) =>
      `Start it with \`${nearest(word, meant.split(', '))}\` instead of \`${word}\`: the program does not know that option.`,
  ],
  ...[
    /^Error: No such option:? '?(--?[\w-]{1,60})'?\.?$/,
    // argparse, Node, Ruby's OptionParser, Go, the JVM, getopt.
    /^[\w.-]{1,60}: error: unrecognized arguments: (--?[\w-]{1,60})(?:[= ]|$)/,
    /^\S{0,100}node: bad option: (--?[\w-]{1,60})$/,
    /\binvalid option: (--?[\w-]{1,60}) \(OptionParser::InvalidOption\)$/,
    /^flag provided but not defined: (--?[\w-]{1,60})$/,
    /^Unrecognized option: (-[\w:.-]{1,60})$/,
    /^[\w./-]{1,100}: unrecognized option '(--?[\w-]{1,60})'$/,
  ].map((pattern) => [pattern, leaveOut] as const),
];

const remove = (word: string, file: string, line: string): string =>
  `Remove \`${word}\` in ${file} (line ${line}), or correct it`;

const NO_MODULE = 'as where it is misspelled or its module is not loaded';

function leaveOut(word: string): string {
  return `Start it without \`${word}\`, or correct that: the program does not know this option.`;
}

/** Of those that the program offers, the one with the letters of the word. */
const nearest = (word: string, offered: readonly string[]): string =>
  offered.toSorted((a, b) => unshared(word, a) - unshared(word, b))[0] ?? '';

const unshared = (a: string, b: string): number => without(a, b).length + without(b, a).length;

const without = (word: string, letters: string): string =>
  [...letters].reduce((rest, letter) => rest.replace(letter, ''), word);
