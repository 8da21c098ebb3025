import { hostPort } from '../core/facts/address.ts';
import type { Endpoint, Protocol } from '../core/facts/endpoint.ts';
import { fromStart } from '../core/start-path.ts';

/** How the text of a setting becomes its value. */
export interface ValueKind<T> {
  /** What is accepted, in words that follow "must be". */
  readonly accepts: string;
  /** What stands for the value in help: `S`, `FILE`. */
  readonly metavar: string;
  /** How the launcher checks a value of this kind. Undefined: it asks the agent before it starts the app. */
  readonly form?: ValueForm;
  /** Returns undefined for a text that is not accepted. A relative path starts at `directory`, else at the working directory. */
  parse(text: string, directory?: string): T | undefined;
  /** Why a text is not accepted, where `accepts` does not say it; undefined if nothing is known. */
  reason?(text: string, directory?: string): string | undefined;
}

/** The kinds that the launcher can check (src/launcher/values.c). It accepts exactly what `parse` accepts; a test compares both. */
export type ValueForm =
  | { readonly kind: 'seconds' | 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'words' | 'endpoint'; readonly words: readonly string[] }
  | { readonly kind: 'ports' | 'listen' | 'url' | 'path' | 'label' | 'name' | 'place' | 'file' };

/** Where the API listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A number of seconds, with or without a fraction; the value is in milliseconds. */
export const seconds = (min: number, max: number): ValueKind<number> => ({
  accepts: `a number of seconds from ${min} to ${max}`,
  metavar: 'S',
  form: { kind: 'seconds', min, max },
  parse: (text) => {
    const n = decimal(text);
    return n !== undefined && n >= min && n <= max ? n * 1_000 : undefined;
  },
});

/** A whole number. */
export const count = (min: number, max: number): ValueKind<number> => ({
  accepts: `a whole number from ${min} to ${max}`,
  metavar: 'N',
  form: { kind: 'count', min, max },
  parse: (text) => {
    const n = decimal(text);
    return n !== undefined && Number.isInteger(n) && n >= min && n <= max ? n : undefined;
  },
});

/** One of a few words. */
export const oneOf = <const T extends string>(...words: readonly T[]): ValueKind<T> => ({
  accepts: `one of ${words.join(', ')}`,
  metavar: metavarOf(words),
  form: { kind: 'words', words },
  parse: (text) => words.find((word) => word === text),
});

/** All words where they fit, as in `--format text|json`. */
function metavarOf(words: readonly string[]): string {
  const all = words.join('|');
  return all.length <= 12 ? all : 'NAME';
}

const switchValues = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** The words that a switch accepts, in any case. */
export const switchWords: readonly string[] = [...switchValues.keys()];

export const yesOrNo: ValueKind<boolean> = {
  accepts: 'true or false',
  metavar: '',
  parse: (text) => switchValues.get(text.toLowerCase()),
};

/** A TCP port; 0 is not one. */
export const port: ValueKind<number> = count(1, 65_535);

const protocols: readonly Protocol[] = ['http', 'tls', 'tcp'];

export const endpoint: ValueKind<Omit<Endpoint, 'source'>> = {
  accepts: `[PROTO:]PORT, with PROTO one of ${protocols.join(', ')} and PORT from 1 to 65535`,
  metavar: '[PROTO:]PORT',
  form: { kind: 'endpoint', words: protocols },
  parse: (text) => {
    const [, word = 'http', digits = ''] = /^(?:([a-z]+):)?(\d+)$/.exec(text) ?? [];
    const number = port.parse(digits);
    const protocol = protocols.find((each) => each === word);
    return number === undefined || protocol === undefined ? undefined : { port: number, protocol };
  },
};

/** Ports as a Dockerfile's EXPOSE lists them: `8000,443` or `8000/tcp`. UDP ports are left out, because they are not endpoints. */
export const portList: ValueKind<readonly number[]> = {
  accepts: 'a list of ports such as 8000,443 or 8000/tcp',
  metavar: 'LIST',
  form: { kind: 'ports' },
  parse: (text) => {
    const items = text.split(/[\s,]+/).filter((item) => item !== '');
    const ports = items.map((item) => {
      const [, digits = '', protocol = 'tcp'] = /^(\d+)(?:\/(tcp|udp))?$/.exec(item) ?? [];
      return { number: port.parse(digits), protocol };
    });
    if (ports.length === 0 || ports.some(({ number }) => number === undefined)) return undefined;
    return ports.flatMap(({ number, protocol }) => (protocol === 'tcp' && number !== undefined ? [number] : []));
  },
};

/** The absolute path of a URL, with or without a query. */
export const urlPath: ValueKind<string> = {
  accepts: 'a path that starts with / and has no spaces',
  metavar: 'PATH',
  form: { kind: 'path' },
  parse: (text) => (/^\/[!-~]*$/.test(text) ? text : undefined),
};

export const listenAddress: ValueKind<HostPort> = {
  accepts: `HOST:PORT such as ${hostPort('0.0.0.0', 9393)} or [::]:9393`,
  metavar: 'HOST:PORT',
  form: { kind: 'listen' },
  parse: (text) => {
    const [, bracketed, plain, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d+)$/.exec(text) ?? [];
    const host = bracketed ?? plain;
    const number = digits === '0' ? 0 : port.parse(digits);
    return host === undefined || number === undefined ? undefined : { host, port: number };
  },
};

/** No user and password, because `ps` would show them. */
export const controllerUrl: ValueKind<URL> = {
  accepts:
    'a URL that starts with http:// or https:// and holds no user or password (put a token into --controller-token-file)',
  metavar: 'URL',
  form: { kind: 'url' },
  parse: (text) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
    return url.username === '' && url.password === '' ? url : undefined;
  },
};

export const label: ValueKind<readonly [string, string]> = {
  accepts: 'NAME=VALUE, with NAME of letters, digits, and . _ / -',
  metavar: 'NAME=VALUE',
  form: { kind: 'label' },
  parse: (text) => {
    const [, name, value] = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,62})=(.{0,256})$/.exec(text) ?? [];
    return name === undefined || value === undefined ? undefined : [name, value];
  },
};

/** Text of 1 to 256 characters without control characters. */
export const name: ValueKind<string> = {
  accepts: 'a name of 1 to 256 printable characters',
  metavar: 'NAME',
  form: { kind: 'name' },
  parse: (text) => (/^[^\p{Cc}]{1,256}$/u.test(text) ? text : undefined),
};

const pathOf = (what: string, metavar: string): ValueKind<string> => ({
  accepts: `the path of a ${what}`,
  metavar,
  form: { kind: 'place' },
  parse: (text, directory) => (text === '' || text.includes('\0') ? undefined : fromStart(text, directory)),
});

export const filePath = pathOf('file', 'FILE');
export const directoryPath = pathOf('directory', 'DIRECTORY');

const decimal = (text: string): number | undefined => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined);
