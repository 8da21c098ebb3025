import { flag, noSetting } from './flag.ts';
import type { ValueKind } from './values.ts';

/** Of a config file the launcher knows that it must open; given.ts reads it. */
const configPath: ValueKind<string> = {
  accepts: 'the path of a readable JSON file',
  form: { kind: 'file' },
  parse: (text) => text,
};

/** Names the file that holds all other settings; it is not itself one of them. */
export const configFlag = flag({
  name: 'config',
  ...noSetting,
  kind: configPath,
  describe: 'a JSON file with settings, by flag name',
  fallback: '',
});
