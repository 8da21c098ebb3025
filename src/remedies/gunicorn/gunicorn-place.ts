import type { SettingPlace } from '../../core/facts/setting-place.ts';
import { quotable } from '../../core/redaction/redact.ts';
import { givenOption, typed } from '../command-line/given-option.ts';
import type { Server } from '../servers/server.ts';
import { splitWords } from '../shell/shell-words.ts';
import type { OptionName } from './gunicorn-args.ts';
import { type GunicornSigns, gunicornGiven } from './gunicorn-given.ts';

/** The place that decides the option, as Gunicorn 19 and later rank the places. */
export function placeOf(name: OptionName, seen: GunicornSigns): SettingPlace {
  const { given, preset, conf, environment } = gunicornGiven(seen);
  const inPython = pythonName(name);
  const value = conf.values[inPython];
  const line = conf.lines?.[inPython];
  const atLine = { kind: 'file', path: conf.path, ...(line !== undefined && { line }) } as const;
  if (given[name].length > 0) return COMMAND;
  if (preset[name].length > 0)
    return {
      kind: 'variable',
      name: 'GUNICORN_CMD_ARGS',
      given: asWritten(name, environment.GUNICORN_CMD_ARGS) ?? asOption(name, preset[name]),
    };
  if (value !== undefined) return { ...atLine, given: quotable(`${inPython} = ${inPythonWords(value)}`, MAX_GIVEN) };
  if (conf.unknown.includes(inPython)) return atLine;
  const { WEB_CONCURRENCY } = environment;
  return name === 'workers' && WEB_CONCURRENCY !== undefined
    ? { kind: 'variable', name: 'WEB_CONCURRENCY', given: quotable(WEB_CONCURRENCY, MAX_GIVEN) }
    : COMMAND;
}

/** The server with texts that name the places where its settings are. */
export function placedGunicorn(server: Server, { environment = {}, ...rest }: Partial<GunicornSigns>): Server {
  const seen = { commands: [], environment, ...rest };
  const bind = placeOf('bind', seen);
  const bound = (port: number): string => `${setAt(bind, 'bind', `0.0.0.0:${port}`)}.`;
  const isOff = seen.gunicornConf?.values['daemon'] === false;
  const foreground = isOff ? undefined : unsetAt(placeOf('daemon', seen), 'daemon');
  return {
    ...server,
    ...(bind.kind !== 'command' && { bindAll: bound, setPort: bound }),
    ...(foreground !== undefined && { foreground: `${foreground}.` }),
  };
}

/** The places of the settings that matter for a worker's timeout. */
export const timeoutPlaces = (
  seen: GunicornSigns,
): { readonly [N in 'timeoutPlace' | 'workersPlace']: SettingPlace } => ({
  timeoutPlace: placeOf('timeout', seen),
  workersPlace: placeOf('workers', seen),
});

const MAX_GIVEN = 80;
const COMMAND: SettingPlace = { kind: 'command' };

const pythonName = (name: OptionName): string => (name === 'preload' ? 'preload_app' : name.replace('-', '_'));

const LETTERS: Readonly<Partial<Record<OptionName, string>>> = {
  ...{ timeout: '-t', 'worker-class': '-k', workers: '-w', bind: '-b', daemon: '-D' },
};

/** The option as it is written among the arguments; undefined if it is abbreviated or inside another word. */
function asWritten(name: OptionName, args = ''): string | undefined {
  const letter = LETTERS[name];
  const words = givenOption(splitWords(args), [`--${name}`, ...(letter === undefined ? [] : [letter])])?.words;
  const own = name === 'daemon' || name === 'preload' ? words?.slice(0, 1) : words;
  return own && quotable(typed(own), MAX_GIVEN);
}

const asOption = (name: OptionName, values: readonly string[]): string =>
  quotable(values.map((value) => (value === 'true' ? `--${name}` : `--${name} ${value}`)).join(' '), MAX_GIVEN);

const inPythonWords = (value: string | number | boolean): string => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
};

/** The current setting: "line 3, now `timeout = 3`". */
const standing = ({ line, given }: Extract<SettingPlace, { kind: 'file' }>): string =>
  [line === undefined ? 'there' : `line ${line}`, given === undefined ? 'which computes it' : `now \`${given}\``].join(
    ', ',
  );

/**
 * How to set an option there, as an imperative without a period. `value` is true for a flag.
 * "Start Gunicorn with `--timeout 60`", "Write `timeout = 60` in gunicorn.conf.py (line 3, now `timeout = 3`)".
 */
export function setAt(place: SettingPlace, name: OptionName, value: string | number | true): string {
  const clause = setClause(place, name, value);
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}

/** The same within a sentence, without a capital letter. */
export function setClause(place: SettingPlace, name: OptionName, value: string | number | true): string {
  const written = place.kind === 'variable' ? /^-[A-Za-z-]+/.exec(place.given ?? '')?.[0] : undefined;
  const option = value === true ? `--${name}` : `${written ?? `--${name}`} ${value}`;
  switch (place.kind) {
    case 'command':
      return `start Gunicorn with \`${option}\``;
    case 'variable':
      return place.name === 'WEB_CONCURRENCY'
        ? `set \`WEB_CONCURRENCY=${value}\` (now ${place.given})`
        : `write \`${option}\` in the variable GUNICORN_CMD_ARGS (now \`${place.given}\`)`;
    case 'file':
      return `write \`${pythonName(name)} = ${inPythonWords(value)}\` in ${place.path} (${standing(place)})`;
    default:
      return place satisfies never;
  }
}

/** How to add a flag to the settings there, as an imperative without a period. */
export function addAt(place: SettingPlace, name: OptionName): string {
  if (place.kind === 'file') return `Write \`${pythonName(name)} = True\` in ${place.path}`;
  return place.kind === 'variable' ? `Add \`--${name}\` to the variable GUNICORN_CMD_ARGS` : setAt(place, name, true);
}

/** What to call a number that must change: "`--workers`", "workers (gunicorn.conf.py, line 2, now `workers = 4`)". */
export function numberAt(place: SettingPlace, name: 'timeout' | 'workers'): string {
  switch (place.kind) {
    case 'command':
      return `\`--${name}\``;
    case 'variable':
      return `${name} (${place.name}, now \`${place.given}\`)`;
    case 'file':
      return `${name} (${place.path}, ${standing(place)})`;
    default:
      return place satisfies never;
  }
}

/** How to remove a flag there, as an imperative without a period; undefined if it is on the command line or not set. */
export function unsetAt(place: SettingPlace, name: OptionName): string | undefined {
  if (place.kind === 'file') return `Remove \`${pythonName(name)}\` from ${place.path} (${standing(place)})`;
  return place.kind === 'variable' ? `Remove \`${place.given}\` from the variable GUNICORN_CMD_ARGS` : undefined;
}
