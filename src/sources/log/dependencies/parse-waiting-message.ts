import { type DependencyMessage, HOST, message, OS, PORT, SERVICE } from './parse-dependency-message.ts';

/** At most two words between a verb and the host: "to the database at". */
const BETWEEN = "(?: to| with)?(?: the| its)?(?: [\\w'-]{1,30}){0,2}?(?: at| on|:)?";
const SAID = `(?:: |, | \\(| - |; ).{0,120}?${OS}`;

const URL = '[\'"`]?(?:[\\w-]{2,20}://(?:[^\\s@/]{0,100}@)?|tcp:)?';
/** Where a sentence may start. */
const BEGIN = '(?:^|[\\s:\\]])';
/** Tools print a time, and the number of resources they wait for: wait-for-it, dockerize, wait-on. */
const WAITING = `${BEGIN}[Ww]aiting (?:(?:up to )?\\d{1,6} ?s(?:ec(?:ond)?s?)? )?for(?: the|:| \\d{1,3} resources?:)?`;
const NOT_READY = ' (?:is )?(?:still )?(?:not (?:yet )?(?:available|ready|reachable|up)\\b|unavailable|unreachable)';

/** Messages of apps and scripts that wait for another host. */
export const waitingMessages: readonly DependencyMessage[] = [
  message(`[Cc]ould not connect to server: ${OS} \\(${HOST}:${PORT}\\)`),
  message(
    `(?:[Cc]ould not|[Cc]ouldn't|[Cc]annot|[Cc]an't|[Uu]nable to|[Ff]ailed to) (?:connect|reach)${BETWEEN} [(]?${URL}${HOST}:${PORT}(?:[^\\s:,]{0,60})?(?:${SAID})?`,
    undefined,
    'unreached',
  ),
  message(
    `(?:[Cc]ould not|[Cc]ouldn't|[Cc]annot|[Cc]an't|[Uu]nable to|[Ff]ailed to) (?:connect|reach)(?: to)?(?: the)? ${SERVICE}\\b(?:${SAID})?`,
    undefined,
    'unreached',
  ),
  message(`\\b${HOST}:${PORT}[)\\]>'"]?(?: -|:|,)? (?:connect: )?${OS}`),
  message(`${WAITING} ${SERVICE}\\b.{0,40}? (?:at|on) ${URL}${HOST}(?::${PORT})?`, undefined, 'unreached'),
  message(`${WAITING} (?:\\w{1,30} )?(?:at |on )?${URL}${HOST}:${PORT}`, undefined, 'unreached'),
  message(
    `${WAITING} ${SERVICE}(?: server| service| connection)?(?: to (?:be|become|start|come|accept)\\b.{0,60})? ?(?:\\.{2,3}|…|$)`,
    undefined,
    'unreached',
  ),
  // In brackets, as docker-compose-wait writes it.
  message(`${BEGIN}\\[?${HOST}:${PORT}\\]?${NOT_READY}`, undefined, 'unreached'),
  message(`${BEGIN}${SERVICE}${NOT_READY}`, undefined, 'unreached'),
  message(
    `[Rr]e(?:trying|connecting)(?: the)?(?: connection)?(?: to| with)? ${URL}${HOST}:${PORT}`,
    undefined,
    'unreached',
  ),
  message(
    `[Cc]onnect(?:ion|ing) to ${URL}${HOST}:${PORT}\\S{0,60} (?:has )?(?:failed|timed out)`,
    undefined,
    'unreached',
  ),
  message(`[Cc]onnect(?:ion|ing) to (?:the )?${SERVICE} (?:has )?(?:failed|timed out)`, undefined, 'unreached'),
];
