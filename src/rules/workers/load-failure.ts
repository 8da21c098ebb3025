import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type Definition, defineRule, type Rule } from '../../core/diagnosis/rule.ts';
import { type StandIns, unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import type { App } from '../../core/facts/app.ts';
import type { ServerName } from '../../core/facts/log-event.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { type HiddenExit, hiddenExit, hidingWords, unhide } from '../../remedies/hidden-exit.ts';
import { endSeen } from '../shared/end-seen.ts';

/** A server that could not load its app. */
export interface LoadFailure {
  readonly server: ServerName;
  readonly at: Instant;
  /** The server's line; undefined when only its exit code shows the failure. */
  readonly line?: string;
  readonly exitCode?: number;
  /** What hides its exit code, so the container exits with 0. */
  readonly hidden?: HiddenExit;
}

/** The server's exit code, as far as the app's exit shows it: a pipe may exit with another. */
export function endOfServer({ command, exit }: App): Pick<LoadFailure, 'exitCode' | 'hidden'> {
  // Before the exit, it names what will hide the code.
  const hidden = (exit?.code ?? 0) === 0 ? hiddenExit(command) : undefined;
  if (hidden !== undefined) return { hidden, ...(exit && { exitCode: 0 }) };
  return exit?.code === undefined ? {} : { exitCode: exit.code };
}

/** How that code is lost, as a part of a sentence; undefined when it is not lost. `usualCode` is Gunicorn's exit code in this case. */
export function lostEndWords({ server, hidden, exitCode }: LoadFailure, usualCode: number): string | undefined {
  if (hidden === undefined) return undefined;
  const lost = `, and ${hidingWords(hidden)}${server === 'gunicorn' ? ` ${usualCode}` : ''}`;
  return exitCode === undefined ? lost : `${lost} (the container exited with ${exitCode})`;
}

/** The server's line, and its exit code. */
export const loadFailureSeen = ({ at, line, exitCode }: LoadFailure): readonly Evidence[] => [
  ...(line === undefined ? [] : [{ source: 'log', observed: quotable(line, 300), at }]),
  ...(exitCode === undefined ? [] : [endSeen({ code: exitCode, at })]),
];

type Shared = 'stage' | 'severity' | 'confidence' | 'needs' | 'assumes';

const logAlone = { app: unseenApp, processes: [], pool: unseenPool, probes: [] } satisfies StandIns;

/** A rule about this failure. The log alone is enough to be certain. */
export const loadFailureRule = <F extends LoadFailure>(
  definition: Omit<Definition<'log', F, keyof typeof logAlone>, Shared>,
): Rule =>
  defineRule({
    ...definition,
    stage: 'load',
    needs: ['log'],
    assumes: logAlone,
    severity: 'error',
    confidence: ({ line }) => (line === undefined ? 'likely' : 'certain'),
    remedy: (failure) => [
      ...definition.remedy(failure),
      ...(failure.hidden === undefined ? [] : [unhide(failure.hidden)]),
    ],
  });
