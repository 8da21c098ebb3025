import type { SettingProblem } from '../core/checks/settings.ts';
import { quotable } from '../core/redaction/redact.ts';
import { certificatesIn, keyIn } from './file-values.ts';
import type { Flag } from './flag.ts';
import { type Layer, type LayeredReader, wrongFlag, wrongValue } from './layers.ts';
import { type PemFault, pemFault } from './pem-fault.ts';

/** One value for a certificate and one for its key. */
interface Pair<T> {
  readonly cert: T;
  readonly key: T;
}

/** Whether the files hold a certificate and its key. Reports what is wrong with either; `used` says what is used instead. */
export function holdPair(reader: LayeredReader, flags: Pair<Flag<string>>, paths: Pair<string>, used: string): boolean {
  const [cert, key] = [certificatesIn(paths.cert), keyIn(paths.key)];
  if (cert === undefined) tellContents(reader, flags.cert, used);
  if (key === undefined) tellContents(reader, flags.key, used);
  if (cert === undefined || key === undefined) return false;
  const accepted = `the certificate of the key in --${flags.key.name}`;
  // They can come from different layers, and either can be wrong.
  const isFlag = [flags.cert, flags.key].some((flag) => reader.top(flag)?.isFlag);
  return isFree(reader, flags.cert, pemFault({ cert, key }, `--${flags.cert.name}`, accepted), { used, isFlag });
}

/** Whether the file holds authorities that OpenSSL can read. Reports what is wrong with it. */
export function holdAuthorities(reader: LayeredReader, flag: Flag<string>, path: string, used: string): boolean {
  const ca = certificatesIn(path);
  if (ca === undefined) {
    tellContents(reader, flag, used);
    return false;
  }
  const fault = pemFault({ ca }, `--${flag.name}`, 'a file of certificates that OpenSSL can read');
  return isFree(reader, flag, fault, { used, isFlag: reader.top(flag)?.isFlag === true });
}

/** The problem to report if these layers set a certificate or key without the flags that it needs. */
export function missingPart(
  [first]: readonly Layer[],
  missing: readonly Flag<unknown>[],
  used: string,
): SettingProblem {
  const name = first?.name ?? '';
  const flags = missing.map((flag) => `--${flag.name}`).join(' and ');
  return {
    name,
    given: quotable(first?.texts.at(-1) ?? '', 80),
    accepted: `a file that is given together with ${flags}`,
    used,
    words: {
      summary: `${flags} ${missing.length > 1 ? 'are' : 'is'} missing for ${name}, so ${used} is used`,
      remedy: `Set ${flags} too, or leave ${name} out.`,
    },
  };
}

/** Reports that the file opens but does not hold what it should. */
function tellContents({ top, fault }: LayeredReader, flag: Flag<string>, used: string): void {
  const layer = top(flag);
  const text = layer?.texts.at(-1) ?? '';
  if (layer === undefined) return;
  fault(wrongValue(flag, layer, text, used), wrongFlag(flag, text).message, { ...layer, isInFile: true });
}

/** Whether there is no fault; reports it otherwise. */
function isFree(
  reader: LayeredReader,
  flag: Flag<string>,
  fault: PemFault | undefined,
  { used, isFlag }: { readonly used: string; readonly isFlag: boolean },
): boolean {
  if (fault === undefined) return true;
  const message = `${fault.name} must be ${fault.accepted}, got ${fault.given}`;
  reader.fault({ ...fault, name: reader.top(flag)?.name ?? fault.name, used }, message, { isFlag, isInFile: true });
  return false;
}
