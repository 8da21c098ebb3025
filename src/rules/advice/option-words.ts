/** Steps for an option that a program was not given, or whose value it rejects, by its own line. They get the groups. */
export const OPTION_WORDS: readonly (readonly [RegExp, (...found: [string, string, string]) => string])[] = [
  // cobra, urfave/cli, kong, clap, argparse, click.
  ...[
    /\b[Rr]equired flags?(?:\(s\))? "(-{0,2}[\w-]{1,60})".{0,200} not set$/,
    /: error: missing flags: (--?[\w-]{1,60})/,
    /^error: the following required arguments were not provided:\s{1,6}(--?[\w-]{1,60}|<\w[\w-]{0,60}>)/,
    /: error: the following arguments are required: (-{0,2}[\w-]{1,60})/,
    /^Error: Missing (?:option|argument) '(-{0,2}[\w-]{1,60})/,
  ].map((pattern) => [pattern, give] as const),
  [
    /^error: invalid value '([^']{0,60})' for '(--?[\w-]{1,60})[^']{0,60}'/,
    (value, option) =>
      `Correct the value of \`${option}\`, or of the environment variable for it: ${value === '' ? 'it is empty' : `\`${value}\` is not valid`}.`,
  ],
  [
    /^error: unexpected argument '(--?[\w-]{1,60})' found\s{1,6}tip: a similar argument exists: '(--?[\w-]{1,60})'/,
    (word, meant) => `Start it with \`${meant}\` instead of \`${word}\`: the program does not know that option.`,
  ],
  [
    /\bunknown command "([\w:-]{1,60})" for "([\w-]{1,60})"/,
    (word, program) =>
      `Correct the command: ${program} has no command \`${word}\`. Run \`${program} --help\` to list its commands.`,
  ],
];

function give(option: string): string {
  return `Give the program the option \`${/^[-<]/.test(option) ? option : `--${option}`}\` with a value: it does not start without it.`;
}
