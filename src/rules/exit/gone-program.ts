import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import type { Listener } from '../../core/facts/listener.ts';
import type { Process, ProcessEnd } from '../../core/facts/process.ts';
import type { Log } from '../../core/memory/facts.ts';
import type { ScriptLoop, ScriptProgram } from '../../remedies/start-script.ts';
import { failureLine } from '../shared/failure-line.ts';

type Logged = Log['exceptions'][number];

/** A program of the app that ended while others of it go on. */
export interface GoneProgram {
  /** Its command line, or what its supervisor calls it; undefined where only the log tells that it was there. */
  readonly name?: string;
  readonly pid?: number;
  readonly at: Instant;
  /** Where it had listened. */
  readonly listened: readonly string[];
  /** "with code 1": undefined where nobody can tell, because its parent has asked before. */
  readonly how?: string;
  /** The supervisor that says so, and its words. */
  readonly told?: { readonly supervisor: string; readonly line: string };
  readonly exception?: Logged;
  /** The last line of the log that reads like a failure, where there is no exception. */
  readonly said?: string;
  /** Its end was seen, or told; else it is only missing. */
  readonly isSeen: boolean;
}

/** What tells of such ends. */
export type GoneFacts = Known<'app' | 'processes' | 'listeners' | 'past' | 'log' | 'endpoints' | 'health'> & {
  /** The living processes. */
  readonly alive: readonly Process[];
  /** The app's listeners. */
  readonly open: readonly Listener[];
  /** What the command's own text starts, and the loop in it. */
  readonly script: readonly ScriptProgram[];
  readonly loop: ScriptLoop | undefined;
};

/** Completes "it ended". */
export const howWords = ({ code, signal }: ProcessEnd): string =>
  signal === undefined ? `with code ${code}` : `by ${signal}`;

/** Whether it is known to have failed, and not just to have ended. */
export const hasFailed = ({ how, exception }: GoneProgram): boolean =>
  exception !== undefined || (how !== undefined && !isWell(how));

/** Ended as it should, or was told to end. */
export const isWell = (how = ''): boolean => /(?:code|status) 0$|SIGTERM$|SIGINT$/.test(how);

const BEFORE_MS = 3_000;
const AFTER_MS = 2_000;

/** The newest exception about the time of an end. */
export function raisedAbout(at: Instant, { exceptions }: Log): Logged | undefined {
  return exceptions.findLast((each) => each.at >= at - BEFORE_MS && each.at <= at + AFTER_MS);
}

/** Why it ended, as far as the log tells. */
export function reasonOf(at: Instant, how: string | undefined, log: Log): Pick<GoneProgram, 'exception' | 'said'> {
  const exception = raisedAbout(at, log);
  if (exception !== undefined) return { exception };
  const said = isWell(how) ? undefined : failureLine(log.tail);
  return said === undefined ? {} : { said };
}
