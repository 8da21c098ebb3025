import { SettingsError } from '../core/errors.ts';
import type { SettingProblem } from '../core/settings.ts';
import { certificateFile, keyFile } from './file-values.ts';
import { variableOf } from './flag.ts';
import { flags } from './flags.ts';
import type { Given, layeredReader } from './layers.ts';
import { type PemFault, pemFault } from './pem-fault.ts';

/** The files that make the API speak TLS. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/**
 * Certificate and key, which go together. `unusable` where the environment or a config file gives only a part, or files that are none:
 * then there is no API, for to serve in the clear what was meant to be encrypted would be worse. Throws SettingsError where a flag does.
 */
export function readTlsOptions(
  { one }: Pick<ReturnType<typeof layeredReader>, 'one'>,
  given: Given,
  problems: SettingProblem[],
): TlsOptions | 'unusable' | undefined {
  const mine = [flags.tlsCert, flags.tlsKey, flags.tlsClientCa];
  const asked = mine.filter((flag) => isGiven(flag.name, given));
  const [first] = asked;
  if (first === undefined) return undefined;
  const isFlag = asked.some(({ name }) => given.flags[name] !== undefined);
  const [cert, key, clientCa] = mine.map((flag) => one(flag));
  if (cert !== undefined && key !== undefined && (clientCa !== undefined || !asked.includes(flags.tlsClientCa))) {
    const tls = { cert, key, ...(clientCa !== undefined && { clientCa }) };
    const fault = faultOf(tls);
    if (fault === undefined) return tls;
    if (isFlag) throw new SettingsError(`--${fault.name} must be ${fault.accepted}, got ${fault.given}`);
    problems.push({ ...fault, name: variableOf(fault.name), used: 'no API' });
    return 'unusable';
  }
  if (isFlag) {
    const names = asked.map(({ name }) => `--${name}`).join(' and ');
    throw new SettingsError(`--tls-cert and --tls-key must be given together, got only ${names}`);
  }
  const accepted = 'one of --tls-cert and --tls-key that go together';
  problems.push({ name: variableOf(first.name), given: 'a part', accepted, used: 'no API' });
  return 'unusable';
}

function faultOf({ cert, key, clientCa }: TlsOptions): PemFault | undefined {
  const pair = { cert: certificateFile.parse(cert), key: keyFile.parse(key) };
  const ca = { ca: clientCa === undefined ? undefined : certificateFile.parse(clientCa) };
  return (
    pemFault(pair, flags.tlsCert.name, 'a certificate that OpenSSL can read and that --tls-key belongs to') ??
    pemFault(ca, flags.tlsClientCa.name, 'a file of certificates that OpenSSL can read')
  );
}

const isGiven = (name: string, { flags: fromFlags, environment, config }: Given): boolean =>
  fromFlags[name] !== undefined || (environment[variableOf(name)] ?? '') !== '' || config[name] !== undefined;
