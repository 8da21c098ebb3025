/** What has no placeholder stays, so a change of words is seen. The order counts. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\s+/g, ' '],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| [+-]\d{4})/g, 'TIME'],
  [/\b\d\d:\d\d:\d\d(?: UTC)?/g, 'TIME'],
  [/\((?:just now|(?:in )?\d+ (?:s|min|h)(?: \d+ (?:s|min))?(?: ago)?)\)/g, '(AGE)'],
  [/(\bpid[ :]|\bworker |\/proc\/|\[)\d+/g, '$1PID'],
  // The container's own address: any but those that every machine has.
  [/(?<![\d.])(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g, 'ADDRESS'],
  // Ports of tests have five digits (free-port.ts), and so do those that the kernel gives.
  [/(?<![\d.])[1-6]\d{4}\b/g, 'PORT'],
  // The axis needs a tenth of a second between its events.
  [/^Axis of the events .*|^(?:(?:error|warning|good|other) )+0 s is the start of the app$/, ''],
  [/(?!0 s the app was started\b)[+−]?\d+(?:\.\d+)? (?:ms|s|min|h)\b(?: \d+ (?:s|min)\b)?/g, 'DURATION'],
  // How many probes there are, and whether one came before the app listened, is chance.
  [/\bThe last (?:probe|\d+ probes): [^.]+/g, 'The last probes: COUNTS'],
  [/^(?:(?:passed|failed|before the app listened) )+(?=Taller)/, 'KINDS '],
  [/\b(?:once|\d+ times)(?= so far)/g, 'N times'],
  [/\b\d+(?= (?:timeouts|in a row|runtime checks|failed))/g, 'N'],
  // A test elsewhere on this machine may look for a free port meanwhile.
  [/^DURATION (?:no longer )?listening on \[::\]:PORT$| and \[::\]:PORT\b/, ''],
  [/\blistening on \d+ ports/, 'listening on N ports'],
  // Whether the agent saw enough at once to be certain is chance.
  [/\b(error|warning), likely\b/g, '$1'],
  [/^DURATION \S+ now certain$/, ''],
  // Whether a process was looked at while it waited is chance, and the kernel's name for that differs.
  [/^\/proc\/PID \| state .*/, ''],
];
const LONGEST = 240;

/** A text without what differs between runs and machines: times, durations, processes, ports, counts. A very long one is cut in its middle. */
export function withPlaceholders(text: string): string {
  const stable = PLACEHOLDERS.reduce((each, [pattern, name]) => each.replace(pattern, name), text.trim()).trim();
  const half = LONGEST / 2;
  return stable.length <= LONGEST ? stable : `${stable.slice(0, half)} […] ${stable.slice(-half)}`;
}
