import type { Answer } from '../../core/facts/probe.ts';

/** A body of one short line of text. */
const SHORT_BODY = /^[^<\r\n]{2,80}$/;
/** What frameworks return whatever went wrong, and the phrases of the statuses. */
const PHRASE =
  /^\W*(?:(?:\d{3}|error)\W{0,3})?(?:internal (?:server )?error|(?:a )?server error(?: occurred.*)?|error|service (?:temporarily )?unavailable|bad gateway|gateway time-?out|an unhandled lowlevel error occurred.*|something went wrong|unauthori[sz]ed|forbidden|access denied)\W*$/i;
/** Words for the state of the app, not for the reason. */
const STATES =
  /^(?:[\W_]|(?<![a-z])(?:status|state|health|detail|message|title|error|service|not|ready|ok|up|down|healthy|unhealthy|unavailable|degraded|fail(?:ed|ing|ure)?|false|true|\d+)(?![a-z]))*$/i;

const mayTellWhy = (status: number): boolean => status >= 500 || status === 401 || status === 403;

/** The response's own words, to follow its status, such as ` ("Unhealthy")`; empty if they add nothing to it. */
export function bodyWords({ status, bodyHead, down }: Answer): string {
  const text = bodyHead.trim();
  if (!mayTellWhy(status) || down !== undefined || !SHORT_BODY.test(text) || PHRASE.test(text)) return '';
  return text.startsWith('{') ? ` (${text})` : ` ("${text}")`;
}

/** Whether the response itself gives the reason, not only an error. */
export const bodySaysWhy = (answer: Answer): boolean =>
  answer.down !== undefined || (bodyWords(answer) !== '' && !STATES.test(answer.bodyHead.trim()));
