import type { Exception } from '../../../core/facts/log-event.ts';
import { exceptionOf } from '../traces/parse-trace.ts';

/** A source line, or its marks, as Python shows them below a frame. */
const SOURCE = /^ {4}(?!at )(?:\S| {0,400}[~^]{1,400}$)/;
const ERROR =
  /^(?:[a-z_]\w{0,60}\.){0,10}[A-Z]\w{0,80}(?:Error|Exception|DoesNotExist|ImproperlyConfigured)(?:: .{1,2000})?$/;

/** The error of a Python traceback of which only the last source lines are left; `texts` are all lines of a log. */
export function cutTraceOf(texts: readonly string[]): Exception | undefined {
  const text = texts.at(-1) ?? '';
  const above = texts.slice(0, -1);
  const isCut = above.length > 0 && above.every((line) => SOURCE.test(line)) && ERROR.test(text);
  return isCut ? exceptionOf('python', { text, isRootless: true })() : undefined;
}
