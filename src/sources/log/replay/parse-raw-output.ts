import { parseStamp } from './parse-stamp.ts';

const RAW_SHARE = 0.5;
// A frame, or the head of a trace: no logger gives these lines their own prefix, timestamp or record.
const TRACE_LINE =
  /^(?:Traceback \(most recent call last\):$|\s{1,8}File "[^"]{1,400}", line \d|\s{1,8}at \S|\tat \S|\tfrom |\s+from \S{1,400}:\d+:in |goroutine \d+ \[|Caused by: |\s{1,8}\^$)/;

/**
 * Whether the texts are a program's raw output, so what surrounded them is a platform's layer. At least half must have
 * the program's own timestamp, or two must be lines of a trace. The messages of an app that logs records match neither.
 */
export function isRawOutput(texts: readonly string[]): boolean {
  const written = texts.filter((text) => text.trim() !== '');
  const stamped = written.filter((text) => parseStamp(text) !== undefined).length;
  const traced = written.filter((text) => !text.includes('\n') && TRACE_LINE.test(text)).length;
  return traced >= 2 || (stamped >= 2 && stamped >= RAW_SHARE * written.length);
}
