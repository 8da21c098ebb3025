import { defaultProfile, profiles } from '../core/checks/profiles/profiles.ts';
import type { GivenValues, SettingProblem, Settings } from '../core/checks/settings.ts';
import { quotable } from '../core/redaction/redact.ts';
import { apiAddressProblem } from './api-address.ts';
import { apiClosure, isGuard, onLoopback } from './api-closure.ts';
import { ON_LOOPBACK } from './api-flags.ts';
import { type ControllerTls, readControllerTls } from './controller-tls.ts';
import type { Flag, ValueOf } from './flag.ts';
import { flags } from './flags.ts';
import { type Given, type LayeredReader, layeredReader } from './layers.ts';
import { faultTaker, type Strictness } from './strictness.ts';
import { readTlsOptions, type TlsOptions } from './tls-options.ts';
import { readTokenFile, type TokenFile } from './token-options.ts';
import { type HostPort, port } from './values.ts';

/** All options of `sidewatch run`: what to watch and where to report it. */
export interface Options extends TableOptions {
  readonly settings: Settings;
  /** What could not be used, for the diagnosis `invalid-setting`. */
  readonly problems: readonly SettingProblem[];
  /** Undefined with `--no-api`, or if the port belongs to the app. */
  readonly listen?: HostPort;
  /** Why the API is off although `--no-api` was not given, as a sentence without a full stop. */
  readonly apiOff?: string;
  readonly tokenFile?: TokenFile;
  readonly tls?: TlsOptions;
  /** Why the API answers only callers on loopback; `listen` is then a loopback address. Set if a setting that protects the API cannot be used. */
  readonly closed?: string;
  readonly controllerTokenFile?: TokenFile;
  readonly controllerTls: ControllerTls;
}

type Table = typeof flags;
type Handed<How> = { [K in keyof Table]: Table[K] extends { readonly option: How } ? K : never }[keyof Table];
type OptionOf<F> = F extends { readonly shape: 'list' } ? readonly ValueOf<F>[] : ValueOf<F>;
type Lists = { [K in keyof Table]: Table[K] extends { readonly shape: 'list' } ? K : never }[keyof Table];

/** The options that come from the table of flags unchanged, each under its key there. A list is empty if nothing is given. */
export type TableOptions = {
  readonly [K in Handed<'or fallback'> | (Handed<'or nothing'> & Lists)]: OptionOf<Table[K]>;
} & {
  readonly [K in Exclude<Handed<'or nothing'>, Lists>]?: OptionOf<Table[K]>;
};

/** Computes the options from flags, environment and config file. Throws only SettingsError, for wrong usage as `strictness` defines it. */
export function readOptions(given: Given, hostName: string, strictness: Strictness = 'files'): Options {
  const problems: SettingProblem[] = unknownKeys(given);
  const reader = layeredReader(given, faultTaker(problems, strictness));
  const settings = readSettings(reader, given, problems, hostName);
  return {
    settings,
    problems,
    ...readApi(reader, given, settings, problems),
    ...optional('controllerTokenFile', tokenFrom(reader, flags.controllerTokenFile, given, 'no token')),
    controllerTls: readControllerTls(reader, given),
    ...tableOptions(reader),
  };
}

function tableOptions({ all }: LayeredReader): TableOptions {
  const entries = Object.entries(flags).flatMap(([key, flag]: [string, Flag<unknown>]) => {
    if (flag.option === undefined) return [];
    const given = all(flag);
    if (flag.shape === 'list') return [[key, given ?? []] as const];
    const value = given?.at(-1) ?? (flag.option === 'or fallback' ? flag.kind.parse(flag.fallback) : undefined);
    return value === undefined ? [] : [[key, value] as const];
  });
  // `as`: the compiler widens the keys to string and the values to unknown; the table has both.
  return Object.fromEntries(entries) as TableOptions;
}

