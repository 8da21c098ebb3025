import type { Known } from '../../core/diagnosis/rule.ts';
import { firstSaidAt, type SaidBindError } from '../../core/facts/bind-errors.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { loggedLevel } from '../../core/facts/logged-message.ts';
import { serves } from '../lines/success-line.ts';
import { allTestsPassed } from '../lines/test-report.ts';
import { isOvercome } from '../shared/overcome.ts';

type Seen = Known<'app' | 'log' | 'pool' | 'probes'>;

/** Whether the app still wanted the port where the saved log ends. */
export const isCurrentInLog = (error: SaidBindError, seen: Seen): boolean =>
  hasFailed(error, seen) || isLastWord(error, seen);

/** Whether a saved log tells that the server itself gave up on the port, and does not show that it answered after all. */
function hasFailed(error: SaidBindError, seen: Seen): boolean {
  const { bindFailure } = seen.pool;
  return (
    bindFailure !== undefined && !isOvercome(seen, { at: error.at, firstAt: firstSaidAt(error), said: error.line })
  );
}

/** Whether a saved log shows nothing that continued after the words: the app said no more, or nothing that only a server says. */
function isLastWord(error: SaidBindError, { app, log }: Seen): boolean {
  if (error.isLoose && app.exit === undefined) return false;
  // Who only takes note of such words gives nothing up, unless it ended: Phoenix says so at the level of all its start.
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
/** A request that any answer came to, also one that a server is not yet said to serve by. */
const ANSWERED = /\bHTTP\/\d(?:\.\d)?" 5\d\d\b|\b(?:GET|HEAD|POST) \/\S{0,200} [1-5]\d\d\b/;
