import { linkedStep } from '../../remedies/port-value.ts';
import { type AdviceRow, inPlace } from './advice-row.ts';

/** What to do about a value that the app was given, or about its own code. */
export const CODE_ADVICE: readonly AdviceRow[] = [
  // A number that is none.
  [
    /\b([A-Z][A-Z0-9]*_[A-Z0-9_]{1,60}|[A-Z]{0,20}PORT)\b.{0,60}?(?:strconv\.(?:Atoi|ParseInt): parsing ""|invalid literal for int\(\) with base 10: ''|invalid value for Integer\(\): "")/,
    (name) => `Set the environment variable ${name} to a number: it is empty or not set.`,
  ],
  [
    /strconv\.\w{1,20}: parsing "": invalid syntax|invalid literal for int\(\) with base 10: ''|invalid value for Integer\(\): ""|For input string: ""/,
    (_, __, where) => giveNumber(where, 'empty'),
  ],
  [
    /(?:strconv\.(?:Atoi|ParseInt): parsing |invalid literal for int\(\) with base 10: |invalid value for Integer\(\): |For input string: )(?:"([^"`]{1,60})"|'([^'`]{1,60})')/,
    (one, other, where) => linkedStep(one || other, inPlace(where)) ?? giveNumber(where, `\`${one || other}\``),
  ],
  // PHP-FPM, nginx, Apache, lighttpd, `su` and the like.
  [/\bcan't find username ([\w-]{1,60})$/, createUser],
  [/\bcannot get uid for user '([\w-]{1,60})'|\bgetpwnam\("([\w-]{1,60})"\) failed/, createUser],
  [/\bbad user name ([\w-]{1,60})$|^chown: invalid user: '([\w-]{1,60})/, createUser],
  [
    /^su(?:-exec|do)?: (?:unknown user:?|user) '?([\w-]{1,60})'?(?: does not exist.{0,60})?$|\bunable to find user ([\w-]{1,60}):/,
    createUser,
  ],
  [
    /\bcannot get gid for group '([\w-]{1,60})'|\bgetgrnam\("([\w-]{1,60})"\) failed/,
    (one, other) =>
      `Create the group in the Dockerfile (\`RUN groupadd --system ${one || other}\`), or name one that is there: the image has no group ${one || other}.`,
  ],
  // JSON that is none is no matter of the source.
  [
    /\bJSON\b.{0,40}(?:Parse error|at position|at line)|is not valid JSON|in JSON at position|JSON input|^json\.decoder\.JSONDecodeError|^JSON::ParserError|\binvalid character '.{1,6}' looking for/,
    (_, __, where) =>
      `Check what the app reads as JSON${inPlace(where)}: it is not valid JSON. It may be a page of an error, an empty file, or a part of one.`,
  ],
  [
    /^SyntaxError: Cannot convert (.{0,60}?) to a BigInt/,
    (value, _, where) =>
      `Give a whole number to what is read${inPlace(where)}: ${value === '' ? 'an empty text' : `\`${value}\``} is not one.`,
  ],
  [
    /^SyntaxError: Invalid URL: ?(.{0,100})$/,
    (value, _, where) => `Give a complete URL to what is read${inPlace(where)}: \`${value}\` is not one.`,
  ],
  // Shells.
  [
    /^(\S{1,200}): (?:line )?(\d{1,7}): Bad substitution$/,
    (file, line) => `Run ${file} with bash instead of sh: line ${line} holds what only bash knows.`,
  ],
  [
    /^(\S{1,200}): (?:line )?(\d{1,7}): (?:syntax error|Syntax error)\b/,
    (file, line) => `Correct ${file} near line ${line}: the shell cannot read it.`,
  ],
  // YAML, by PyYAML, Psych, js-yaml and Go.
  [
    /\bPsych::SyntaxError: \((\S{1,200})\): .{0,200}? at line (\d{1,7})/,
    (file, line) => `Correct the YAML in ${file}, near line ${line}.`,
  ],
  [
    /^yaml\.\w{1,20}\.\w{1,20}Error\b|^YAMLException\b|\byaml: line \d{1,7}: /,
    (_, __, where) => `Correct the YAML that the app reads${inPlace(where)}: it cannot be parsed.`,
  ],
  // Django.
  [
    /\bImproperlyConfigured: .{0,80}\b[Tt]he ([A-Z][A-Z0-9_]{1,60}) setting to a\b/,
    (name) => `Give \`${name}\` a value in the settings of Django: it has none there.`,
  ],
  [/\bInvalid regular expression:/, (_, __, where) => `Correct the regular expression${inPlace(where)}.`],
  [
    /^(?:\S{1,60}: )?(?:SyntaxError|IndentationError|TabError|ParseError|PHP Parse error|Parse error)\b/,
    (_, __, where) =>
      `Correct the syntax${inPlace(where)}, or run it with the language version that it was written for.`,
  ],
  [
    /(?:^|: )(?:ReferenceError: |NameError: name ')([\w$]{1,100})'? is not defined/,
    (name, _, where) =>
      `Define or import \`${name}\`${inPlace(where)}, or correct its name: nothing of that name is there.`,
  ],
  [
    /\bundefined (?:local variable or method|method) [`']([\w?!]{1,100})'/,
    (name, _, where) => `Define \`${name}\`${inPlace(where)}, or correct its name: nothing of that name is there.`,
  ],
  [
    /^panic: assignment to entry in nil map/,
    (_, __, where) => `Make the map with \`make\` before the app writes to it${inPlace(where)}: it is nil.`,
  ],
  [
    /^panic: runtime error: invalid memory address or nil pointer dereference/,
    (_, __, where) => `Check for nil before the pointer is used${inPlace(where)}.`,
  ],
  [
    /^panic: runtime error: index out of range/,
    (_, __, where) => `Check the length before the index is used${inPlace(where)}.`,
  ],
];

const giveNumber = (where: string | undefined, given: string): string =>
  `Give a number to what is read${inPlace(where)}, such as a variable of the environment: it is ${given} there.`;

function createUser(one: string, other: string): string {
  const user = one || other;
  return `Create the user in the Dockerfile (\`RUN useradd --system ${user}\`), or name one that is there: the image has no user ${user}.`;
}
