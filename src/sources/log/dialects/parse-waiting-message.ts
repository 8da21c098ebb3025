import { type DependencyMessage, HOST, message, OS, PORT, SERVICE } from './parse-dependency-message.ts';

/** Two words at most between a verb and the host: "to the database at". */
const BETWEEN = "(?: to| with)?(?: the| its)?(?: [\\w'-]{1,30}){0,2}?(?: at| on|:)?";
const SAID = `(?:: |, | \\(| - |; ).{0,120}?${OS}`;

/** What apps and scripts write themselves while they wait for another host. */
export const waitingMessages: readonly DependencyMessage[] = [
  message(`[Cc]ould not connect to server: ${OS} \\(${HOST}:${PORT}\\)`),
  message(
    `(?:[Cc]ould not|[Cc]ouldn't|[Cc]annot|[Cc]an't|[Uu]nable to|[Ff]ailed to) (?:connect|reach)${BETWEEN} [('\`"]?(?:\\w{1,12}://(?:[^\\s@/]{0,100}@)?)?${HOST}:${PORT}(?:[^\\s:,]{0,60})?(?:${SAID})?`,
    undefined,
    'unreached',
  ),
  message(
    `(?:[Cc]ould not|[Cc]ouldn't|[Cc]annot|[Cc]an't|[Uu]nable to|[Ff]ailed to) (?:connect|reach)(?: to)?(?: the)? ${SERVICE}\\b(?:${SAID})?`,
    undefined,
    'unreached',
  ),
  message(`\\b${HOST}:${PORT}[)\\]>'"]?(?: -|:|,)? (?:connect: )?${OS}`),
  message(
    `(?:^|[\\s:\\]])[Ww]aiting for (?:the )?${SERVICE}(?: server| database)? (?:at|on) ${HOST}(?::${PORT})?`,
    undefined,
    'unreached',
  ),
  message(`(?:^|[\\s:\\]])[Ww]aiting for (?:the )?(?:\\w{1,30} )?(?:at |on )?${HOST}:${PORT}`, undefined, 'unreached'),
  message(
    `(?:^|[\\s:\\]])[Ww]aiting for (?:the )?${SERVICE}(?: server| service| connection)?(?: to (?:be|become|start|come|accept)\\b.{0,60})? ?(?:\\.{2,3}|…|$)`,
    undefined,
    'unreached',
  ),
  message(
    `(?:^|[\\s:\\]])${HOST}:${PORT} is (?:not (?:yet )?(?:available|ready|reachable|up)|unavailable|unreachable)`,
    undefined,
    'unreached',
  ),
  message(
    `(?:^|[\\s:\\]])${SERVICE} is (?:not (?:yet )?(?:available|ready|reachable|up)|unavailable|unreachable)`,
    undefined,
    'unreached',
  ),
];
