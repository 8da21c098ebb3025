import type { LogLine } from '../../core/facts/log-event.ts';
import { isServing } from '../../core/facts/serving-words.ts';
import { isFailure, withoutLabel } from './failure-line.ts';

/** A server's own line about a health check that passed. */
export const isPassedCheck = ({ text }: LogLine): boolean =>
  /\b(?:GET|HEAD) \/\S{0,60}(?:health|ready|live|ping|status)\S{0,60}(?: HTTP\/\d(?:\.\d)?")? 2\d\d\b|"(?:GET|HEAD) \/ HTTP\/\d(?:\.\d)?" 2\d\d\b/.test(
    text,
  );

/** A line that says that the app serves, or has succeeded at last. */
export const succeeds = ({ text }: LogLine): boolean =>
  SUCCESS.test(text.slice(0, MAX_TEXT)) && !isFailure(withoutLabel(text)) && !isQuestion(text);

/** A question claims nothing: `Is the server running on that host and accepting TCP/IP connections?`. */
const isQuestion = (text: string): boolean => text.trimEnd().endsWith('?');

/** A line of an app that has opened its port, or responds. */
export const serves = ({ text }: LogLine): boolean => isServing(text);

const MAX_TEXT = 300;
const SUCCESS =
  /(?<!\b(?:not|yet|[Ii]s the server) )\b(?:[Ll]istening|[Ll]istens|[Rr]unning|[Ss]erving|[Rr]eady|[Bb]ooted|[Cc]onnected|[Ee]stablished|[Ss]ucceeded|[Ss]uccess(?:ful(?:ly)?)?|[Aa]vailable|[Rr]ecovered|[Ss]tart(?:ed|up complete))\b(?!.{0,40}\b(?:not|yet|soon)\b)/;
