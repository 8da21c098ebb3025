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
  /** What the server says; undefined when only its exit code tells. */
  readonly line?: string;
  readonly exitCode?: number;
  /** What keeps its exit code from the container, which ended with 0. */
  readonly hidden?: HiddenExit;
}

/** The code with which the server ended, as far as the app's end tells it: a pipe may end with another. */
export function endOfServer({ command, exit }: App): Pick<LoadFailure, 'exitCode' | 'hidden'> {
  // Before the end it says what the code will be lost in.
  const hidden = (exit?.code ?? 0) === 0 ? hiddenExit(command) : undefined;
  if (hidden !== undefined) return { hidden, ...(exit && { exitCode: 0 }) };
  return exit?.code === undefined ? {} : { exitCode: exit.code };
}

/** How that code is lost, for a sentence about the server; undefined where it is not. `usualCode`: what Gunicorn ends with in this case. */
export function lostEndWords({ server, hidden, exitCode }: LoadFailure, usualCode: number): string | undefined {
  if (hidden === undefined) return undefined;
  const lost = `, and ${hidingWords(hidden)}${server === 'gunicorn' ? ` ${usualCode}` : ''}`;
  return exitCode === undefined ? lost : `${lost} (the container ended with ${exitCode})`;
}

/** What the server says, and the code with which it ended. */
export const loadFailureSeen = ({ at, line, exitCode }: LoadFailure): readonly Evidence[] => [
  ...(line === undefined ? [] : [{ source: 'log', observed: quotable(line, 300), at }]),
  ...(exitCode === undefined ? [] : [endSeen({ code: exitCode, at })]),
];

type Shared = 'stage' | 'severity' | 'confidence' | 'needs' | 'assumes';

const logAlone = { app: unseenApp, processes: [], pool: unseenPool, probes: [] } satisfies StandIns;

/** A rule about such a failure: what it is surely known by is the log, and that alone will do. */
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
