import { isAwaitingRelease } from '../../core/checks/health.ts';
import type { Confidence, Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule, type Known } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth, unseenApp } from '../../core/diagnosis/stand-ins.ts';
import { type App, isRunning, type StartFailure } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { appListeners } from '../../core/facts/listener.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { noPast } from '../../core/facts/past.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import type { SupervisedProgram } from '../../core/facts/supervised.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { knownProgramLike } from '../../remedies/known-program.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';
import { programsAmong } from '../shared/keepers.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { complaintSeen, failedExec, linesAtEnd } from './exec-error.ts';

/** A program that was called and does not exist. */
interface MissingCommand {
  readonly name: string;
  /** The directories of PATH, if they are known. */
  readonly searched: readonly string[];
  readonly seen: readonly Evidence[];
  readonly confidence: Confidence;
  /** The supervisor that should start it, if it is not the container itself. */
  readonly supervised?: Pick<SupervisedProgram, 'supervisor' | 'name'>;
}

interface Finding extends MissingCommand {
  readonly command: readonly string[];
  /** The app responds or listens without it, or may still do so. */
  readonly isServed?: boolean;
}

export default defineRule({
  code: 'command-not-found',
  title: 'The command does not exist in the image',
  stage: 'exec',
  needs: ['log'],
  assumes: { app: unseenApp, health: uncheckedHealth, listeners: [], processes: [], past: noPast },
  explains: ['exited-early', 'exited-at-runtime', 'not-listening', 'slow-boot', 'upstream-down', 'crash-loop'],
  meaning:
    'The container, a start script or a supervisor should start a program that is not in the image. ' +
    'Nothing runs, so nothing can answer the health check. The name is wrong, the program was not installed, or PATH does not include its directory.',
  when(known): Finding | undefined {
    const { app, log, health, listeners } = known;
    const { command } = app;
    const isListening = appListeners(listeners).length > 0;
    const missing = missingCommand(app, log.tail) ?? (isListening ? undefined : missedAgain(known));
    if (missing !== undefined) return { ...missing, command };
    const missed = missedBySupervisor(log.supervised ?? []);
    return missed && { ...missed, command, isServed: health.status === 'running' || isListening };
  },
  severity: ({ isServed }) => (isServed ? 'warning' : 'error'),
  confidence: ({ confidence }) => confidence,
  summary({ name, command, searched, supervised }) {
    if (supervised !== undefined) {
      const what = supervised.name === undefined || supervised.name === name ? 'it' : supervised.name;
      return `\`${name}\` does not exist in the image, so ${supervised.supervisor} cannot start ${what}.`;
    }
    if (name === UNNAMED) return 'The command that the container should start does not exist in the image.';
    const nowhere = searched.length > 0 ? ': no directory of PATH contains it' : '';
    return command.length === 0 || command[0] === name
      ? `The command \`${name}\` does not exist in the image${nowhere}.`
      : `\`${name}\` does not exist in the image, but \`${commandWords(command)}\` needs it.`;
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

/** The last command that a supervisor reports as not found. */
function missedBySupervisor(programs: readonly SupervisedProgram[]): MissingCommand | undefined {
  const program = programs.findLast(({ unstarted }) => unstarted?.missing !== undefined);
  const { missing, line, at } = program?.unstarted ?? {};
  if (program === undefined || missing === undefined || line === undefined || at === undefined) return undefined;
  const seen = [{ source: 'log', observed: line, at }];
  return { name: missing, searched: [], seen, confidence: 'certain', supervised: program };
}

/** The app's command if it could not be started because it does not exist. Otherwise the command that a shell missed before it exited with 127, or that should have replaced the process that exited. */
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

/** Stands for an unknown name. */
const UNNAMED = '';

const AGAIN = 4;
const WRITING_MS = 15_000;
const STILL_MS = 3_000;

/**
 * The command that a script misses again and again, as its shell reports. The script is a supervised service's `run`, or all that the
 * container runs. The latter may give up, and start the app without it.
 */
function missedAgain(known: Known<'app' | 'log' | 'health' | 'processes' | 'past'>): Missed | undefined {
  const { app, log, at } = known;
  const isOfService = isSupervisor(app.command);
  // As long as an app may usually start, a script may still give up on it.
  if (!isOfService && (at - app.startedAt < usualStartMs(known.settings) || !isAllTheyRun(known))) return undefined;
  const { tail, lastWrittenAt = 0 } = log;
  const isGoingOn = lastWrittenAt - app.startedAt >= STILL_MS && at - lastWrittenAt <= WRITING_MS;
  if (!isRunning(app) || app.stopRequestedAt !== undefined || !isGoingOn) return undefined;
  // A shell writes its message word by word, so the last line may be incomplete.
  const found = missedByShell(tail.slice(-2).map(({ text }) => ownText(text)));
  const count = tail.filter(({ text }) => ownText(text) === found?.line).length;
  if (found === undefined || count < AGAIN) return undefined;
  const seen = [
    { source: 'log', observed: `${found.line} (${count} of the last ${tail.length} lines)`, at: lastWrittenAt },
  ];
  const isServed = !isOfService && isAwaitingRelease(known.health);
  return { name: found.name, searched: [], seen, confidence: 'likely', isServed };
}

type Missed = Omit<Finding, 'command'>;

/** Whether the app's processes are only shells and pauses, and have run nothing else. */
const isAllTheyRun = ({ processes, past }: Known<'processes' | 'past'>): boolean =>
  processes.length > 0 && programsAmong([...processes, ...past.vanished.map(({ process }) => process)]).length === 0;

function missingProgram(failure: StartFailure, [name = '']: readonly string[]): MissingCommand | undefined {
  const { errno, path, searched, fault, at } = failure;
  const isPath = path.includes('/');
  // execve(2) also fails with ENOENT when the file exists but its interpreter does not: PATH had then led from a name to a file.
  const isThere = searched.length === 0 && isPath && !name.includes('/');
  if (errno !== 'ENOENT' || isThere || fault !== undefined) return undefined;
  const where = searched.length > 0 ? `, searched in ${searched.join(':')}` : '';
  const seen = [{ source: 'execve', observed: `ENOENT for ${quotable(path, 120)}${where}`, at }];
  return { name: quotable(path, 120), searched, seen, confidence: isPath ? 'likely' : 'certain' };
}

/** What to do about a missing command, best first. `name` is the name that was searched for. */
function missingCommandAdvice({ name, searched, supervised, command, seen }: Finding): readonly string[] {
  if (name === UNNAMED) return UNNAMED_STEPS;
  if (/\s/.test(name)) {
    const words = name
      .trim()
      .split(/\s+/)
      .map((word) => JSON.stringify(word))
      .join(', ');
    return [
      `Write the words of the command separately, \`CMD [${words}]\`, or let a shell split them: the whole line was used as one name.`,
    ];
  }
  if (SHELL_WORDS.has(name) || /^\w+=/.test(name)) {
    return [`Run the line through a shell (\`sh -c '…'\`): ${name} is a shell word, not a program.`];
  }
  if (seen.some(({ observed }) => observed.startsWith('bundler: '))) return [addGem(name)];
  const meant = knownProgramLike(name);
  const place = placeOf(supervised, command);
  const missing =
    meant === undefined
      ? `${installStep(name, command)}, or fix the name in ${place}.`
      : `Write \`${meant}\` instead of \`${name}\` in ${place} if that was meant. Otherwise install the package that provides ${name} in the image.`;
  if (name.includes('/'))
    return [
      missing,
      'Check that COPY puts the file there, that .dockerignore does not exclude it, and that no volume hides it.',
      FIRST_LINE,
    ];
  const path = searched.length > 0 ? ` (now ${searched.join(':')})` : '';
  return [
    missing,
    `If it is installed in its own directory (a virtual environment, \`node_modules/.bin\`), add that directory to PATH${path}, or use its full path.`,
  ];
}

const FIRST_LINE =
  'If the file exists, check its first line: the interpreter that it names does not exist, or the line has a Windows line ending.';

const UNNAMED_STEPS: readonly string[] = [
  'Fix the name of the program in CMD or ENTRYPOINT, or install the package that provides it in the image. If it is installed, use its full path.',
  FIRST_LINE,
];

const addGem = (name: string): string =>
  `Add the gem that provides ${name} to the Gemfile, outside the groups that BUNDLE_WITHOUT excludes, and run \`bundle install\` in the image.`;

/** A package.json script finds only the programs of its packages. */
const installStep = (name: string, [program = '']: readonly string[]): string =>
  /(?:^|\/)(?:npm|npx|yarn|pnpm|bunx?)$/.test(program) && !name.includes('/')
    ? `Install the npm package that provides ${name} in the image: list it in dependencies of package.json and run npm ci (which skips devDependencies with --omit=dev)`
    : `Install the package that provides ${name} in the image`;

function placeOf(supervised: MissingCommand['supervised'], [program = '', script = '-c']: readonly string[]): string {
  const isFile = isShell(program) && !script.startsWith('-');
  if (supervised === undefined) return isFile ? script : 'CMD, ENTRYPOINT or the Procfile';
  switch (supervised.supervisor) {
    case 'supervisord':
      return `the \`command=\` line of its \`[program:${supervised.name ?? '…'}]\``;
    case 'Foreman':
    case 'Honcho':
      return 'the Procfile';
    default:
      return `the command that ${supervised.supervisor} starts`;
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

/** The command, and the line of the shell that missed it. */
interface MissedByShell {
  readonly name: string;
  readonly line: string;
}

/** The newest line in which a shell reports a command as not found. Architecture and line-ending faults read alike, but do not name a plain word. */
function missedByShell(lines: readonly string[]): MissedByShell | undefined {
  for (const line of lines.toReversed()) {
    const name = PATTERNS.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (name !== undefined) return { name, line };
  }
  return undefined;
}

const NAME = '([\\w@%+=:,./-]+)';

const PATTERNS: readonly RegExp[] = [
  // dash writes `sh: 1: foo: not found`, busybox `sh: foo: not found`, both with `exec: ` before the name.
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
