import { flag, noSetting } from './flag.ts';
import type { ValueKind } from './values.ts';

/** The launcher checks only that a config file opens; given.ts reads it. */
const configPath: ValueKind<string> = {
  accepts: 'the path of a readable JSON file',
  metavar: 'FILE',
  form: { kind: 'file' },
  parse: (text) => text,
};

/** Names the file that holds settings. It is not a setting itself. */
export const configFlag = flag({
  name: 'config',
  ...noSetting,
  kind: configPath,
  describe: 'a JSON file with settings; its keys are flag names without the dashes',
  fallback: '',
});
