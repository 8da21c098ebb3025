import { certificatePath, keyPath, tokenPath } from './file-values.ts';
import { flag, one, onOff } from './flag.ts';
import * as value from './values.ts';

/** The replacement, in words, for a setting that protects the API and cannot be used. */
export const ON_LOOPBACK = 'an API for loopback callers only';

/** The agent's API: where it listens, which callers it accepts, and TLS. */
export const apiFlags = {
  listen: flag({
    name: 'listen',
    ...one,
    kind: value.listenAddress,
    describe: "the address of the agent's API; the API stays off if its port is an endpoint, exposed or `$PORT`",
    fallback: '0.0.0.0:9393',
    whenWrong: ON_LOOPBACK,
  }),
  noApi: flag({ name: 'no-api', ...onOff, describe: 'turn the API off', whenWrong: ON_LOOPBACK }),
  tokenFile: flag({
    name: 'token-file',
    ...one,
    kind: tokenPath,
    describe:
      'the file with the bearer token that the API requires from callers that are not on loopback; re-read for every call',
    fallback: 'none',
  }),
  tlsCert: flag({
    name: 'tls-cert',
    ...one,
    kind: certificatePath,
    describe: 'serve the API over TLS with this certificate and its chain; re-read when it changes',
    fallback: 'off',
    needs: ['tls-key'],
  }),
  tlsKey: flag({
    name: 'tls-key',
    ...one,
    kind: keyPath,
    describe: 'the private key of --tls-cert',
    fallback: 'off',
    needs: ['tls-cert'],
  }),
  tlsClientCa: flag({
    name: 'tls-client-ca',
    ...one,
    kind: certificatePath,
    describe: 'ask callers of the API for a certificate that one of these authorities signed',
    fallback: 'off',
    needs: ['tls-cert', 'tls-key'],
  }),
} as const;
