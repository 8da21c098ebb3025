import { type AdviceRow, inPlace } from './advice-row.ts';

/** What to do about a setting whose value is refused, a part that a framework is not given, and a question that nobody can answer. */
export const ANSWER_ADVICE: readonly AdviceRow[] = [
  // Zod, t3-env, envalid; pydantic; Joi.
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
  // NestJS.
  [
    /Nest can't resolve dependencies of the .{1,200}? argument "?([\w.]{1,80})"? at index \[\d{1,2}\] is available in the (\w{1,80}?) (?:context|module)/,
    (part, module) =>
      `Add ${part} to the providers of ${module}, or let ${module} import the module that exports it: nothing there provides it.`,
  ],
  // Python's `input`, and prompts of others.
  [
    /^EOFError: EOF when reading a line/,
    (_, __, where) =>
      `Take the answer from an argument or an environment variable instead of asking for it${inPlace(where)}: in a container nobody can answer, and standard input is empty.`,
  ],
  [
    /\bExitPromptError\b|User force closed the prompt|[Pp]rompts? (?:require|need)s? a (?:TTY|terminal)|[Ii]nput is not a (?:TTY|tty|terminal)|not (?:running )?in a TTY/,
    () =>
      'Give the answer as an option or an environment variable of the command: it asks a question, and in a container nobody can answer.',
  ],
];

const correctVariable = (name: string, says: string): string =>
  `Correct the value of the environment variable ${name}: the app reports "${says.replace(/[\s.]+$/, '')}".`;
