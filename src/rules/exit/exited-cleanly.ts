import { defineRule } from '../../core/diagnosis/rule.ts';
import type { App, Exit } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { endedOnItsOwn, ranFor } from '../../core/facts/ended.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { isAlive } from '../../core/facts/process.ts';
import { isShell } from '../../core/facts/program-kinds.ts';
import type { Log } from '../../core/memory/facts.ts';
import { type HiddenExit, hiddenExit, hidingWords, unhide } from '../../remedies/hidden-exit.ts';
import { recognise } from '../../remedies/recognise.ts';
import { servers } from '../../remedies/servers/servers.ts';
import { type StalePid, stalePidIn, stalePidStep } from '../../remedies/stale-pid.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import { failureLine } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { type Crash, correctRaised, crashOf, located } from '../shared/crash-reason.ts';
import { endInsistedOn, isEarlyEnd } from '../shared/early-end.ts';
import { endSeen } from '../shared/end-seen.ts';
import { choreAdvice, choreOf } from '../shared/startup-tasks.ts';
import { NO_START } from '../shared/symptoms.ts';

interface Finding {
  readonly app: App;
  readonly exit: Exit;
  readonly lastLines: readonly LogLine[];
  /** Whether sidewatch saw that no process of the app is left. */
  readonly isAlone: boolean;
  /** The log shows a failure, so something hides the exit code. */
  readonly failure?: Failure;
  /** The server found a pid file from an earlier start and did not start. */
  readonly stale?: StalePid;
}

/** The failure in the log, and the part of the command that hides the exit code, if it is visible. */
interface Failure {
  readonly reason: string;
  readonly exception?: Crash['exception'];
  /** An exception, with nothing telling logged after it. */
  readonly isLast: boolean;
  readonly hidden?: HiddenExit;
}

export default defineRule({
  code: 'exited-cleanly',
  title: 'The command finished and left nothing running',
  stage: 'exit',
  severity: 'error',
  needs: ['app', 'health', 'processes', 'log', 'past'],
  explains: [...NO_START, 'connection-reset'],
  meaning:
    'The command exited without an error before it had answered a single health check, and none of its processes is left. ' +
    'A container lives only as long as its command. This one ran a task instead of a server, or started a server in the background that failed right away.',
  when(known): Finding | undefined {
    const { app, processes, log } = known;
    const exit = endedOnItsOwn(app);
    // A living process is a survivor, which `daemonized` reports, or a reading from before the exit.
    if (exit?.code !== 0 || !isEarlyEnd(known, exit) || processes.some(isAlive)) return undefined;
    return { ...finding(app, exit, log), isAlone: true };
  },
  insist: (facts) => {
    const ended = endInsistedOn(facts);
    if (ended === undefined) return undefined;
    const { app, exit, isEarly, log } = ended;
    return exit.code === 0 && isEarly ? { ...finding(app, exit, log), isAlone: false } : undefined;
  },
  // A line that reads like a failure may come from a program that continued and succeeded.
  confidence: ({ failure }) => (failure === undefined || failure.isLast ? 'certain' : 'likely'),
  summary: ({ app, exit, isAlone, failure, stale, lastLines }) =>
    failure && !stale
      ? `\`${commandWords(app.command)}\` exited with code 0 after ${ranFor(app, exit)} although ${failureWords(failure)}.`
      : `\`${commandWords(app.command)}\` exited with code 0 after ${ranFor(app, exit)}${isAlone ? ' and left nothing running, so nothing can answer the health check' : ', before it passed a health check'}${stale ? `: it logged "${stale.line}"` : hiddenWords(app, lastLines)}.`,
  evidence: ({ app, exit, lastLines, isAlone, failure }) => [
    endSeen(exit, app.command),
    ...(failure?.exception ? [{ source: 'log', observed: located(failure.exception), at: failure.exception.at }] : []),
    ...(isAlone ? [{ source: '/proc', expected: 'a server', observed: 'no process of the app is left' }] : []),
    ...lastLines.map(({ text }) => ({ source: 'log', observed: text })),
  ],
  remedy({ app, failure, lastLines, stale }) {
    if (stale) return [stalePidStep(stale, app.command)];
    if (failure) return failureSteps(failure, lastLines, app);
    const chore = choreOf(app.command);
    const { server } = recognise({ commands: [app.command] });
    // A command that names a server, and not only a language, started it in the background, and it exited too.
    const isServer = servers.some(({ id, role }) => id === server.id && role === undefined);
    return [
      ...(isServer && chore === undefined ? [server.foreground] : []),
      "Run a server, not a task: the container's command must be the server itself, and it must keep running.",
      ...(chore ? [choreAdvice[chore]] : []),
      ...(isBareInterpreter(app.command)
        ? ['Name the script to run: a shell or interpreter without a script exits right away when it has no terminal.']
        : []),
      'If a script starts the server, start it in the last line with `exec` and without `&`.',
    ];
  },
  example: {
    app: { command: ['python', 'manage.py', 'migrate'], pid: 7, startedAt: 0, exit: { code: 0, at: 2_100 } },
    exit: { code: 0, at: 2_100 },
    lastLines: [{ origin: 'stdout', text: '  No migrations to apply.' }],
    isAlone: true,
  },
});

