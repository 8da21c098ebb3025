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

/** What the log shows about why the app returns an error. */
export interface ErrorReason {
  /** The exception that the app logged during one of these requests. */
  readonly exception?: Pick<Exception, 'text' | 'where'>;
  /** The parts that its health check logs as down. */
  readonly parts?: readonly LoggedPart[];
  /** Without either, a line logged since that reads like an error. */
  readonly said?: string;
  /** Without that, the last line logged since. */
  readonly lastLine?: string;
}

/** The cause of a 5xx is often logged just after the response, and the first report should name it. */
const REASON_MS = 300;
/** A trace that has started to arrive names the reason at its end. */
const TRACE_MS = 2_000;
/** A starting app may return 503 for this long before it is reported. */
const WARM_UP_MS = 8_000;
/** An app that says that it is starting gets longer. */
const STARTING_MS = 15_000;
const TRACE_LINE = /^(?:Traceback \(most recent call last\)|\s{1,8}(?:File "|at |from ))/;
const isTracing = ({ tail }: Log): boolean => tail.slice(-4).some(({ text }) => TRACE_LINE.test(text));

/** Empty for a response below 500; undefined while the reason may still come, or the app may still be starting. */
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
  // A starting app may log errors that it can handle.
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
  // A request may wait for a timer and get its error: that error is quoted if nothing else gives the reason.
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
  // An exception that either may have raised is only quoted.
  const unclear = raised.findLast(({ whose }) => whose === 'unclear')?.each;
  if (unclear !== undefined) return { said: unclear.text.replace(/[\s.]+$/, '') };
  if (others.length > 0) return {};
  const lastLine = lines.at(-1)?.text.trim();
  return lastLine === undefined ? {} : { lastLine };
}

const SHOWN = 80;

/** Whether a text reports an unreachable telemetry collector, without which the app can serve. */
function collectorsFailure({ dependencyFailures = [] }: Log): (text: string) => boolean {
  const names = dependencyFailures
    .filter((each) => isCollector(each, each.line))
    .map(({ target, line }) => (target?.includes(':') ? target : line.slice(0, SHOWN)));
  return (text) => names.some((each) => text.includes(each));
}

const isErrors = (text: string): boolean => loggedLevel(text) === 'error' || isFailure(text);

/** The lines logged since, without access lines. */
const linesSince = ({ tail, lastWrittenAt = 0 }: Log, { askedAt }: ErrorRun): readonly LogLine[] =>
  lastWrittenAt < askedAt
    ? []
    : tail.filter(
        ({ text, at = lastWrittenAt }) => at >= askedAt - READ_MS && text.trim() !== '' && !/\bHTTP\/\d/.test(text),
      );

const READ_MS = 200;

/** Whether the response itself names what is down, not only that the app is starting. */
const namesPart = ({ down, bodyHead }: Answer): boolean =>
  down?.some(({ says = '' }) => !STARTS.test(says) || isFailure(says)) ??
  (bodyHead.length <= MOST_WORDS && PART.test(bodyHead) && !STARTS.test(bodyHead));

const MOST_WORDS = 200;
const PART =
  /\b(?:db|database|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|valkey|memcached|cache|queue|broker|kafka|rabbitmq|storage|disk|s3|smtp|elasticsearch|opensearch|ldap|vault|upstream|backend)\b/i;
const STARTS =
  /\b(?:start|boot|warm|load|initiali[sz]|wait|migrat|connecting|prepar|pending|sync(?:h?roni[sz])?ing|catching up|replay|recovering|provision|spinning up|in progress|not (?:yet )?ready)/i;

/** Whether a 503 itself says that the app is starting, and reports no failure. */
const saysStarting = ({ status, bodyHead }: Answer): boolean =>
  status === 503 && STARTING.test(bodyHead.slice(0, MOST_WORDS)) && !isFailure(bodyHead);
/** Not in HTML. "Waiting" is not among these words: an app may wait for a database that is down. */
const STARTING =
  /^(?!\s*<).*\b(?:starting|booting|warming|loading|initiali[sz]ing|migrating|preparing|pending|replaying|recovering|provisioning|spinning up)\b/is;

/** The log's reason as evidence. */
export const reasonSeen = ({ exception, parts = [], said, lastLine }: ErrorReason): readonly Evidence[] =>
  [exception?.text, ...parts.map(partWords), said, lastLine]
    .filter((observed) => observed !== undefined)
    .map((observed) => ({ source: 'log', observed }));

/** "SqlServer is down (A network-related error occurred)". */
export const partWords = ({ name, says, isDegraded }: LoggedPart): string =>
  `${name} is ${isDegraded ? 'degraded' : 'down'}${says === undefined ? '' : ` (${says})`}`;
