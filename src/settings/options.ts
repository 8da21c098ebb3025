import { profiles } from '../core/profile.ts';
import { quotable } from '../core/redact.ts';
import type { SettingProblem, Settings } from '../core/settings.ts';
import { apiAddressProblem } from './api-address.ts';
import { type ControllerTls, checkedTls } from './controller-tls.ts';
import type { TokenFile } from './file-values.ts';
import { flags } from './flags.ts';
import { type Given, layeredReader } from './layers.ts';
import { readTlsOptions, type TlsOptions } from './tls-options.ts';
import { type HostPort, port } from './values.ts';

/** Everything that `sidewatch run` was told: how to watch, and where to tell of it. */
export interface Options {
  readonly settings: Settings;
  /** What could not be used, for the diagnosis `invalid-setting`. */
  readonly problems: readonly SettingProblem[];
  /** Files that the app writes its log to. */
  readonly logFiles: readonly string[];
  /** Undefined with `--no-api`, and where the port is the app's. */
  readonly listen?: HostPort;
  /** Why there is no API although none was turned off, as a sentence without its end. */
  readonly apiOff?: string;
  readonly tokenFile?: TokenFile;
  readonly tls?: TlsOptions;
  readonly controller?: URL;
  readonly controllerTokenFile?: TokenFile;
  readonly controllerTls: ControllerTls;
  readonly spool?: string;
  readonly heartbeatMs: number;
  readonly exitGraceMs: number;
  readonly onDaemonize: 'exit' | 'adopt';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Undefined: by where the lines go. */
  readonly logFormat?: 'json' | 'text';
}

/** Works the options out of flags, environment and config file. Throws SettingsError for a wrong flag, and for nothing else. */
export function readOptions(given: Given, hostName: string): Options {
  const problems: SettingProblem[] = unknownKeys(given);
  const { one, all } = layeredReader(given, problems);
  const settings = readSettings({ one, all }, given, problems, hostName);
  const asked = one(flags.listen) ?? { host: '0.0.0.0', port: 9393 };
  const listen = one(flags.noApi) === true ? undefined : asked;
  const clash = listen && apiAddressProblem(listen, settings);
  if (clash) problems.push(clash);
  const tls = readTlsOptions({ one }, given, problems);
  return {
    settings,
    problems,
    logFiles: all(flags.logFile) ?? [],
    ...(clash === undefined && tls !== 'unusable' && optional('listen', listen)),
    ...optional('apiOff', clash?.words?.summary),
    ...(tls !== 'unusable' && optional('tls', tls)),
    ...optional('tokenFile', one(flags.tokenFile)),
    ...optional('controller', one(flags.controller)),
    ...optional('controllerTokenFile', one(flags.controllerTokenFile)),
    controllerTls: readControllerTls(one, given, problems),
    ...optional('spool', one(flags.spool)),
    heartbeatMs: one(flags.heartbeat) ?? 30_000,
    exitGraceMs: one(flags.exitGrace) ?? 3_000,
    onDaemonize: one(flags.onDaemonize) ?? 'exit',
    logLevel: one(flags.logLevel) ?? 'info',
    ...optional('logFormat', one(flags.logFormat)),
  };
}

type Reader = ReturnType<typeof layeredReader>;

function readControllerTls(one: Reader['one'], given: Given, problems: SettingProblem[]): ControllerTls {
  const mine = [flags.controllerCa, flags.controllerCert, flags.controllerKey];
  const [ca, cert, key] = mine.map((each) => one(each));
  const tls = { ...optional('ca', ca), ...optional('cert', cert), ...optional('key', key) };
  return checkedTls(
    tls,
    mine.some(({ name }) => given.flags[name] !== undefined),
    problems,
  );
}

function readSettings({ one, all }: Reader, given: Given, problems: SettingProblem[], hostName: string): Settings {
  const profile = one(flags.profile) ?? 'aptible';
  const { timing } = profiles[profile];
  return {
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
    releaseTimeoutMs: one(flags.releaseTimeout) ?? 180_000,
    instance: one(flags.instance) ?? hostName,
    labels: Object.fromEntries(all(flags.label) ?? []),
  };
}

/** $PORT is the app's variable first: a value that is no port is told, and another source of the endpoint is used. */
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
  const names = Object.values(flags).map(({ name }) => name);
  const accepted = 'the name of a flag, without the dashes in front';
  return Object.keys(config)
    .filter((key) => !names.includes(key))
    .map((key) => ({ name: configName, given: quotable(key, 80), accepted, used: 'nothing' }));
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  // The compiler widens a computed key to string.
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
