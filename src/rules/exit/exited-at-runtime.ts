import { defineRule } from '../../core/diagnosis/rule.ts';
import { NO_LOOK } from '../../core/diagnosis/stand-ins.ts';
import { type App, type Exit, exitedWords, isExitKnown } from '../../core/facts/app.ts';
import { commandWords } from '../../core/facts/command-words.ts';
import { type Dependency, dependencyName } from '../../core/facts/dependency.ts';
import { endedOnItsOwn, endedWords, isEndSeen, ranFor } from '../../core/facts/ended.ts';
import { hiddenExit, unhide } from '../../remedies/hidden-exit.ts';
import { crashAdvice, lineAdvice } from '../advice/crash-advice.ts';
import {
  type Crash,
  correctFirst,
  crashOf,
  crashReason,
  crashSeen,
  greetedSteps,
  greetedWords,
} from '../shared/crash-reason.ts';
import { endInsistedOn, isEarlyEnd } from '../shared/early-end.ts';
import { signalOf } from '../shared/exit-meaning.ts';
import { logStep } from '../shared/log-step.ts';
import { NO_SERVICE } from '../shared/symptoms.ts';

interface Finding extends Crash {
  readonly app: App;
}

export default defineRule({
  code: 'exited-at-runtime',
  title: 'The app ended after it had been healthy',
  stage: 'exit',
  needs: ['app', 'health', 'log', 'past'],
  assumes: { lookedAt: NO_LOOK },
  explains: [...NO_SERVICE, 'flapping', 'connection-reset', 'bound-to-loopback', 'wrong-port'],
  meaning:
    'The app had passed its health check, and then its main process exited: it crashed, something killed it, or it finished. ' +
    'The container exits with it. The last lines of the log usually show what changed (a request, a job, memory, a lost database).',
  when(known): Finding | undefined {
    const exit = endedOnItsOwn(known.app);
    if (exit === undefined || isEarlyEnd(known, exit) || !isEndSeen(exit, known)) return undefined;
    return { app: known.app, ...crashOf(exit, known.log, known) };
  },
  // Without an exit code this may have been a normal stop.
  severity: ({ exit }) => (isExitKnown(exit) || exit.told ? 'error' : 'warning'),
  confidence: ({ exit, greeted }) =>
    isExitKnown(exit) && exit.told === undefined && greeted === undefined ? 'certain' : 'likely',
  insist: (facts) => {
    const ended = endInsistedOn(facts);
    if (ended === undefined) return undefined;
    const { app, exit, isEarly, log, past } = ended;
    return !isEarly ? { app, ...crashOf(exit, log, { app, past }) } : undefined;
  },
  summary: ({ app, ...crash }) => `${lifeWords(app, crash.exit)}: ${crashReason(crash)}${greetedWords(crash)}.`,
  evidence: ({ app, ...crash }) => crashSeen(app, crash),
  remedy({ app, ...crash }) {
    const { exit, exception, lastLines } = crash;
    const hidden = exit.code === 0 ? hiddenExit(app.command) : undefined;
    const told = exception
      ? crashAdvice(exception)
      : lineAdvice(
          lastLines.map(({ text }) => text),
          app.command,
        );
    const advice = exception?.dependency ? catchStep(exception.dependency) : told;
    return [
      ...greetedSteps(crash),
      ...(signalOf(exit) === 'SIGKILL' ? [KILLED] : []),
      ...(exit.code === 0 && hidden === undefined ? [FINISHED] : []),
      ...(hidden === undefined ? [] : [unhide(hidden)]),
      ...(advice === undefined ? [] : [advice]),
      ...correctFirst(crash),
      ...logStep(crash, LOG_STEPS, advice !== undefined),
    ];
  },
  example: {
    app: { command: ['node', 'server.js'], pid: 7, startedAt: 0, exit: { code: 1, at: 3_720_000 } },
    exit: { code: 1, at: 3_720_000 },
    exception: {
      kind: 'exception',
      language: 'node',
      text: 'TypeError: cart.items is not iterable',
      where: 'cart.js line 31, in total',
      at: 3_719_990,
    },
    lastLines: [{ origin: 'stderr', text: 'TypeError: cart.items is not iterable' }],
  },
});

/** How it exited. A saved log only shows that it had answered. */
const lifeWords = (app: App, exit: Exit): string =>
  exit.told
    ? `${endedWords(app, exit)} after it had answered requests`
    : `\`${commandWords(app.command)}\` was healthy, then ${exitedWords(exit)} after ${ranFor(app, exit)}`;

const LOG_STEPS = {
  and: 'keep one failed request or job from stopping the whole app',
  silent: 'Make the app log to stdout or stderr, including uncaught errors.',
};

const KILLED =
  'Find out what kills it: a supervisor or script in the container, or someone with access to it. As far as the limits of the container are readable, sidewatch saw no kill for memory.';

const FINISHED =
  'Look for a call to exit, or a main function that returns: a server must not exit on its own, even with code 0.';

/** The app had started, so it needs no advice on how to start. */
const catchStep = (dependency: Dependency): string =>
  `Catch the error where the app connects to ${dependencyName(dependency)} and fail only that request: a failed connection must not stop the whole app.`;
