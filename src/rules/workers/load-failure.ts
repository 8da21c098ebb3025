import type { Instant } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { type Definition, defineRule, type Rule } from '../../core/diagnosis/rule.ts';
import { type StandIns, unseenApp, unseenPool } from '../../core/diagnosis/stand-ins.ts';
import type { ServerName } from '../../core/facts/log-event.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { endSeen } from '../shared/end-seen.ts';

/** A server that could not load its app. */
export interface LoadFailure {
  readonly server: ServerName;
  readonly at: Instant;
  /** What the server says; undefined when only its exit code tells. */
  readonly line?: string;
  readonly exitCode?: number;
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
  });
