import type { Confidence, Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { type App, isRunning, type StartFailure } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { appListeners } from '../../core/facts/listener.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import type { SupervisedProgram } from '../../core/facts/supervised.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { knownProgramLike } from '../../remedies/known-program.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import { complaintSeen, failedExec, linesAtEnd } from './exec-error.ts';

/** A program that was called and is not there. */
interface MissingCommand {
  readonly name: string;
  /** The directories of PATH, where they are known. */
  readonly searched: readonly string[];
  readonly seen: readonly Evidence[];
  readonly confidence: Confidence;
  /** Who was to start it, where that is not the container itself. */
  readonly supervised?: Pick<SupervisedProgram, 'supervisor' | 'name'>;
}

interface Finding extends MissingCommand {
  readonly command: readonly string[];
  /** The app answers, or listens, without it. */
  readonly isServed?: boolean;
}

export default defineRule({
  code: 'command-not-found',
  title: 'The command does not exist in the image',
  stage: 'exec',
  needs: ['log'],
  assumes: { app: unseenApp, health: uncheckedHealth, listeners: [] },
  explains: ['exited-early', 'exited-at-runtime', 'not-listening', 'slow-boot', 'upstream-down', 'crash-loop'],
  meaning:
    'The container was told to run a program that is not in the image, or a start script or a supervisor was to start one that is not. ' +
    'Nothing runs, so nothing can answer the health check. The name is wrong, the program was not installed, or PATH leaves its directory out.',
  when(known): Finding | undefined {
    const { app, log, health, listeners } = known;
    const { command } = app;
    const isListening = appListeners(listeners).length > 0;
    const missing =
      missingCommand(app, log.tail) ?? (isListening || !isSupervisor(app.command) ? undefined : missedAgain(known));
    if (missing !== undefined) return { ...missing, command };
    const missed = missedBySupervisor(log.supervised ?? []);
    return missed && { ...missed, command, isServed: health.status === 'running' || isListening };
  },
  severity: ({ isServed }) => (isServed ? 'warning' : 'error'),
  confidence: ({ confidence }) => confidence,
  summary({ name, command, searched, supervised }) {
    if (supervised !== undefined) {
      const forWhom = supervised.name === undefined || supervised.name === name ? '' : ` for ${supervised.name}`;
      return `\`${name}\` does not exist in the image, and ${supervised.supervisor} cannot start it${forWhom}.`;
    }
    if (name === UNNAMED) return 'The command that the container was to start does not exist in the image.';
    const nowhere = searched.length > 0 ? ': it is in no directory of PATH' : '';
    return command.length === 0 || command[0] === name
      ? `The command \`${name}\` does not exist in the image${nowhere}.`
      : `\`${name}\` does not exist in the image, and \`${commandWords(command)}\` needs it.`;
  },
  evidence: ({ seen }) => seen,
  remedy: missingCommandAdvice,
  example: {
    name: 'gunicorn',
    command: ['gunicorn', 'app:app'],
    searched: ['/usr/local/bin', '/usr/bin', '/bin'],
    seen: [{ source: 'execve', observed: 'ENOENT for gunicorn, searched in /usr/local/bin:/usr/bin:/bin' }],
    confidence: 'certain',
  },
});

/** The command that a supervisor, by its own words, does not find; the one told of last. */
function missedBySupervisor(programs: readonly SupervisedProgram[]): MissingCommand | undefined {
  const program = programs.findLast(({ unstarted }) => unstarted?.missing !== undefined);
  const { missing, line, at } = program?.unstarted ?? {};
  if (program === undefined || missing === undefined || line === undefined || at === undefined) return undefined;
  const seen = [{ source: 'log', observed: line, at }];
  return { name: missing, searched: [], seen, confidence: 'certain', supervised: program };
}

/** The app's command when it could not be started for want of it, else the one that a shell missed before it ended with 127, or that was to take the place of what ended. */
function missingCommand(app: App, tail: readonly LogLine[]): MissingCommand | undefined {
  const { command, startFailure } = app;
  if (startFailure !== undefined) return missingProgram(startFailure, command);
  const missed = missedByShell(linesAtEnd(app, tail, [127]));
  if (missed !== undefined) {
    return { name: missed.name, searched: [], seen: complaintSeen(app, missed.line), confidence: 'likely' };
  }
  const failed = failedExec(app, tail, ['missing']);
  if (failed === undefined) return undefined;
  // catatonit does not name it.
  const [name = UNNAMED] = failed.program === undefined ? app.command : [quotable(failed.program, 120)];
  return { name, searched: [], seen: failed.seen, confidence: 'likely' };
}

/** Stands for a name that nobody tells. */
const UNNAMED = '';

const AGAIN = 4;
const WRITING_MS = 15_000;
const STILL_MS = 3_000;

/** The command that the `run` script of a supervised service looks for again and again, by the words of its shell. A loop of another script may end. */
function missedAgain({ app, log, at }: Known<'app' | 'log'>): MissingCommand | undefined {
  const { tail, lastWrittenAt = 0 } = log;
  const isGoingOn = lastWrittenAt - app.startedAt >= STILL_MS && at - lastWrittenAt <= WRITING_MS;
  if (!isRunning(app) || app.stopRequestedAt !== undefined || !isGoingOn) return undefined;
  // A shell writes its words one by one: the last line may not be whole.
  const found = missedByShell(tail.slice(-2).map(({ text }) => ownText(text)));
  const count = tail.filter(({ text }) => ownText(text) === found?.line).length;
  if (found === undefined || count < AGAIN) return undefined;
  const seen = [
    { source: 'log', observed: `${found.line} (${count} of the last ${tail.length} lines)`, at: lastWrittenAt },
  ];
  return { name: found.name, searched: [], seen, confidence: 'likely' };
}

function missingProgram(failure: StartFailure, [name = '']: readonly string[]): MissingCommand | undefined {
  const { errno, path, searched, fault, at } = failure;
  const isPath = path.includes('/');
  // execve(2) says ENOENT also when the file is there and its interpreter is not: then PATH had led from a name to a file.
  const isThere = searched.length === 0 && isPath && !name.includes('/');
  if (errno !== 'ENOENT' || isThere || fault !== undefined) return undefined;
  const where = searched.length > 0 ? `, searched in ${searched.join(':')}` : '';
  const seen = [{ source: 'execve', observed: `ENOENT for ${quotable(path, 120)}${where}`, at }];
  return { name: quotable(path, 120), searched, seen, confidence: isPath ? 'likely' : 'certain' };
}

/** What to do about a command that is not there, best first. `name` is what was looked for. */
function missingCommandAdvice({ name, searched, supervised, command, seen }: Finding): readonly string[] {
  if (name === UNNAMED) return UNNAMED_STEPS;
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
  if (seen.some(({ observed }) => observed.startsWith('bundler: '))) return [addGem(name)];
  const meant = knownProgramLike(name);
  const place = placeOf(supervised);
  const missing =
    meant === undefined
      ? `${installStep(name, command)}, or correct the name in ${place}.`
      : `Write \`${meant}\` instead of \`${name}\` in ${place}, if that was meant; else install what provides ${name} in the image.`;
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

const UNNAMED_STEPS: readonly string[] = [
  'Correct the name of the program in CMD or ENTRYPOINT, or install what provides it in the image; if it is installed, name the file by its whole path.',
  'If the file is there, its first line names an interpreter that is not, or ends like a Windows line.',
];

const addGem = (name: string): string =>
  `Add the gem that brings ${name} to the Gemfile, outside of the groups that BUNDLE_WITHOUT leaves out, and run \`bundle install\` in the image.`;

/** A script of package.json finds the programs of its packages alone. */
const installStep = (name: string, [program = '']: readonly string[]): string =>
  /(?:^|\/)(?:npm|npx|yarn|pnpm|bunx?)$/.test(program) && !name.includes('/')
    ? `Install the npm package that brings ${name} in the image: list it in dependencies of package.json and run npm ci (which leaves out devDependencies with --omit=dev)`
    : `Install what provides ${name} in the image`;

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

/** The command, and the words of the shell that missed it. */
interface MissedByShell {
  readonly name: string;
  readonly line: string;
}

/** The newest line in which a shell says that it does not find a command. Wrong-architecture and line-ending faults are worded alike, but name no plain word. */
function missedByShell(lines: readonly string[]): MissedByShell | undefined {
  for (const line of lines.toReversed()) {
    const name = PATTERNS.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (name !== undefined) return { name, line };
  }
  return undefined;
}

const NAME = '([\\w@%+=:,./-]+)';

const PATTERNS: readonly RegExp[] = [
  // dash: `sh: 1: foo: not found`; busybox: `sh: foo: not found`; both with `exec: ` before the name.
  new RegExp(`^(?!node: )[\\w./-]+: (?:line )?(?:\\d+: )?(?:exec: )?${NAME}: not found$`),
  // bash: `/bin/bash: line 1: foo: command not found`, and zsh the other way round.
  new RegExp(`^[\\w./-]+: (?:line \\d+: )?(?:exec: )?${NAME}: command not found$`),
  new RegExp(`^zsh:(?:\\d+:)? command not found: ${NAME}$`),
  new RegExp(`^bundler: command not found: ${NAME}$`),
  // bash with a path: `bash: line 1: ./foo: No such file or directory`.
  new RegExp(`^[\\w./-]*(?:sh|bash): (?:line )?\\d+: (?:exec: )?${NAME}: No such file or directory$`),
  // GNU, old and busybox env(1).
  new RegExp(`^(?:/usr/bin/)?env: (?:can't execute )?['‘]?${NAME}['’]?: No such file or directory$`),
];
