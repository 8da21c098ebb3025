import { linkedStep } from '../../remedies/port-value.ts';
import { type AdviceRow, inPlace } from './advice-row.ts';

/** Steps for a value that the app was given, and for its own code. */
export const CODE_ADVICE: readonly AdviceRow[] = [
  // Text where a number is expected.
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
  // PHP-FPM, nginx, Apache, lighttpd, `chown`, `su`.
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
      `Create the group in the Dockerfile (\`RUN groupadd --system ${one || other}\`), or use an existing one: the image has no group ${one || other}.`,
  ],
  // Invalid JSON is input, not an error in the source.
  [
    /\bJSON\b.{0,40}(?:Parse error|at position|at line)|is not valid JSON|in JSON at position|JSON input|^json\.decoder\.JSONDecodeError|^JSON::ParserError|\binvalid character '.{1,6}' looking for/,
    (_, __, where) =>
      `Fix what the app reads as JSON${inPlace(where)}: it is not valid JSON, but perhaps an error page, an empty file or a truncated one.`,
  ],
  [
    /^SyntaxError: Cannot convert (.{0,60}?) to a BigInt/,
    (value, _, where) =>
      `Set the value that is read${inPlace(where)} to a whole number: ${value === '' ? 'it is empty' : `\`${value}\` is not a whole number`}.`,
  ],
  [
    /^SyntaxError: Invalid URL: ?(.{0,100})$/,
    (value, _, where) =>
      `Set the value that is read${inPlace(where)} to a complete URL: \`${value}\` is not a complete URL.`,
  ],
  // Shells.
  [
    /^(\S{1,200}): (?:line )?(\d{1,7}): Bad substitution$/,
    (file, line) => `Run ${file} with bash instead of sh: line ${line} uses syntax that only bash supports.`,
  ],
  [
    /^(\S{1,200}): (?:line )?(\d{1,7}): (?:syntax error|Syntax error)\b/,
    (file, line) => `Fix the syntax of ${file} near line ${line}: the shell cannot parse it.`,
  ],
  // YAML: PyYAML, Psych, js-yaml and Go.
  [
    /\bPsych::SyntaxError: \((\S{1,200})\): .{0,200}? at line (\d{1,7})/,
    (file, line) => `Fix the YAML in ${file} near line ${line}.`,
  ],
  [
    /^yaml\.\w{1,20}\.\w{1,20}Error\b|^YAMLException\b|\byaml: line \d{1,7}: /,
    (_, __, where) => `Fix the YAML that the app reads${inPlace(where)}: it cannot be parsed.`,
  ],
  // Django.
  [
    /\bImproperlyConfigured: .{0,80}\b[Tt]he ([A-Z][A-Z0-9_]{1,60}) setting to a\b/,
    (name) => `Set \`${name}\` in the Django settings: it has no value there.`,
  ],
  [/\bInvalid regular expression:/, (_, __, where) => `Fix the regular expression${inPlace(where)}.`],
  [
    /^(?:\S{1,60}: )?(?:SyntaxError|IndentationError|TabError|ParseError|PHP Parse error|Parse error)\b/,
    (_, __, where) => `Fix the syntax${inPlace(where)}, or run it with the language version that it was written for.`,
  ],
  [
    /(?:^|: )(?:ReferenceError: |NameError: name ')([\w$]{1,100})'? is not defined/,
    (name, _, where) =>
      `Define or import \`${name}\`${inPlace(where)}, or correct its name: nothing there has that name.`,
  ],
  [
    /\bundefined (?:local variable or method|method) [`']([\w?!]{1,100})'/,
    (name, _, where) => `Define \`${name}\`${inPlace(where)}, or correct its name: nothing there has that name.`,
  ],
  [
    /^panic: assignment to entry in nil map/,
    (_, __, where) => `Create the map with \`make\` before the app writes to it${inPlace(where)}: it is nil.`,
  ],
  [
    /^panic: runtime error: invalid memory address or nil pointer dereference/,
    (_, __, where) => `Check the pointer for nil before it is used${inPlace(where)}.`,
  ],
  [
    /^panic: runtime error: index out of range/,
    (_, __, where) => `Check the length before the index is used${inPlace(where)}.`,
  ],
];

const giveNumber = (where: string | undefined, given: string): string =>
  `Set the value that is read${inPlace(where)}, such as an environment variable, to a number: it is ${given}.`;

function createUser(one: string, other: string): string {
  const user = one || other;
  return `Create the user in the Dockerfile (\`RUN useradd --system ${user}\`), or use an existing one: the image has no user ${user}.`;
}
