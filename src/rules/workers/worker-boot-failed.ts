import type { Known } from '../../core/diagnosis/rule.ts';
import { isOffline } from '../../core/diagnosis/stand-ins.ts';
import type { Exception, ServerName } from '../../core/facts/log-event.ts';
import { type UnreadOutput, unreadStep, unreadWords } from '../../core/facts/unread-output.ts';
import type { BootFailure } from '../../core/facts/worker-pool.ts';
import { gunicornAppIn, typed } from '../../remedies/own-line.ts';
import { crashAdvice } from '../advice/crash-advice.ts';
import { correctRaised, raisedIn } from '../shared/crash-reason.ts';
import { gunicornEnd } from '../shared/gunicorn-end.ts';
import { isOvercome } from '../shared/overcome.ts';
import { serverTitle } from '../shared/server-signs.ts';
import { NO_START } from '../shared/symptoms.ts';
import { isModuleUnread } from '../shared/unloaded-library.ts';
import { belowCutTrace, bootWords, raisedAbove } from './boot-words.ts';
import { endOfServer, type LoadFailure, loadFailureRule, loadFailureSeen, lostEndWords } from './load-failure.ts';

interface Finding extends LoadFailure {
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** Where it was raised, if the log shows nothing else about it. */
  readonly where?: string;
  /** Output that is not read. */
  readonly unread?: UnreadOutput;
  /** The app's command, if it is known. */
  readonly command?: readonly string[];
}

/** Gunicorn's exit code after `Worker failed to boot.` (arbiter.py, WORKER_BOOT_ERROR). */
const WORKER_BOOT_ERROR = 3;
const EXCEPTION_BEFORE_MS = 60_000;
const EXCEPTION_AFTER_MS = 2_000;
/** `Exception in worker process` comes before the traceback that it announces. */
const TRACEBACK_WAIT_MS = 500;

export default loadFailureRule({
  code: 'worker-boot-failed',
  title: 'The workers fail to boot',
  explains: ['exited-early', 'exited-cleanly', 'app-gone', ...NO_START, 'crash-loop', 'connection-reset'],
  meaning:
    'The application server itself starts, but its workers raise an exception while they load the app, so the server gives up. ' +
    'Fix the exception in the log: the exit code (3 for Gunicorn) does not name the cause.',
  when(seen): Finding | undefined {
    const { at: now, log, pool, app, processes } = seen;
    const saidNothing = log.tail.every(({ text }) => text.trim() === '');
    const bySilence = saidNothing ? gunicornEnd(WORKER_BOOT_ERROR, { app, processes }) : undefined;
    const failure: (Omit<LoadFailure, 'server'> & Pick<BootFailure, 'firstAt'>) | undefined =
      pool.bootFailure ?? bySilence;
    if (failure === undefined || isOvercome(seen, { ...failure, said: failure.line })) return undefined;
    const exception = log.exceptions.findLast(
      ({ at }) => at >= failure.at - EXCEPTION_BEFORE_MS && at <= failure.at + EXCEPTION_AFTER_MS,
    );
    if (exception && isModuleUnread(exception, seen)) return undefined;
    const mayFollow = exception === undefined && app.exit === undefined && !isOffline(app);
    // If workers fail over and over, the newest failure is always recent.
    const since = pool.bootFailure?.firstAt ?? failure.at;
    if (mayFollow && now - since < TRACEBACK_WAIT_MS) return undefined;
    return {
      server: pool.server,
      ...failure,
      ...endOfServer(app),
      ...(exception ? { exception } : toldByServer(pool, log)),
      ...(log.unread && { unread: log.unread }),
      ...(app.command.length > 0 && { command: app.command }),
    };
  },
  summary({ exception, where, unread, ...failure }) {
    const { exitCode } = failure;
    const ended = exitCode === undefined ? '' : `, so it exited with code ${exitCode}`;
    const end = lostEndWords(failure, WORKER_BOOT_ERROR) ?? ended;
    const which = unread ? unreadWords(unread) : 'the log does not show which';
    return `${plightOf(failure)}${end}: ${exception ? raisedIn(exception) : `the app raised an exception while it was loaded${where === undefined ? '' : ` (${where})`}, and ${which}`}.`;
  },
  evidence: ({ exception, ...failure }) => [
    ...(exception ? [{ source: 'log', observed: raisedIn(exception), at: failure.at }] : []),
    ...loadFailureSeen(failure),
  ],
  remedy: ({ server, exception, unread, command = [] }) => [
    ...adviceFor(exception),
    ...(exception ? [`${correctRaised(exception)}: it happens while the app is imported, before any request.`] : []),
    ...(server === 'gunicorn'
      ? [
          `Load the app once by hand in the same image to see the whole traceback${checkIn(command)}.`,
          ...(exception
            ? []
            : [
                unread
                  ? unreadStep(unread)
                  : 'Remove `--log-level critical` and `--log-file` from the command line, so the log shows the exception.',
              ]),
        ]
      : [(exception ? undefined : BY_HAND[server]) ?? LOAD_BY_HAND]),
  ],
  example: {
    server: 'gunicorn',
    at: 0,
    line: '[2026-11-21 08:54:09 +0000] [4] [ERROR] Reason: Worker failed to boot.',
    exitCode: 3,
    exception: { text: "KeyError: 'DATABASE_URL'", where: 'settings.py line 12, in <module>' },
    command: ['gunicorn', '--bind', '0.0.0.0:8000', 'shop:app'],
  },
});

/** Without workers, or before it forks them, the server itself loads the app: Puma's single mode, Uvicorn. */
function plightOf({ server, line = '' }: LoadFailure): string {
  if (line.includes('! Unable to load application: ')) return `${serverTitle(server)} fails to load the app`;
  if (line.includes('Application startup failed.')) return `${serverTitle(server)} fails to start the app`;
  return `${serverTitle(server)}'s workers fail to boot`;
}

/** The exception in the server's own lines. They come before the traceback, which may be much later on a busy machine, or replace it. */
function toldByServer(
  { server, bootFailure }: Known<'pool'>['pool'],
  { tail }: Known<'log'>['log'],
): Pick<Finding, 'exception' | 'where'> {
  const below = server === 'puma' ? bootWords(tail) : {};
  const above = server === 'uwsgi' ? raisedAbove(tail, bootFailure?.line ?? '') : belowCutTrace(tail);
  const text = bootFailure?.raised ?? below.text ?? above;
  return text === undefined ? below : { exception: { ...below, text } };
}

const LOAD_BY_HAND = 'Load the app once by hand in the same image to see the whole traceback.';
/** Without workers, the server names the exception. */
const BY_HAND: Readonly<Partial<Record<ServerName, string>>> = {
  puma: 'Start Puma once by hand in the same image, with `-w 0` after its other options: without workers it names the exception.',
};

/** Gunicorn's own check of the app that the command names, for the end of a sentence. */
function checkIn(command: readonly string[]): string {
  const app = gunicornAppIn(command);
  return app === undefined ? '' : `: \`gunicorn --check-config ${typed([app])}\``;
}

function adviceFor(exception: Finding['exception']): readonly string[] {
  const advice = exception && crashAdvice(exception);
  return advice === undefined ? [] : [advice];
}
