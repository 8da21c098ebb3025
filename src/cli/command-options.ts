import { flag, list, noSetting } from '../settings/flag.ts';
import { oneOf, seconds, type ValueKind } from '../settings/values.ts';

const processNumber: ValueKind<number> = {
  accepts: 'the number of a process',
  metavar: 'N',
  parse: (text) => {
    const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    return pid >= 1 && pid <= 4_194_304 ? pid : undefined;
  },
};

/** A text that only its command can judge. */
const anyText = (metavar: string, accepts: string): ValueKind<string> => ({ accepts, metavar, parse: (text) => text });

/** `--pid` of `attach`. */
export const pidOption = flag({
  name: 'pid',
  ...noSetting,
  kind: processNumber,
  describe: 'the process to watch',
  fallback: "the owner of the endpoint's listener, else the oldest process",
});

/** `--timeout` of `wait`. */
export const timeoutOption = flag({
  name: 'timeout',
  ...noSetting,
  kind: seconds(0, 86_400),
  describe: 'the longest time to wait',
  fallback: 'the release timeout plus 30 s',
});

/** `--format` of every command that prints a report. */
export const formatOption = flag({
  name: 'format',
  ...noSetting,
  kind: oneOf('text', 'json'),
  describe: 'the format of the output',
  fallback: 'text',
});

/** The argument of `explain`. */
export const codeWord = flag({
  name: 'code',
  ...noSetting,
  kind: anyText('CODE', 'the code of a diagnosis'),
  describe: 'the code of a diagnosis, such as bound-to-loopback, in any case',
  fallback: 'a list of all codes',
});

/** The arguments of `analyze`. */
export const fileWord = flag({
  name: 'file',
  ...noSetting,
  ...list,
  kind: anyText('FILE', 'the path of a saved log, or - for stdin'),
  describe: 'a saved log, or - for stdin; each file is judged on its own',
  fallback: 'stdin',
});

/** The argument of `completion`. */
export const shellWord = flag({
  name: 'shell',
  ...noSetting,
  kind: { ...oneOf('bash', 'zsh', 'fish'), metavar: 'SHELL' },
  describe: 'the shell to print the script for',
  fallback: 'the shell that $SHELL names',
});

/** The argument of `help`. */
export const commandWord = flag({
  name: 'command',
  ...noSetting,
  kind: anyText('COMMAND', 'the name of a command'),
  describe: 'the command to print help for',
  fallback: 'a list of all commands',
});
