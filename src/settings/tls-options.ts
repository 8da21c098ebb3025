import { ON_LOOPBACK } from './api-flags.ts';
import { certificatesIn, keyIn } from './file-values.ts';
import { type Flag, variableOf } from './flag.ts';
import { flags } from './flags.ts';
import { type Given, type LayeredReader, wrongFlag, wrongValue } from './layers.ts';
import { type PemFault, pemFault } from './pem-fault.ts';

/** The files that make the API speak TLS. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** How the API is to speak. */
export interface ApiTls {
  readonly tls?: TlsOptions;
  /** A file that protects the API cannot be used: the API then answers only callers on loopback, who need none of them. */
  readonly isBroken: boolean;
}

const IN_THE_CLEAR = `${ON_LOOPBACK}, without TLS,`;

/** Certificate and key, which go together, and the authority of the callers' certificates. */
export function readTlsOptions(reader: LayeredReader, given: Given): ApiTls {
  const mine = [flags.tlsCert, flags.tlsKey, flags.tlsClientCa];
  const asked = mine.filter((flag) => reader.top(flag) !== undefined);
  if (asked.length === 0) return { isBroken: false };
  const cert = reader.only(flags.tlsCert, IN_THE_CLEAR);
  const key = reader.only(flags.tlsKey, IN_THE_CLEAR);
  const clientCa = reader.only(flags.tlsClientCa, ON_LOOPBACK);
  if (!asked.includes(flags.tlsCert) || !asked.includes(flags.tlsKey)) {
    tellPart(reader, given);
    return { isBroken: true };
  }
  const isPair = cert !== undefined && key !== undefined && isGoodPair(reader, cert, key);
  const isGoodCa = clientCa === undefined ? !asked.includes(flags.tlsClientCa) : isAuthority(reader, clientCa);
  if (!isPair) return { isBroken: true };
  return { tls: { cert, key, ...(isGoodCa && clientCa !== undefined && { clientCa }) }, isBroken: !isGoodCa };
}

function tellPart(reader: LayeredReader, { configState }: Given): void {
  const asked = [flags.tlsCert, flags.tlsKey, flags.tlsClientCa].filter((flag) => reader.top(flag) !== undefined);
  const names = asked.map(({ name }) => `--${name}`).join(' and ');
  const [first] = asked.map((flag) => reader.top(flag)?.name);
  const accepted = 'one of --tls-cert and --tls-key that go together';
  const isFlag = asked.some((flag) => reader.top(flag)?.isFlag);
  reader.fault(
    { name: first ?? variableOf(flags.tlsCert.name), given: 'a part', accepted, used: IN_THE_CLEAR },
    `--tls-cert and --tls-key must be given together, got only ${names}`,
    // The launcher does not read the config file, so it has started the app.
    { isFlag, isInFile: configState !== undefined },
  );
}

function isGoodPair(reader: LayeredReader, certPath: string, keyPath: string): boolean {
  const [cert, key] = [certificatesIn(certPath), keyIn(keyPath)];
  if (cert === undefined) tellContents(reader, flags.tlsCert, IN_THE_CLEAR);
  if (key === undefined) tellContents(reader, flags.tlsKey, IN_THE_CLEAR);
  if (cert === undefined || key === undefined) return false;
  const accepted = 'a certificate that OpenSSL can read and that --tls-key belongs to';
  return isFree(reader, flags.tlsCert, pemFault({ cert, key }, flags.tlsCert.name, accepted), IN_THE_CLEAR);
}

function isAuthority(reader: LayeredReader, path: string): boolean {
  const ca = certificatesIn(path);
  if (ca === undefined) {
    tellContents(reader, flags.tlsClientCa, ON_LOOPBACK);
    return false;
  }
  const fault = pemFault({ ca }, flags.tlsClientCa.name, 'a file of certificates that OpenSSL can read');
  return isFree(reader, flags.tlsClientCa, fault, ON_LOOPBACK);
}

/** Reports that the file opens, but does not hold what it should. */
export function tellContents({ top, fault }: LayeredReader, flag: Flag<string>, used: string): void {
  const layer = top(flag);
  const text = layer?.texts.at(-1) ?? '';
  if (layer === undefined) return;
  fault(wrongValue(flag, layer, text, used), wrongFlag(flag, text).message, { ...layer, isInFile: true });
}

/** Whether OpenSSL accepts it; reports the fault otherwise. */
function isFree(reader: LayeredReader, flag: Flag<string>, fault: PemFault | undefined, used: string): boolean {
  if (fault === undefined) return true;
  const message = `--${fault.name} must be ${fault.accepted}, got ${fault.given}`;
  // A certificate and its key may come from different places, and either may be the wrong one.
  const isFlag = [flags.tlsCert, flags.tlsKey, flag].some((each) => reader.top(each)?.isFlag);
  const problem = { ...fault, name: reader.top(flag)?.name ?? fault.name, used };
  reader.fault(problem, message, { isFlag, isInFile: true });
  return false;
}
