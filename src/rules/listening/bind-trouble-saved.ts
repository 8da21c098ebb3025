import type { Known } from '../../core/diagnosis/rule.ts';
import { firstSaidAt, type SaidBindError } from '../../core/facts/bind-errors.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import { serves } from '../lines/success-line.ts';
import { allTestsPassed } from '../lines/test-report.ts';
import { isOvercome } from '../shared/overcome.ts';

type Seen = Known<'app' | 'log' | 'pool' | 'probes'>;

/** Whether the app still lacked the port at the end of the saved log. */
export const isCurrentInLog = (error: SaidBindError, seen: Seen): boolean =>
  hasFailed(error, seen) || isLastWord(error, seen);

/** Whether the server itself gave up on the port in a saved log, which shows no response after that. */
function hasFailed(error: SaidBindError, seen: Seen): boolean {
  const { bindFailure } = seen.pool;
  return (
    bindFailure !== undefined && !isOvercome(seen, { at: error.at, firstAt: firstSaidAt(error), said: error.line })
  );
}

/** Whether a saved log shows nothing after the words that only a working server logs. */
function isLastWord(error: SaidBindError, { app, log }: Seen): boolean {
  if (error.isLoose && app.exit === undefined) return false;
  // An app that logs such words as information only gives up if it exits: Phoenix logs all of its start at that level.
  if (app.exit === undefined && loggedLevel(error.line) === 'info') return false;
  const said = log.tail.findLastIndex(({ text }) => ownText(text) === ownText(error.line));
  const after = log.tail.slice(said + 1);
  return (
    said >= 0 &&
    !TRIES_ANOTHER.test(error.line) &&
    !after.some((line) => serves(line) || ANSWERED.test(line.text) || allTestsPassed(line))
  );
}

const TRIES_ANOTHER = /\b(?:trying|using|retrying with)\b.{0,40}\b(?:instead|another|available|next|port)\b/i;
/** A logged request with any response, including a 5xx, which does not yet prove that a server works. */
const ANSWERED = /\bHTTP\/\d(?:\.\d)?" 5\d\d\b|\b(?:GET|HEAD|POST) \/\S{0,200} [1-5]\d\d\b/;
