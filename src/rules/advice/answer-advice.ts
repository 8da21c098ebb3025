import { type AdviceRow, inPlace } from './advice-row.ts';

/** Steps for a rejected setting, a part that a framework was not given, and a prompt that no person can answer. */
export const ANSWER_ADVICE: readonly AdviceRow[] = [
  // Zod, t3-env, envalid, pydantic, Joi.
  [
    /(?:ZodError|\benv\w*(?: variables?)?): ([A-Z][A-Z0-9_]{1,60}): (.{1,120}?)(?:; |$)/,
    (name, says) => correctVariable(name, says),
  ],
  [
    /validation errors? for \w{0,60}(?:[Ss]ettings|[Cc]onfig\w{0,20}|[Ee]nv\w{0,20}) (\w{1,60}) ((?:Input|Value) should .{1,100}?)(?:, | \[|$)/,
    (name, says) => correctVariable(name.toUpperCase(), says),
  ],
  [
    /\bConfig validation error: "([A-Z][A-Z0-9_]{1,60})" (must .{1,120})$/,
    (name, says) => correctVariable(name, `it ${says}`),
  ],
  // env-var, environs, env-schema, class-validator.
  [
    /(?:\benv-var: |\bEnvironment variable )"(\w{1,100})" (?:is )?((?:should be|invalid:) .{1,120})$/,
    (name, says) => correctVariable(name, says),
  ],
  [/\benv\/([A-Z]\w{1,60}) (must .{1,80}?)(?:, env|$)/, (name, says) => correctVariable(name, `it ${says}`)],
  [
    /\bproperty ([A-Z][A-Z0-9_]{1,60}) has failed the following constraints: ([\w, ]{1,80}\w)/,
    (name, says) => correctVariable(name, `it is missing, or it fails ${says}`),
  ],
  // Settings from a file or from the environment: serde, Typesafe Config, .NET options.
  [/\bmissing (?:configuration )?field [`"]([\w.-]{1,80})[`"](?! at line \d)/, giveSetting],
  [/No configuration setting found for key '([\w.-]{1,80})'/, giveSetting],
  [
    /validation failed for '(\w{1,80})' members: '(\w{1,80})' with the error: 'The \w{1,80} field is required/,
    (options, member) =>
      `Set ${member} in the configuration section that ${options} is read from, or in the environment variable SECTION__${member}.`,
  ],
  // Settings files: viper, Rust's config, dotenv.
  [
    /\bConfig File "([\w.-]{1,60})" Not Found in "\[([^\]"]{1,200})\]"/,
    (name, places) =>
      `Put the file ${name} (with its extension, such as .yaml) into one of the directories ${places}: none of them has it.`,
  ],
  [
    /\bconfiguration file "([\w./-]{1,200})" not found/,
    (name) =>
      `Put the file ${name} (with its extension, such as .toml) into the image, or start the app in the directory that has it.`,
  ],
  [
    /\bError loading \.env file\b|\bUnable to read any of the environment file\(s\) at\b/,
    () =>
      'Set the variables of .env for this container, and make the app start without that file, which images usually lack.',
  ],
  // NestJS.
  [
    /Nest can't resolve dependencies of the .{1,200}? argument "?([\w.]{1,80})"? at index \[\d{1,2}\] is available in the (\w{1,80}?) (?:context|module)/,
    (part, module) =>
      `Add ${part} to the providers of ${module}, or import the module that exports it into ${module}: nothing there provides it.`,
  ],
  // Python's `input`, and other prompts.
  [
    /^EOFError: EOF when reading a line/,
    (_, __, where) =>
      `Take the value from an argument or an environment variable instead of prompting${inPlace(where)}: standard input is empty in a container.`,
  ],
  [
    /\bExitPromptError\b|User force closed the prompt|[Pp]rompts? (?:require|need)s? a (?:TTY|terminal)|[Ii]nput is not a (?:TTY|tty|terminal)|not (?:running )?in a TTY/,
    () =>
      'Pass the value as an option or an environment variable of the command: it prompts for input, which a container does not have.',
  ],
];

function giveSetting(name: string): string {
  return `Set \`${name}\` in the app's configuration or environment: it is missing.`;
}

const correctVariable = (name: string, says: string): string =>
  `Correct the value of the environment variable ${name}: the app reports "${says.replace(/[\s.]+$/, '')}".`;
