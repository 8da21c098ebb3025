import { redact } from './redact.ts';

/** The end of a line whose value stands on the next one: PHP's `["password"]=>`, and `name: PASSWORD` above `value: X`. */
const GOES_ON = /(?:\]=>|\b(?:name|key|option|variable)\\?["'>]?[ \t]{0,8}[:=>][^:=]{2,100})$/i;
const REACH = 140;

/** The line without the secret that the end of the line above it announces. */
export function hideValueBelow(above: string | undefined, line: string): string {
  const end = above?.trimEnd().slice(-REACH) ?? '';
  if (!GOES_ON.test(end)) return line;
  const shown = redact(`${end}\n${line}`);
  return shown.startsWith(`${end}\n`) ? shown.slice(end.length + 1) : line;
}
