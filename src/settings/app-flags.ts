import { defaultProfile, profileNames } from '../core/checks/profiles/profiles.ts';
import { byProfile, flag, list, one, onOff } from './flag.ts';
import * as value from './values.ts';

/** Where traffic goes, how the app's health is checked, and which of its log files are read. */
export const appFlags = {
  endpoint: flag({
    name: 'endpoint',
    ...list,
    kind: value.endpoint,
    describe: 'a port that the platform sends traffic to',
    fallback: "$PORT, else the lowest exposed port, else the app's only listener",
  }),
  expose: flag({
    name: 'expose',
    ...one,
    kind: value.portList,
    describe: 'the ports that the image exposes',
    fallback: 'none',
  }),
  profile: flag({
    name: 'profile',
    ...one,
    kind: value.oneOf(...profileNames),
    describe: 'how the platform checks health',
    fallback: defaultProfile,
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
    describe: 'the path of release and runtime checks',
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
    describe: 'the time between runtime checks',
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
    describe: 'passed runtime checks in a row that make the app healthy again',
    fallback: byProfile,
  }),
  logFiles: flag({
    name: 'log-file',
    ...list,
    kind: value.filePath,
    describe: 'a log file that the app writes; followed across rotation and truncation',
    fallback: 'none',
    option: 'or nothing',
  }),
} as const;
