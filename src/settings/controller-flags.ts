import { certificatePath, keyPath, tokenPath } from './file-values.ts';
import { flag, one } from './flag.ts';
import * as value from './values.ts';

/** The push of reports: to whom, how, and how often. */
export const controllerFlags = {
  controller: flag({
    name: 'controller',
    ...one,
    kind: value.controllerUrl,
    describe: 'where reports are pushed',
    fallback: 'off',
    option: 'or nothing',
  }),
  controllerTokenFile: flag({
    name: 'controller-token-file',
    ...one,
    kind: tokenPath,
    describe: 'holds the bearer token for the push; read again for each report',
    fallback: 'none',
  }),
  controllerCa: flag({
    name: 'controller-ca',
    ...one,
    kind: certificatePath,
    describe: "holds the authorities that the controller's certificate must come from, instead of the public ones",
    fallback: 'the public ones',
  }),
  controllerCert: flag({
    name: 'controller-cert',
    ...one,
    kind: certificatePath,
    describe: "holds the agent's certificate for the push, with its chain",
    fallback: 'none',
    needs: ['controller-key'],
  }),
  controllerKey: flag({
    name: 'controller-key',
    ...one,
    kind: keyPath,
    describe: 'holds the key of that certificate, unencrypted',
    fallback: 'none',
    needs: ['controller-cert'],
  }),
  spool: flag({
    name: 'spool',
    ...one,
    kind: value.directoryPath,
    describe: 'where undelivered reports outlive the agent; created when it does not exist',
    fallback: 'memory only',
    option: 'or nothing',
  }),
  heartbeatMs: flag({
    name: 'heartbeat',
    ...one,
    kind: value.seconds(1, 86_400),
    describe: 'a report at least this often, with jitter',
    fallback: '30',
    option: 'or fallback',
  }),
} as const;
