import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK } from '../../core/diagnosis/stand-ins.ts';
import { type App, isExitKnown } from '../../core/facts/app.ts';
import { endedOnItsOwn, endedWords, isEndSeen } from '../../core/facts/ended.ts';
import { stalePidIn } from '../../remedies/stale-pid.ts';
import { crashAdvice, lineAdvice, listenAdvice } from '../advice/crash-advice.ts';
import { isOfTest } from '../lines/test-report.ts';
import {
  type Crash,
  correctFirst,
  crashOf,
  crashReason,
  crashSeen,
  greetedSteps,
  greetedWords,
  unexpandedPort,
} from '../shared/crash-reason.ts';
import { cutSourceStep } from '../shared/cut-source.ts';
import { endInsistedOn, isEarlyEnd } from '../shared/early-end.ts';
import { signalOf } from '../shared/exit-meaning.ts';
import { logStep } from '../shared/log-step.ts';
import { NO_START } from '../shared/symptoms.ts';
import { saidWait } from './file-wait.ts';
import { supervisedLoop } from './supervised-loop.ts';

interface Finding extends Crash {
  readonly app: App;
}

export default defineRule({
  code: 'exited-early',
  title: 'The app ended before it was ever healthy',
  stage: 'exit',
  severity: 'error',
  needs: ['app', 'health', 'log', 'past'],
  assumes: { lookedAt: NO_LOOK },
  explains: [...NO_START, 'connection-reset', 'bound-to-loopback', 'wrong-port'],
  meaning:
    'The command exited with a code other than 0, or was killed by a signal, before it had passed a single health check. ' +
    'The container exits with it, and the platform reports that. The cause is usually in the last lines of the log.',
  when(known): Finding | undefined {
    const { app, log } = known;
    const exit = endedOnItsOwn(app);
    if (exit === undefined || exit.code === 0 || !isEarlyEnd(known, exit)) return undefined;
    if (!isEndSeen(exit, known)) return undefined;
    // A saved log can show both for one program: a supervisor that restarts it or waits for a file says more.
    if (exit.told && isOfTest(exit.told.line, log.tail)) return undefined;
    if (exit.told && (supervisedLoop(log, exit.at) ?? saidWait(log))) return undefined;
    return { app, ...crashOf(exit, log, known) };
  },
  confidence: ({ exit, greeted }) =>
    isExitKnown(exit) && exit.told === undefined && greeted === undefined ? 'certain' : 'likely',
  insist: (facts) => {
    const ended = endInsistedOn(facts);
    if (ended === undefined) return undefined;
    const { app, exit, isEarly, log, past } = ended;
    return exit.code !== 0 && isEarly ? { app, ...crashOf(exit, log, { app, past }) } : undefined;
  },
  summary: ({ app, ...crash }) =>
    `${endedWords(app, crash.exit)}${crash.exit.told ? '' : ', before it was ever healthy'}: ${reasonOf(crash)}${greetedWords(crash)}.`,
  evidence: ({ app, ...crash }) => crashSeen(app, crash),
  remedy({ app, ...crash }) {
    const { exit, exception } = crash;
    const unexpanded = unexpandedPort(app.command);
    // When the program quotes the variable's name as its port, no value of the variable helps.
    const isItsWord = unexpanded !== undefined && wordsOf(crash).some((text) => /\$\{?PORT/.test(text));
    const told = isItsWord
      ? undefined
      : (listenAdvice(wordsOf(crash), app.command) ??
        (exception && crashAdvice(exception)) ??
        lineAdvice(wordsOf(crash), app.command));
    const advice = [told ?? cutSourceStep(crash), unexpanded].filter((text) => text !== undefined);
    return [
      ...greetedSteps(crash),
      ...(signalOf(exit) === 'SIGKILL' ? [MEMORY] : []),
      ...advice,
      ...correctFirst(crash),
      ...logStep(crash, LOG_STEPS, advice.length > 0),
    ];
  },
  example: {
    app: { command: ['gunicorn', 'app:app'], pid: 7, startedAt: 0, exit: { code: 3, at: 1_200 } },
    exit: { code: 3, at: 1_200 },
    exception: {
      kind: 'exception',
      language: 'python',
      text: "KeyError: 'DATABASE_URL'",
      where: 'app.py line 4, in <module>',
      at: 1_100,
    },
    lastLines: [{ origin: 'stderr', text: "KeyError: 'DATABASE_URL'" }],
  },
});

const wordsOf = ({ lastLines, exception, firstSaid }: Crash): readonly string[] => [
  ...lastLines.map(({ text }) => text),
  ...(firstSaid === undefined ? [] : [firstSaid]),
  ...(exception ? [exception.text] : []),
];

/** A server that finds a pid file from an earlier start may keep logging before it exits. */
function reasonOf(crash: Crash): string {
  const stale = stalePidIn(wordsOf(crash));
  return stale ? `it logged "${stale.line}"` : crashReason(crash);
}

const LOG_STEPS = {
  and: 'deploy again',
  silent: 'Run the command by hand in the image to see its error, or make it log to stdout or stderr.',
};

const MEMORY = "Compare its memory use with the container's memory limit: raise the limit, or run fewer workers.";
