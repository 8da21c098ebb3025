import { ownText } from '../../core/facts/line-prefix.ts';
import type { Log } from '../../core/memory/facts.ts';
import { crashAdvice } from '../advice/crash-advice.ts';
import { NEEDS } from '../advice/system-advice.ts';
import { isFailure, withoutLabel } from '../lines/failure-line.ts';
import { isNote } from '../lines/notes.ts';

type Failures = NonNullable<Log['dependencyFailures']>;

/** Words of a failure that another host may have caused, or that may pass with time. */
const HOST_WORDS =
  /connect|time(?:d|s)?[ -]?out|refused|unreachable|(?:not|can't|unable to|failed to) resolve\b|\bresolution|\bhosts?\b|network|socket|\bP1\d{3}\b|password|authenticat|access denied|(?:still|not yet|is|not) (?:starting|available|ready|up\b)|unavailable|starting up|shutting down|recovery mode|\b(?:yet|pending|in progress|try again|retry(?:ing)?|locked|lock|held|busy|conflict)\b/i;

/** Whether a line is an error whose words point to no other host. */
export const isOwnError = (line: string): boolean =>
  isFailure(line) && !isNote(line) && !HOST_WORDS.test(line) && crashAdvice({ text: line })?.startsWith(NEEDS) !== true;

/**
 * The dependency failures without the mere guesses of a start script. A guess names no host, and the program that the script retries
 * had just failed for another reason.
 */
export function withoutGuesses({ dependencyFailures = [], tail }: Pick<Log, 'dependencyFailures' | 'tail'>): Failures {
  const texts = tail.map(({ text }) => ownText(text));
  return dependencyFailures.filter((each) => !isGuess(each, texts));
}

function isGuess({ how, target, count, line }: Failures[number], texts: readonly string[]): boolean {
  if (how !== 'unreached' || target !== undefined || count < 2) return false;
  const said = texts.lastIndexOf(line);
  const before = said < 0 ? -1 : texts.lastIndexOf(line, said - 1);
  const round = texts.slice(before + 1, Math.max(0, said)).map((text) => withoutLabel(text));
  return round.some(isOwnError) && !round.some((text) => HOST_WORDS.test(text) && isFailure(text));
}
