import { readFileSync } from 'node:fs';
import type { ValueKind } from './values.ts';

/** The text of a file that a setting names, without white space around it. Read at once: a setting that cannot be used is told when it is given. */
const fileWith = (what: string, form: RegExp): ValueKind<string> => ({
  accepts: `the path of a readable file that holds ${what}`,
  parse: (path) => {
    const text = contents(path)?.trim();
    return text !== undefined && form.test(text) ? text : undefined;
  },
});

/** A token: what HTTP takes as a header's value, to 8 KiB. */
export const secretFile: ValueKind<string> = {
  ...fileWith('a token of one line', /^[!-~]{1,8192}$/),
  form: { kind: 'secret' },
};

export const certificateFile = fileWith('certificates in PEM', /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/);

export const keyFile = fileWith(
  'an unencrypted private key in PEM',
  /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----(?!\s*Proc-Type)/,
);

/** A file that holds a token, which is read again when it is asked for. */
export interface TokenFile {
  readonly path: string;
  /** The token as it was at the start. */
  readonly token: string;
}

export const tokenFile: ValueKind<TokenFile> = {
  ...secretFile,
  parse: (path) => {
    const token = secretFile.parse(path);
    return token === undefined ? undefined : { path, token };
  },
};

/** The path of such a file, which is read again when it changes. */
export const certificatePath = pathOf(certificateFile);
export const keyPath = pathOf(keyFile);

function pathOf(kind: ValueKind<string>): ValueKind<string> {
  return { ...kind, parse: (path) => (kind.parse(path) === undefined ? undefined : path) };
}

const MAX_BYTES = 1_048_576;

function contents(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length > MAX_BYTES ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
