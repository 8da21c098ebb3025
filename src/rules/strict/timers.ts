import type { Exception } from '../../core/facts/log-event.ts';
import type { Log } from '../../core/memory/facts.ts';

/** Node's name for the function that a timer runs, if it has none. */
const TIMERS_FRAME = /, in (?:Timeout|Immediate)\.\S{1,60}$/;
/** Python logs this for an uncaught exception in a thread; a server with a thread per request names its function. */
const THREADS_HEAD = /Exception in thread (?!.*\bprocess_request_thread\b)/;

/** Whether a timer or one of the app's own threads raised it, not the code that answers a request. */
export const isTimers = ({ language, where = '', text }: Exception, { tail }: Log): boolean =>
  language === 'node' ? TIMERS_FRAME.test(where) : language === 'python' && isThreads(text, tail);

/** The line above a trace names the thread; the later traces of a chain have none. */
function isThreads(text: string, tail: Log['tail']): boolean {
  const at = tail.findLastIndex((line) => line.text.includes(text.slice(0, SHOWN)));
  const head = tail.slice(0, Math.max(at, 0)).findLastIndex((line) => line.text.includes('Traceback (most recent'));
  return THREADS_HEAD.test(tail[head - 1]?.text ?? '');
}

const SHOWN = 80;