function finding(app: App, exit: Exit, log: Log): Omit<Finding, 'isAlone'> {
  const { exception, lastLines } = crashOf(exit, log, { app });
  const hidden = hiddenExit(app.command);
  // A task that is allowed to fail logs its failure too. Without an exception, only the command's own text makes it the fault.
  const said = hidden && failureLine(lastLines);
  const reason = exception ? located(exception) : said;
  const isLast = exception !== undefined && endsWith(log.tail, exception.text);
  const failure =
    reason === undefined ? undefined : { reason, isLast, ...(exception && { exception }), ...(hidden && { hidden }) };
  const stale = stalePidIn(log.tail.map(({ text }) => text));
  return { app, exit, lastLines: log.tail.slice(-3), ...(failure && { failure }), ...(stale && { stale }) };
}

function endsWith(tail: readonly LogLine[], words: string): boolean {
  const said = tail.findLastIndex(({ text }) => text.includes(words.slice(0, SHOWN)));
  return said < 0 || tellingLine(tail.slice(said + 1)) === undefined;
}

const SHOWN = 80;

function failureWords({ reason, isLast, hidden }: Failure): string {
  const why = reason.replace(/[\s.]+$/, '');
  return hidden
    ? `\`${hidden.program}\` failed (${why}): ${hidingWords(hidden)}`
    : `its log ${isLast ? 'ends with' : 'shows'} a failure: ${why}`;
}

/** Its last line, when the exit code cannot show how it went. */
function hiddenWords({ command }: App, lastLines: readonly LogLine[]): string {
  const hidden = hiddenExit(command);
  const last = tellingLine(lastLines);
  return hidden === undefined || last === undefined
    ? ''
    : `; its last line was "${last.text.replace(/[\s.]+$/, '')}", and ${hidingWords(hidden)}`;
}

const failureSteps = (
  { reason, exception, hidden }: Failure,
  lastLines: readonly LogLine[],
  { command }: Pick<App, 'command'>,
): readonly string[] => {
  const lines = [...lastLines.map(({ text }) => text), reason];
  const advice = exception ? crashAdvice(exception) : lineAdvice(lines, command);
  return [
    advice ??
      (exception ? `${correctRaised(exception)}.` : `Fix what the log reports: ${reason.replace(/[\s.]+$/, '')}.`),
    hidden
      ? unhide(hidden)
      : "End the start script with `exec` and the server: the container then exits with the server's exit code.",
  ];
};

const isBareInterpreter = ([program = '', ...words]: readonly string[]): boolean =>
  words.length === 0 && (isShell(program) || /(?:^|\/)(?:python[\d.]*|node|irb|php)$/.test(program));
