import { certificatePath, keyPath, tokenPath } from './file-values.ts';
import { flag, one } from './flag.ts';
import * as value from './values.ts';

/** Where reports are pushed, how, and how often. */
export const controllerFlags = {
  controller: flag({
    name: 'controller',
    ...one,
    kind: value.controllerUrl,
    describe: 'the URL to push reports to',
    fallback: 'off',
    option: 'or nothing',
  }),
  controllerTokenFile: flag({
    name: 'controller-token-file',
    ...one,
    kind: tokenPath,
    describe: 'the file with the bearer token for the push; re-read for every report',
    fallback: 'none',
  }),
  controllerCa: flag({
    name: 'controller-ca',
    ...one,
    kind: certificatePath,
    describe: "the authorities that may sign the controller's certificate, instead of the public ones",
    fallback: 'the public ones',
  }),
  controllerCert: flag({
    name: 'controller-cert',
    ...one,
    kind: certificatePath,
    describe: "the agent's certificate for the push, with its chain",
    fallback: 'none',
    needs: ['controller-key'],
  }),
  controllerKey: flag({
    name: 'controller-key',
    ...one,
    kind: keyPath,
    describe: 'the private key of --controller-cert',
    fallback: 'none',
    needs: ['controller-cert'],
  }),
  spool: flag({
    name: 'spool',
    ...one,
    kind: value.directoryPath,
    describe: 'the directory that keeps undelivered reports when the agent exits; created if it does not exist',
    fallback: 'memory only',
    option: 'or nothing',
  }),
  heartbeatMs: flag({
    name: 'heartbeat',
    ...one,
    kind: value.seconds(1, 86_400),
    describe: 'the longest time between two reports, with jitter',
    fallback: '30',
    option: 'or fallback',
  }),
} as const;
