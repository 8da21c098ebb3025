/** Steps for a word on a command line or in a configuration that the program does not know, by its own line. They get the groups. */
export const REFUSED_WORDS: readonly (readonly [RegExp, (...found: [string, string, string]) => string])[] = [
  // nginx, HAProxy, Caddy, and Apache, which names the place in the previous line.
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
  // uWSGI: Debian builds most of its options into plugins. Another option may start with the same letters.
  [
    /^(?:[\w./-]{0,100}\/)?uwsgi\S{0,20}: (?:unrecognized )?option '--((?:https?|wsgi|module|callable|virtualenv|venv|py|rack|psgi|lua|php)[\w-]{0,30})'(?: is ambiguous|$)/,
    (option) =>
      `Load the plugin with \`--plugin ${pluginOf(option)}\` before \`--${option}\`, or correct the name: this uWSGI does not have that option built in.`,
  ],
  // Node accepts some options only on the command line.
  [
    /^\S{0,100}node: (--?[\w-]{1,60})=? is not allowed in NODE_OPTIONS$/,
    (option) =>
      `Remove \`${option}\` from the variable NODE_OPTIONS, and write it on the command line between \`node\` and the file: Node does not accept it in NODE_OPTIONS.`,
  ],
  // Uvicorn.
  [
    /\bError loading ASGI app\. Could not import module "(\w{1,100})"\.$/,
    (module) =>
      `Start Uvicorn in the directory of ${module}.py, set it with \`--app-dir\`, or add the package (\`app.${module}:app\`). The working directory has no ${module}.py, or that file imports a missing module.`,
  ],
  [
    /\bError loading ASGI app\. Could not import module "(\w{1,100}(?:\.\w{1,100}){1,8})"\.$/,
    (module) =>
      `Put ${module.replaceAll('.', '/')}.py into the image, or start Uvicorn in the directory above ${module.split('.')[0]} (or set it with \`--app-dir\`). Python cannot find the module from the working directory.`,
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
    // clap, commander, cobra.
    /^error: unexpected argument '(--?[\w-]{1,60})' found$/,
    /^error: unknown option '(--?[\w-]{1,60})(?:=[^']{0,100})?'$/,
    /^(?:Error: )?unknown flag: (--?[\w-]{1,60})$/,
    /^(?!(?:\S{0,100}\/)?uwsgi\S{0,20}: .{0,30}--(?:http|wsgi|module|callable|virtualenv|venv|py|rack|psgi|lua|php))[\w./-]{1,100}: unrecognized option '(--?[\w-]{1,60})'$/,
  ].map((pattern) => [pattern, leaveOut] as const),
];

const pluginOf = (option: string): string => /^(?:http|rack|psgi|lua|php)/.exec(option)?.[0] ?? 'python3';

const remove = (word: string, file: string, line: string): string =>
  `Remove \`${word}\` in ${file} (line ${line}), or correct it`;

const NO_MODULE = 'perhaps because it is misspelled or its module is not loaded';

function leaveOut(word: string): string {
  return `Start it without \`${word}\`, or correct the option: the program does not know it.`;
}

/** The offered option whose letters are closest to the word. */
const nearest = (word: string, offered: readonly string[]): string =>
  offered.toSorted((a, b) => unshared(word, a) - unshared(word, b))[0] ?? '';

const unshared = (a: string, b: string): number => without(a, b).length + without(b, a).length;

const without = (word: string, letters: string): string =>
  [...letters].reduce((rest, letter) => rest.replace(letter, ''), word);