function readApi(
  reader: LayeredReader,
  given: Given,
  settings: Settings,
  problems: SettingProblem[],
): Pick<Options, 'listen' | 'apiOff' | 'tls' | 'tokenFile' | 'closed'> {
  const asked = reader.one(flags.listen) ?? { host: '0.0.0.0', port: 9393 };
  const listen = reader.one(flags.noApi) === true ? undefined : asked;
  const clash = listen && apiAddressProblem(listen, settings);
  if (clash) problems.push(clash);
  const apiTls = readTlsOptions(reader, given);
  const closed = apiClosure(reader, given, apiTls);
  return {
    ...(listen && clash === undefined && { listen: closed === undefined ? listen : onLoopback(listen) }),
    ...optional('apiOff', clash?.words?.summary),
    ...optional('tls', apiTls.tls),
    ...optional('tokenFile', tokenFrom(reader, flags.tokenFile, given, ON_LOOPBACK)),
    ...optional('closed', closed),
  };
}

const tokenFrom = (reader: LayeredReader, flag: Flag<string>, { directory }: Given, used: string) =>
  readTokenFile(reader, flag, { directory, used });

function readSettings(reader: LayeredReader, given: Given, problems: SettingProblem[], hostName: string): Settings {
  const { one, all } = reader;
  const profile = one(flags.profile) ?? defaultProfile;
  const { timing, startAllowanceMs } = profiles[profile];
  const settings: Settings = {
    endpoints: all(flags.endpoint) ?? [],
    ...optional('port', portVariable(given, problems)),
    expose: one(flags.expose) ?? [],
    profile,
    strict: one(flags.strict) ?? false,
    ...optional('healthPath', one(flags.healthPath)),
    timing: {
      intervalMs: one(flags.interval) ?? timing.intervalMs,
      timeoutMs: one(flags.probeTimeout) ?? timing.timeoutMs,
      failureThreshold: one(flags.failureThreshold) ?? timing.failureThreshold,
      successThreshold: one(flags.successThreshold) ?? timing.successThreshold,
    },
    releaseTimeoutMs: one(flags.releaseTimeout) ?? startAllowanceMs,
    instance: one(flags.instance) ?? hostName,
    labels: Object.fromEntries(all(flags.label) ?? []),
  };
  return { ...settings, given: givenValues(reader) };
}

/** Call it after all settings have been read. */
const givenValues = ({ givenBy }: LayeredReader): GivenValues => ({
  ...optional('profile', givenBy(flags.profile)),
  ...optional('strict', givenBy(flags.strict)),
  ...optional('release', givenBy(flags.endpoint)),
  ...optional('path', givenBy(flags.healthPath)),
  ...optional('interval', givenBy(flags.interval)),
  ...optional('timeout', givenBy(flags.probeTimeout)),
  ...optional('failures', givenBy(flags.failureThreshold)),
  ...optional('successes', givenBy(flags.successThreshold)),
  ...optional('releaseTimeout', givenBy(flags.releaseTimeout)),
});

/** $PORT belongs to the app. A value that is not a port is reported, and the endpoint comes from the next source. */
function portVariable({ environment }: Given, problems: SettingProblem[]): number | undefined {
  const text = environment['PORT']?.trim();
  if (text === undefined || text === '') return undefined;
  const value = port.parse(text);
  if (value === undefined) {
    const used = 'the exposed ports, else the only listener';
    problems.push({ name: 'PORT', given: quotable(text, 80), accepted: port.accepts, used });
  }
  return value;
}

function unknownKeys({ config, configName }: Given): SettingProblem[] {
  const names: readonly string[] = Object.values(flags).map(({ name }) => name);
  const accepted = 'the name of a flag without the leading dashes';
  return Object.keys(config)
    .filter((key) => !names.includes(key))
    .map((key) => ({
      name: configName,
      given: quotable(key, 80),
      accepted,
      used: isGuard(key) ? ON_LOOPBACK : 'nothing',
    }));
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  // The compiler widens a computed key to string.
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
