import type { Instant } from '../../core/clock.ts';
import type { Confidence } from '../../core/diagnosis/diagnosis.ts';
import { type Dependency, isCollector } from '../../core/facts/dependency.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import type { LogLine } from '../../core/facts/log-event.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import type { Log } from '../../core/memory/facts.ts';
import { namesOwnLack } from '../advice/crash-advice.ts';
import { isFailure } from '../lines/failure-line.ts';
import { tellingLine } from '../lines/last-words.ts';
import { CAUSE_WINDOW_MS } from '../shared/crash-reason.ts';
import { withoutGuesses } from '../shared/guessed-wait.ts';
import { bare, GAVE_UP, type LoggedFailure, newestFailure, TRIES_MS } from '../shared/waiting-on.ts';

/** The host that made an app exit. */
export interface EndedBy {
  readonly dependency: Dependency;
  readonly told?: LoggedFailure;
  /** `likely` if the log names another failure after it. */
  readonly confidence: Confidence;
}

/** The host that made the app exit at `at`: by the exception that ended it, else by its last lines. */
export function endedBy(log: Log, at: Instant): EndedBy | undefined {
  const newest = log.exceptions.at(-1);
  // A client that gives up only reports how often it tried; the failure itself was logged before.
  const exception = newest && GAVE_UP.test(newest.text) ? (log.exceptions.findLast(isTried) ?? newest) : newest;
  const told = newestFailure(withoutGuesses(log));
  const from = triedSince(newest, at);
  const isFresh = (each: { readonly at: Instant } | undefined): boolean => each !== undefined && each.at >= from;
  if (exception === newest && newest && GAVE_UP.test(newest.text) && told !== undefined && isFresh(told))
    return { dependency: bare(told), told, confidence: 'likely' };
  if (exception !== undefined && isFresh(exception)) {
    if (exception.dependency === undefined) return undefined;
    return byException(exception.dependency, isFresh(told) ? told : undefined);
  }
  if (told === undefined || !isFresh(told)) return undefined;
  const confidence = saidLast(log.tail, told);
  return confidence && { dependency: bare(told), told, confidence };
}

/** A line logged longer than this before the exit did not cause it. */
function triedSince(newest: Log['exceptions'][number] | undefined, at: Instant): Instant {
  const from = at - CAUSE_WINDOW_MS;
  return newest !== undefined && newest.at >= from && GAVE_UP.test(newest.text) ? newest.at - TRIES_MS : from;
}

const isTried = ({ dependency }: Log['exceptions'][number]): boolean => dependency !== undefined;

/** An earlier line may name the host, or how it failed, if the exception does not. */
function byException(raised: Dependency, told: LoggedFailure | undefined): EndedBy {
  const isSame = told?.how === raised.how || raised.how === 'unreached';
  if (told === undefined || !isSame) return { dependency: raised, confidence: 'certain' };
  return { dependency: { ...bare(told), ...raised, how: told.how }, told, confidence: 'certain' };
}

/** Whether its last words are about that host: only a few lines come after them, or the notes and frames of a trace. */
function saidLast(tail: readonly LogLine[], told: LoggedFailure): Confidence | undefined {
  const said = tail.findLastIndex(({ text }) => isSaidBy(text, told.line));
  const after = tail.slice(said + 1);
  const later = tellingLine(after)?.text;
  if (later === undefined) return tail.length > 0 ? 'certain' : undefined;
  if (said < 0 || after.length >= LAST_LINES || isCollector(told, told.line) || namesOwnLack(later)) return undefined;
  if (!isFailure(later)) return 'certain';
  // The app continued without a host about which it only warned.
  return loggedLevel(told.line) === 'info' ? undefined : 'likely';
}

/** The last line of a message stands for all of its lines. */
const isSaidBy = (text: string, line: string): boolean => {
  const own = ownText(text);
  return own === line || (own.length > SHORTEST && line.endsWith(own));
};

const LAST_LINES = 8;
const SHORTEST = 20;
