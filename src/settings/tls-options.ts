import { ON_LOOPBACK } from './api-flags.ts';
import { flags } from './flags.ts';
import type { Given, LayeredReader } from './layers.ts';
import { holdAuthorities, holdPair, missingPart } from './pem-files.ts';

/** The files that make the API speak TLS. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** How the API speaks TLS. */
export interface ApiTls {
  readonly tls?: TlsOptions;
  /** A file that protects the API cannot be used, so the API answers only callers on loopback, without TLS. */
  readonly isBroken: boolean;
}

const IN_THE_CLEAR = `${ON_LOOPBACK}, without TLS,`;

/** The certificate with its key, and the authorities of the callers' certificates. */
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
  const isPair =
    cert !== undefined &&
    key !== undefined &&
    holdPair(reader, { cert: flags.tlsCert, key: flags.tlsKey }, { cert, key }, IN_THE_CLEAR);
  const isGoodCa =
    clientCa === undefined
      ? !asked.includes(flags.tlsClientCa)
      : holdAuthorities(reader, flags.tlsClientCa, clientCa, ON_LOOPBACK);
  if (!isPair) return { isBroken: true };
  return { tls: { cert, key, ...(isGoodCa && clientCa !== undefined && { clientCa }) }, isBroken: !isGoodCa };
}

function tellPart(reader: LayeredReader, { configState }: Given): void {
  const asked = [flags.tlsCert, flags.tlsKey, flags.tlsClientCa].filter((flag) => reader.top(flag) !== undefined);
  const names = asked.map(({ name }) => `--${name}`).join(' and ');
  const missing = [flags.tlsCert, flags.tlsKey].filter((flag) => !asked.includes(flag));
  const isFlag = asked.some((flag) => reader.top(flag)?.isFlag);
  reader.fault(
    missingPart(
      asked.flatMap((flag) => reader.top(flag) ?? []),
      missing,
      IN_THE_CLEAR,
    ),
    `--tls-cert and --tls-key must be given together, got only ${names}`,
    // The launcher does not read the config file, so it has started the app already.
    { isFlag, isInFile: configState !== undefined },
  );
}
