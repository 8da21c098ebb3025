import { isAwaitingRelease } from '../../core/checks/health.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { isCollector } from '../../core/facts/dependency.ts';
import type { Exception, LogLine } from '../../core/facts/log-event.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import type { Answer } from '../../core/facts/probe.ts';
import type { Log } from '../../core/memory/facts.ts';
import { isFailure } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { type PortFacts, whoseAt } from '../shared/port-programs.ts';
import type { StrictFailure } from '../shared/strict-answer.ts';
import type { Whose } from '../shared/whose.ts';
import { bodySaysWhy } from './body-words.ts';
import { type ErrorRun, errorRun, raisedOver } from './error-run.ts';
import { type LoggedPart, loggedParts } from './logged-parts.ts';
import { isTimers } from './timers.ts';

/** What the log tells of why the app answers with an error. */
export interface ErrorReason {
  /** The exception that the app logged over one of these requests. */
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** The parts that its health check logs as down. */
  readonly parts?: readonly LoggedPart[];
  /** Without either, a line that was written since and reads like an error. */
  readonly said?: string;
  /** Without that, the last line that was written since. */
  readonly lastLine?: string;
}

/** What fails behind a 5xx is often logged just after the answer, and the first word is to be the reason. */
const REASON_MS = 300;
/** A trace that has begun to come through names the reason at its end. */
const TRACE_MS = 2_000;
/** An app that starts may answer 503 for this long; then it is reported. */
const WARM_UP_MS = 8_000;
/** One that says of itself that it starts is believed for longer. */
const STARTING_MS = 15_000;
const TRACE_LINE = /^(?:Traceback \(most recent call last\)|\s{1,8}(?:File "|at |from ))/;
const isTracing = ({ tail }: Log): boolean => tail.slice(-4).some(({ text }) => TRACE_LINE.test(text));

/** Nothing for an answer below 500; undefined while the reason may still come, or the app may still be starting. */
export function errorReason(
  seen: Known<'log' | 'probes' | 'health'> & PortFacts,
  { probe, answer }: Pick<StrictFailure, 'probe' | 'answer'>,
): ErrorReason | undefined {
  if (answer.status < 500) return {};
  const run = errorRun(seen.probes, probe);
  const reason = reasonIn(seen, run, { probe, answer });
  if (!isAwaitingRelease(seen.health)) return reason;
  const sinceMs = seen.at - run.answeredAt;
  if (sinceMs < REASON_MS) return undefined;
  const isNamed = reason.parts !== undefined || namesPart(answer);
  // An app that starts may log errors with which it copes.
  const isStarting = saysStarting(answer) && !isNamed;
  if (isStarting && sinceMs < Math.min(STARTING_MS, usualStartMs(seen.settings))) return undefined;
  if (reason.exception !== undefined) return reason;
  if (sinceMs < TRACE_MS && isTracing(seen.log)) return undefined;
  const isExplained = isNamed || reason.said !== undefined;
  const warmUpMs = Math.min(WARM_UP_MS, usualStartMs(seen.settings));
  return answer.status === 503 && !isExplained && sinceMs < warmUpMs ? undefined : reason;
}

function reasonIn(
  seen: Known<'log'> & PortFacts,
  run: ErrorRun,
  { probe, answer }: Pick<StrictFailure, 'probe' | 'answer'>,
): ErrorReason {
  const { log } = seen;
  // A request may wait for a timer whose error it gets, so that it is quoted where nothing else tells why.
  const ofTimer = bodySaysWhy(answer) ? 'others' : 'unclear';
  const whoseIs = (each: Exception): Whose => {
    const whose = whoseAt(probe.endpoint.port, each, seen);
    return whose !== 'others' && isTimers(each, log) ? ofTimer : whose;
  };
  const toCollector = collectorsFailure(log);
  const raised = raisedOver(run, log)
    .filter(({ text }) => !toCollector(text))
    .map((each) => ({ each, whose: whoseIs(each) }));
  const exception = raised.findLast(({ whose }) => whose === 'own')?.each;
  const others = raised.flatMap(({ each, whose }) => (whose === 'others' ? each.text.slice(0, SHOWN) : []));
  const lines = linesSince(log, run).filter(
    ({ text }) => !others.some((each) => text.includes(each)) && !toCollector(text),
  );
  const parts = loggedParts(lines.map(({ text }) => text));
  if (parts.length > 0) return { parts };
  if (exception) return { exception };
  const telling = tellingLine(lines);
  const isError = telling && [lines[telling.index]?.text ?? '', telling.text].some(isErrors);
  if (isError) return { said: telling.text.replace(/[\s.]+$/, '') };
  // One that either may have raised is only quoted.
  const unclear = raised.findLast(({ whose }) => whose === 'unclear')?.each;
  if (unclear !== undefined) return { said: unclear.text.replace(/[\s.]+$/, '') };
  if (others.length > 0) return {};
  const lastLine = lines.at(-1)?.text.trim();
  return lastLine === undefined ? {} : { lastLine };
}

const SHOWN = 80;

/** Whether a text tells of a collector of telemetry that cannot be reached: the app serves as well without. */
function collectorsFailure({ dependencyFailures = [] }: Log): (text: string) => boolean {
  const names = dependencyFailures
    .filter((each) => isCollector(each, each.line))
    .map(({ target, line }) => (target?.includes(':') ? target : line.slice(0, SHOWN)));
  return (text) => names.some((each) => text.includes(each));
}

const isErrors = (text: string): boolean => loggedLevel(text) === 'error' || isFailure(text);

/** The lines that were written since, but for access lines. */
const linesSince = ({ tail, lastWrittenAt = 0 }: Log, { askedAt }: ErrorRun): readonly LogLine[] =>
  lastWrittenAt < askedAt
    ? []
    : tail.filter(
        ({ text, at = lastWrittenAt }) => at >= askedAt - READ_MS && text.trim() !== '' && !/\bHTTP\/\d/.test(text),
      );

const READ_MS = 200;

/** Whether the answer itself names what is down, and does not only say that the app starts. */
const namesPart = ({ down, bodyHead }: Answer): boolean =>
  down?.some(({ says = '' }) => !STARTS.test(says) || isFailure(says)) ??
  (bodyHead.length <= MOST_WORDS && PART.test(bodyHead) && !STARTS.test(bodyHead));

const MOST_WORDS = 200;
const PART =
  /\b(?:db|database|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|valkey|memcached|cache|queue|broker|kafka|rabbitmq|storage|disk|s3|smtp|elasticsearch|opensearch|ldap|vault|upstream|backend)\b/i;
const STARTS =
  /\b(?:start|boot|warm|load|initiali[sz]|wait|migrat|connecting|prepar|pending|sync(?:h?roni[sz])?ing|catching up|replay|recovering|provision|spinning up|in progress|not (?:yet )?ready)/i;

/** Whether a 503 says itself that the app starts, and of no failure. */
const saysStarting = ({ status, bodyHead }: Answer): boolean =>
  status === 503 && STARTING.test(bodyHead.slice(0, MOST_WORDS)) && !isFailure(bodyHead);
/** At the begin of no HTML: what merely waits for a database may wait for one that is down. */
const STARTING =
  /^(?!\s*<).*\b(?:starting|booting|warming|loading|initiali[sz]ing|migrating|preparing|pending|replaying|recovering|provisioning|spinning up)\b/is;

/** What the log names as evidence. */
export const reasonSeen = ({ exception, parts = [], said, lastLine }: ErrorReason): readonly Evidence[] =>
  [exception?.text, ...parts.map(partWords), said, lastLine]
    .filter((observed) => observed !== undefined)
    .map((observed) => ({ source: 'log', observed }));

/** "SqlServer is down (A network-related error occurred)". */
export const partWords = ({ name, says, isDegraded }: LoggedPart): string =>
  `${name} is ${isDegraded ? 'degraded' : 'down'}${says === undefined ? '' : ` (${says})`}`;
