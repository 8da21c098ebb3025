import { certificateFile, certificatePath, keyFile, keyPath, secretFile } from './file-values.ts';
import type { ValueKind } from './values.ts';
import * as value from './values.ts';

/** A setting as users know it: `--name`, SIDEWATCH_NAME in the environment, "name" in the config file. */
export interface Flag<T> {
  readonly name: string;
  readonly kind: ValueKind<T>;
  /** `switch`: given without a value. `list`: may be given several times; in the environment separated by commas. */
  readonly shape: 'value' | 'switch' | 'list';
  readonly describe: string;
  /** The default in words. */
  readonly fallback: string;
  /** Variables of the platform that mean the same; the one of sidewatch beats them. */
  readonly otherVariables?: readonly string[];
}

const flag = <T>(definition: Flag<T>): Flag<T> => definition;

const one = { shape: 'value' } as const;
const list = { shape: 'list' } as const;
const onOff = { shape: 'switch', kind: value.yesOrNo, fallback: 'off' } as const;
const byProfile = "the profile's";

/** Every setting of `sidewatch run`, in the order in which help shows them. */
export const flags = {
  endpoint: flag({
    name: 'endpoint',
    ...list,
    kind: value.endpoint,
    describe: 'a port that the platform sends traffic to',
    fallback: "$PORT; else the lowest exposed port; else the app's only listener",
  }),
  expose: flag({
    name: 'expose',
    ...one,
    kind: value.portList,
    describe: 'ports that the image exposes',
    fallback: 'none',
  }),
  profile: flag({
    name: 'profile',
    ...one,
    kind: value.oneOf('aptible', 'cloudaipilot', 'kubernetes'),
    describe: 'how the platform checks health',
    fallback: 'aptible',
  }),
  strict: flag({
    name: 'strict',
    ...onOff,
    describe: 'strict health checks: only 200 passes',
    otherVariables: ['STRICT_HEALTH_CHECKS'],
  }),
  healthPath: flag({
    name: 'health-path',
    ...one,
    kind: value.urlPath,
    describe: 'path of release and runtime checks',
    fallback: byProfile,
  }),
  releaseTimeout: flag({
    name: 'release-timeout',
    ...one,
    kind: value.seconds(0, 900),
    describe: 'how long the release check waits',
    fallback: '180',
    otherVariables: ['RELEASE_HEALTHCHECK_TIMEOUT'],
  }),
  interval: flag({
    name: 'interval',
    ...one,
    kind: value.seconds(1, 3_600),
    describe: 'time between runtime checks',
    fallback: byProfile,
  }),
  probeTimeout: flag({
    name: 'probe-timeout',
    ...one,
    kind: value.seconds(0.1, 300),
    describe: 'how long one probe may take',
    fallback: byProfile,
  }),
  failureThreshold: flag({
    name: 'failure-threshold',
    ...one,
    kind: value.count(1, 100),
    describe: 'failed runtime checks in a row that make the app unhealthy',
    fallback: byProfile,
  }),
  successThreshold: flag({
    name: 'success-threshold',
    ...one,
    kind: value.count(1, 100),
    describe: 'passed runtime checks in a row that make it healthy again',
    fallback: byProfile,
  }),
  logFile: flag({
    name: 'log-file',
    ...list,
    kind: value.filePath,
    describe: 'a log that the app writes itself; followed across rotation and truncation',
    fallback: 'none',
  }),
  listen: flag({
    name: 'listen',
    ...one,
    kind: value.listenAddress,
    describe: "the agent's API",
    fallback: '0.0.0.0:9393',
  }),
  noApi: flag({ name: 'no-api', ...onOff, describe: 'no API' }),
  tokenFile: flag({
    name: 'token-file',
    ...one,
    kind: secretFile,
    describe: 'holds the bearer token that the API asks of callers that are not on loopback',
    fallback: 'none',
  }),
  tlsCert: flag({
    name: 'tls-cert',
    ...one,
    kind: certificatePath,
    describe: 'serve the API over TLS with this certificate, with its chain; read again when it changes',
    fallback: 'off',
  }),
  tlsKey: flag({
    name: 'tls-key',
    ...one,
    kind: keyPath,
    describe: 'the key of that certificate',
    fallback: 'off',
  }),
  tlsClientCa: flag({
    name: 'tls-client-ca',
    ...one,
    kind: certificatePath,
    describe: 'ask callers of the API for a certificate that one of these authorities has signed',
    fallback: 'off',
  }),
  controller: flag({
    name: 'controller',
    ...one,
    kind: value.controllerUrl,
    describe: 'where reports are pushed',
    fallback: 'off',
  }),
  controllerTokenFile: flag({
    name: 'controller-token-file',
    ...one,
    kind: secretFile,
    describe: 'holds the bearer token for the push',
    fallback: 'none',
  }),
  controllerCa: flag({
    name: 'controller-ca',
    ...one,
    kind: certificateFile,
    describe: "holds the authorities that the controller's certificate must come from, instead of the public ones",
    fallback: 'the public ones',
  }),
  controllerCert: flag({
    name: 'controller-cert',
    ...one,
    kind: certificateFile,
    describe: "holds the agent's certificate for the push, with its chain",
    fallback: 'none',
  }),
  controllerKey: flag({
    name: 'controller-key',
    ...one,
    kind: keyFile,
    describe: 'holds the key of that certificate, unencrypted',
    fallback: 'none',
  }),
  spool: flag({
    name: 'spool',
    ...one,
    kind: value.directoryPath,
    describe: 'where undelivered reports outlive the agent; made when it is not there',
    fallback: 'memory only',
  }),
  heartbeat: flag({
    name: 'heartbeat',
    ...one,
    kind: value.seconds(1, 86_400),
    describe: 'a report at least this often, with jitter',
    fallback: '30',
  }),
  instance: flag({ name: 'instance', ...one, kind: value.name, describe: 'who reports', fallback: 'the host name' }),
  label: flag({ name: 'label', ...list, kind: value.label, describe: 'goes with every report', fallback: 'none' }),
  onDaemonize: flag({
    name: 'on-daemonize',
    ...one,
    kind: value.oneOf('exit', 'adopt'),
    describe: 'when the command daemonizes: end as the container would, or go on and live as long as the daemon',
    fallback: 'exit',
  }),
  exitGrace: flag({
    name: 'exit-grace',
    ...one,
    kind: value.seconds(0, 60),
    describe: 'how long the last report may take after the app ended',
    fallback: '3',
  }),
  logLevel: flag({
    name: 'log-level',
    ...one,
    kind: value.oneOf('debug', 'info', 'warn', 'error', 'silent'),
    describe: "least level of the agent's own lines",
    fallback: 'info',
  }),
  logFormat: flag({
    name: 'log-format',
    ...one,
    kind: value.oneOf('json', 'text'),
    describe: "form of the agent's own lines",
    fallback: 'text on a terminal, else json',
  }),
} as const;

/** The variable of a flag: `--release-timeout` is SIDEWATCH_RELEASE_TIMEOUT. */
export const variableOf = (name: string): string => `SIDEWATCH_${name.toUpperCase().replaceAll('-', '_')}`;
