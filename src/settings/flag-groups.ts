import { configFlag } from './config-flag.ts';
import type { Flag } from './flag.ts';
import { flags } from './flags.ts';

/** Flags that help shows together, under a title. */
export interface FlagGroup {
  readonly title: string;
  readonly flags: readonly Flag<unknown>[];
}

const { logFiles, onDaemonize, exitGraceMs, logLevel, logFormat } = flags;

/** Every setting and `--config`, in the order in which help shows them. */
export const flagGroups: readonly FlagGroup[] = [
  {
    title: 'Most used',
    flags: [flags.endpoint, flags.profile, flags.healthPath, flags.strict, flags.releaseTimeout],
  },
  {
    title: 'Endpoint and checks',
    flags: [flags.expose, flags.interval, flags.probeTimeout, flags.failureThreshold, flags.successThreshold],
  },
  { title: 'App', flags: [logFiles, onDaemonize, exitGraceMs] },
  {
    title: 'API',
    flags: [flags.listen, flags.noApi, flags.tokenFile, flags.tlsCert, flags.tlsKey, flags.tlsClientCa],
  },
  {
    title: 'Reports',
    flags: [
      flags.controller,
      flags.controllerTokenFile,
      flags.controllerCa,
      flags.controllerCert,
      flags.controllerKey,
      flags.spool,
      flags.heartbeatMs,
      flags.instance,
      flags.label,
    ],
  },
  { title: "sidewatch's own log", flags: [logLevel, logFormat] },
  { title: 'Settings file', flags: [configFlag] },
];
