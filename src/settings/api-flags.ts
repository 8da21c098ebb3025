import { certificatePath, keyPath, tokenPath } from './file-values.ts';
import { flag, one, onOff } from './flag.ts';
import * as value from './values.ts';

/** What a setting that protects the API leads to when it cannot be used, in words. */
export const ON_LOOPBACK = 'an API for loopback callers only';

/** The agent's API: where, for whom, and over TLS. */
export const apiFlags = {
  listen: flag({
    name: 'listen',
    ...one,
    kind: value.listenAddress,
    describe: "the agent's API; off where its port is an endpoint, exposed or `$PORT`",
    fallback: '0.0.0.0:9393',
    whenWrong: ON_LOOPBACK,
  }),
  noApi: flag({ name: 'no-api', ...onOff, describe: 'no API', whenWrong: ON_LOOPBACK }),
  tokenFile: flag({
    name: 'token-file',
    ...one,
    kind: tokenPath,
    describe: 'holds the bearer token that the API asks of callers that are not on loopback; read again for each call',
    fallback: 'none',
  }),
  tlsCert: flag({
    name: 'tls-cert',
    ...one,
    kind: certificatePath,
    describe: 'serve the API over TLS with this certificate, with its chain; read again when it changes',
    fallback: 'off',
    needs: ['tls-key'],
  }),
  tlsKey: flag({
    name: 'tls-key',
    ...one,
    kind: keyPath,
    describe: 'the key of that certificate',
    fallback: 'off',
    needs: ['tls-cert'],
  }),
  tlsClientCa: flag({
    name: 'tls-client-ca',
    ...one,
    kind: certificatePath,
    describe: 'ask callers of the API for a certificate that one of these authorities has signed',
    fallback: 'off',
    needs: ['tls-cert', 'tls-key'],
  }),
} as const;
