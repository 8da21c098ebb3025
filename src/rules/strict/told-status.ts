import type { Rendered } from '../../core/diagnosis/rule.ts';
import { ownText } from '../../core/facts/line-prefix.ts';
import { isAnswer } from '../../core/facts/serving-words.ts';
import type { Log } from '../../core/memory/facts.ts';
import { crashAdvice } from '../advice/crash-advice.ts';
import { missingVariable } from '../advice/missing-variable.ts';
import { raisedIn } from '../shared/crash-reason.ts';

/** A single error may have any reason. */
const MANY = 2;

/**
 * An app that returns an error to every request of a saved log, because a setting is missing.
 * Undefined unless an exception reports a missing setting, the last lines show repeated health checks, and every request in them failed.
 * What a check got says little alone, because other checks may get another response.
 */
export function toldStatus({ tail, exceptions }: Log): Rendered | undefined {
  const exception = exceptions.findLast(({ text, lookedIn }) => missingVariable(text, lookedIn) !== undefined);
  if (exception === undefined || tail.some(({ text }) => isAnswer(text))) return undefined;
  const answers = tail.flatMap(({ text }) => answerIn(ownText(text)) ?? []);
  const checks = answers.filter(({ path }) => CHECK.test(path));
  const newest = checks.at(-1);
  if (newest === undefined || checks.length < MANY || answers.some(({ status }) => status < 500)) return undefined;
  const { method, path, status, line } = newest;
  return {
    severity: 'error',
    confidence: 'likely',
    summary: `${method} ${path} returned ${status} (${checks.length} times so far): the app failed with ${raisedIn(exception).replace(/[\s.]+$/, '')}.`,
    evidence: [
      { source: 'log', expected: 'a request that succeeds', observed: line },
      { source: 'log', observed: exception.text, at: exception.at },
    ],
    remedy: [crashAdvice(exception) ?? ''],
  };
}

interface LoggedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly line: string;
}

const MOST = 400;
const REQUEST =
  /\b(GET|HEAD|POST|PUT|PATCH|DELETE) (\/[^\s"?]{0,200})(?:\?[^\s"]{0,200})?(?: HTTP\/\d(?:\.\d)?)?"? ([1-5]\d\d)\b/;
/** The paths of health checks. Their names are the platforms' and the frameworks' usual ones. */
const CHECK = /^\/(?:up)?$|health|ready|readiness|live|alive|ping|status/i;

/** The response to a request, in the access lines of most servers. */
function answerIn(line: string): LoggedAnswer | undefined {
  const [, method = '', path = '', status] = REQUEST.exec(line.slice(0, MOST)) ?? [];
  return status === undefined ? undefined : { method, path, status: Number(status), line };
}
