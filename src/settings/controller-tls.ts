import { fromStart } from '../core/start-path.ts';
import { flags } from './flags.ts';
import type { Given, LayeredReader } from './layers.ts';
import { holdAuthorities, holdPair, missingPart } from './pem-files.ts';

/** Paths of the files for TLS with the controller. The key belongs to the certificate. */
export interface ControllerTls {
  /** Kept even if it holds no authority: trusting no controller is safer than trusting every public authority. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const NO_AUTHORITY = 'no authority (no report is delivered until the file holds one)';
const NO_CERTIFICATE = 'no certificate';

/** The files for TLS with the controller. Reports what is wrong with them to the reader's `fault`. */
export function readControllerTls(reader: LayeredReader, given: Given): ControllerTls {
  const pair = readPair(reader, given);
  const ca = readAuthority(reader, given);
  return { ...(ca !== undefined && { ca }), ...pair };
}

/** Keeps the path of a file that holds no authority yet: another program may write it later. */
function readAuthority(reader: LayeredReader, { directory }: Given): string | undefined {
  const flag = flags.controllerCa;
  const layer = reader.top(flag);
  if (layer === undefined) return undefined;
  const path = reader.only(flag, NO_AUTHORITY);
  if (path === undefined) return fromStart(layer.texts.at(-1) ?? '', directory);
  holdAuthorities(reader, flag, path, NO_AUTHORITY);
  return path;
}

function readPair(reader: LayeredReader, { configState }: Given): Pick<ControllerTls, 'cert' | 'key'> {
  const mine = [flags.controllerCert, flags.controllerKey] as const;
  const [certLayer, keyLayer] = mine.map((flag) => reader.top(flag));
  if (certLayer === undefined && keyLayer === undefined) return {};
  const [certPath, keyPath] = mine.map((flag) => reader.only(flag, NO_CERTIFICATE));
  const layers = [certLayer, keyLayer].filter((layer) => layer !== undefined);
  const missing = mine.filter((flag) => reader.top(flag) === undefined);
  if (missing.length > 0) {
    const [given] = mine.filter((flag) => !missing.includes(flag)).map(({ name }) => `--${name}`);
    const other = missing.map(({ name }) => `--${name}`).join();
    const message = `${given} must be given together with ${other}, got no ${other}`;
    const isFlag = layers.some((layer) => layer.isFlag);
    reader.fault(missingPart(layers, missing, NO_CERTIFICATE), message, {
      isFlag,
      isInFile: configState !== undefined,
    });
    return {};
  }
  if (certPath === undefined || keyPath === undefined) return {};
  const paths = { cert: certPath, key: keyPath };
  return holdPair(reader, { cert: flags.controllerCert, key: flags.controllerKey }, paths, NO_CERTIFICATE) ? paths : {};
}
