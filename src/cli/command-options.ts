import { flag, list, noSetting } from '../settings/flag.ts';
import { oneOf, seconds, type ValueKind } from '../settings/values.ts';

const processNumber: ValueKind<number> = {
  accepts: 'the number of a process',
  parse: (text) => {
    const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    return pid >= 1 && pid <= 4_194_304 ? pid : undefined;
  },
};

/** A text that its command alone can judge. */
const anyText: ValueKind<string> = { accepts: 'a text', parse: (text) => text };

/** Of `attach`. */
export const pidOption = flag({
  name: 'pid',
  ...noSetting,
  kind: processNumber,
  describe: "the app's process",
  fallback: "whoever owns the endpoint's listener, else the oldest process",
});

/** Of `wait`. */
export const timeoutOption = flag({
  name: 'timeout',
  ...noSetting,
  kind: seconds(0, 86_400),
  describe: 'for how long to wait at most, in seconds',
  fallback: 'the release timeout and 30 s more',
});

/** Of all that print. */
export const formatOption = flag({
  name: 'format',
  ...noSetting,
  kind: oneOf('text', 'json'),
  describe: 'form of the output',
  fallback: 'text',
});

/** The word of `explain`. */
export const codeWord = flag({ name: 'code', ...noSetting, kind: anyText, describe: 'a diagnosis', fallback: 'all' });

/** The words of `analyze`. */
export const fileWord = flag({
  name: 'file',
  ...noSetting,
  ...list,
  kind: anyText,
  describe: 'saved logs, each judged apart; - is stdin',
  fallback: 'stdin',
});
