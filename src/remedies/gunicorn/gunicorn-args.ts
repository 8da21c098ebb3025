/** A Gunicorn option that matters here, by its long name. */
export type OptionName = 'timeout' | 'worker-class' | 'workers' | 'threads' | 'bind' | 'daemon' | 'preload';
/** The values of each option in order. A flag's value is `true`. */
export type GivenOptions = Readonly<Record<OptionName, readonly string[]>>;

/** argparse accepts any unambiguous prefix of a long name; `shortest` is the shortest one. */
const OPTIONS: readonly {
  readonly name: OptionName;
  readonly shortest: string;
  readonly letter?: string;
  readonly isFlag?: true;
}[] = [
  { name: 'timeout', shortest: '--ti', letter: 't' },
  { name: 'worker-class', shortest: '--worker-cl', letter: 'k' },
  { name: 'workers', shortest: '--workers', letter: 'w' },
  { name: 'threads', shortest: '--th' },
  { name: 'bind', shortest: '--bi', letter: 'b' },
  { name: 'daemon', shortest: '--da', letter: 'D', isFlag: true },
  { name: 'preload', shortest: '--pre', isFlag: true },
];

/** Reads arguments as Gunicorn's argparse does. Other options are left out. */
export function parsedArgs(args: readonly string[]): GivenOptions {
  const given: Record<OptionName, string[]> = {
    timeout: [],
    'worker-class': [],
    workers: [],
    threads: [],
    bind: [],
    daemon: [],
    preload: [],
  };
  // argparse never reads a word with a leading dash as a value, so before `--` every such word is an option.
  const end = args.indexOf('--');
  for (const [at, arg] of (end < 0 ? args : args.slice(0, end)).entries()) {
    const next = args[at + 1];
    const following = next === undefined || next.startsWith('-') ? [] : [next];
    for (const { name, values } of arg.startsWith('--') ? longOption(arg, following) : letters(arg, following)) {
      given[name].push(...values);
    }
  }
  return given;
}

interface GivenOption {
  readonly name: OptionName;
  readonly values: readonly string[];
}

function longOption(arg: string, following: readonly string[]): readonly GivenOption[] {
  const equals = arg.indexOf('=');
  const long = equals < 0 ? arg : arg.slice(0, equals);
  const option = OPTIONS.find(({ name, shortest }) => long.startsWith(shortest) && `--${name}`.startsWith(long));
  if (option === undefined) return [];
  const inline = equals < 0 ? following : [arg.slice(equals + 1)];
  return [{ name: option.name, values: option.isFlag ? ['true'] : inline }];
}

/** `-t5`, `-t=5`, `-t 5`, and flags before it in the same word: `-Dw2`. */
function letters(arg: string, following: readonly string[]): readonly GivenOption[] {
  const [, flags = '', letter, inline = ''] = /^-([DR]*)([A-Za-z])?=?([\s\S]*)$/.exec(arg) ?? [];
  const daemon: GivenOption[] = flags.includes('D') ? [{ name: 'daemon', values: ['true'] }] : [];
  const option = OPTIONS.find((each) => letter !== undefined && each.letter === letter);
  if (option === undefined) return daemon;
  return [...daemon, { name: option.name, values: inline === '' ? following : [inline] }];
}
