import { fromStart } from '../core/start-path.ts';
import { certificatesIn, keyIn } from './file-values.ts';
import { flags } from './flags.ts';
import type { Given, LayeredReader } from './layers.ts';
import { type PemFault, pemFault } from './pem-fault.ts';
import { tellContents } from './tls-options.ts';

/** Paths of the files for TLS with the controller; certificate and key were found to go together. */
export interface ControllerTls {
  /** Kept also when it holds no authority: trusting no controller is safer than trusting every public authority. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const NO_AUTHORITY = 'no authority (no report is delivered until the file holds one)';
const NO_CERTIFICATE = 'no certificate';

/** The files for TLS with the controller; what is wrong with them goes to the reader's `fault`. */
export function readControllerTls(reader: LayeredReader, given: Given): ControllerTls {
  const pair = readPair(reader, given);
  const ca = readAuthority(reader, given);
  return { ...(ca !== undefined && { ca }), ...pair };
}

function readAuthority(reader: LayeredReader, { directory }: Given): string | undefined {
  const flag = flags.controllerCa;
  const layer = reader.top(flag);
  if (layer === undefined) return undefined;
  const path = reader.only(flag, NO_AUTHORITY);
  if (path === undefined) return fromStart(layer.texts.at(-1) ?? '', directory);
  const ca = certificatesIn(path);
  if (ca === undefined) {
    tellContents(reader, flag, NO_AUTHORITY);
    return path;
  }
  const fault = pemFault({ ca }, `--${flag.name}`, 'a file of certificates that OpenSSL can read');
  if (fault) reader.fault({ ...fault, used: NO_AUTHORITY }, messageOf(fault), { ...layer, isInFile: true });
  return path;
}

function readPair(reader: LayeredReader, { configState }: Given): Pick<ControllerTls, 'cert' | 'key'> {
  const mine = [flags.controllerCert, flags.controllerKey] as const;
  const [certLayer, keyLayer] = mine.map((flag) => reader.top(flag));
  if (certLayer === undefined && keyLayer === undefined) return {};
  const [certPath, keyPath] = mine.map((flag) => reader.only(flag, NO_CERTIFICATE));
  if (certLayer === undefined || keyLayer === undefined) {
    const [given, missing] = certLayer === undefined ? ['key', 'cert'] : ['cert', 'key'];
    const accepted = `given together with --controller-${missing}`;
    const fault = { name: `--controller-${given}`, given: `no --controller-${missing}`, accepted };
    const isFlag = (certLayer ?? keyLayer)?.isFlag === true;
    reader.fault({ ...fault, used: NO_CERTIFICATE }, messageOf(fault), { isFlag, isInFile: configState !== undefined });
    return {};
  }
  if (certPath === undefined || keyPath === undefined) return {};
  const [cert, key] = [certificatesIn(certPath), keyIn(keyPath)];
  if (cert === undefined) tellContents(reader, flags.controllerCert, NO_CERTIFICATE);
  if (key === undefined) tellContents(reader, flags.controllerKey, NO_CERTIFICATE);
  if (cert === undefined || key === undefined) return {};
  const accepted = 'a certificate that OpenSSL can read and that --controller-key belongs to';
  const fault = pemFault({ cert, key }, '--controller-cert', accepted);
  if (fault === undefined) return { cert: certPath, key: keyPath };
  const isFlag = certLayer.isFlag || keyLayer.isFlag;
  reader.fault({ ...fault, used: NO_CERTIFICATE }, messageOf(fault), { isFlag, isInFile: true });
  return {};
}

const messageOf = ({ name, accepted, given }: PemFault): string => `${name} must be ${accepted}, got ${given}`;
