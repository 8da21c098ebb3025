import type { MissingCommand } from './missing-command.ts';

/** What to do about a command that is not there, best first. `name` is what was looked for. */
export function missingCommandAdvice({ name, searched, supervised }: MissingCommand): readonly string[] {
  if (/\s/.test(name)) {
    const words = name
      .trim()
      .split(/\s+/)
      .map((word) => JSON.stringify(word))
      .join(', ');
    return [
      `Write the words of the command separately, \`CMD [${words}]\`, or let a shell split them: the whole line was taken as one name.`,
    ];
  }
  if (SHELL_WORDS.has(name) || /^\w+=/.test(name)) {
    return [`Run the line through a shell (\`sh -c '…'\`): ${name} is a word of the shell, not a program.`];
  }
  const missing = `Install what provides ${name} in the image, or correct the name in ${placeOf(supervised)}.`;
  if (name.includes('/'))
    return [
      missing,
      'Check that COPY puts the file there, that .dockerignore does not leave it out, and that no volume hides it.',
      'If the file is there, its first line names an interpreter that is not, or ends like a Windows line.',
    ];
  const path = searched.length > 0 ? ` (now ${searched.join(':')})` : '';
  return [
    missing,
    `If it is installed in a directory of its own (a virtual environment, \`node_modules/.bin\`), add that to PATH${path} or name the file by its whole path.`,
  ];
}

function placeOf(supervised: MissingCommand['supervised']): string {
  if (supervised === undefined) return 'CMD, ENTRYPOINT or the Procfile';
  switch (supervised.supervisor) {
    case 'supervisord':
      return `the \`command=\` line of its \`[program:${supervised.name ?? '…'}]\``;
    case 'Foreman':
    case 'Honcho':
      return 'the Procfile';
    default:
      return `what ${supervised.supervisor} was told to start`;
  }
}

const SHELL_WORDS: ReadonlySet<string> = new Set([
  'cd',
  'export',
  'source',
  '.',
  'exec',
  'set',
  'ulimit',
  'if',
  'while',
  '&&',
]);
