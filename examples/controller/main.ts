import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createFleet } from './fleet.ts';
import { createController } from './server.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '9400' },
    'silent-after': { type: 'string', default: '90' },
    'token-file': { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    'client-ca': { type: 'string' },
  },
});
const fileOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : readFileSync(path, 'utf8');

const token = fileOf(values['token-file'])?.trim();
const [cert, key, ca] = [values['tls-cert'], values['tls-key'], values['client-ca']].map(fileOf);
const clients = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
const fleet = createFleet({ silentAfterMs: Number(values['silent-after']) * 1_000, maxMembers: 20_000 });
const server = createController({
  fleet,
  ...(token !== undefined && { token }),
  ...(cert !== undefined && key !== undefined && { tls: { cert, key, ...clients } }),
});
server.listen(Number(values.port), values.host, () => {
  const address = server.address();
  // With port 0, the kernel chooses a free port.
  console.log(`listening on port ${typeof address === 'object' ? address?.port : address}`);
});
