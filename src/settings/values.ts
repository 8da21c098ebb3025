import { hostPort } from '../core/facts/address.ts';
import type { Endpoint, Protocol } from '../core/facts/endpoint.ts';
import { fromStart } from '../core/start-path.ts';

/** How the text of a setting becomes its value; undefined when the text is not accepted. */
export interface ValueKind<T> {
  /** What is accepted, in words that follow "must be". */
  readonly accepts: string;
  /** What the launcher knows of the kind; undefined: nothing, and it has the agent judge every value before the app starts. */
  readonly form?: ValueForm;
  /** A path that is relative is meant from `directory`; without one, from the working directory. */
  parse(text: string, directory?: string): T | undefined;
}

/** The kinds that the launcher knows (src/launcher/values.c). It takes what `parse` takes, and nothing else: a test holds both to it. */
export type ValueForm =
  | { readonly kind: 'seconds' | 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'words' | 'endpoint'; readonly words: readonly string[] }
  | { readonly kind: 'ports' | 'listen' | 'url' | 'path' | 'label' | 'name' | 'place' | 'file' };

/** Where the API listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A number of seconds, fractions allowed, kept as milliseconds. */
export const seconds = (min: number, max: number): ValueKind<number> => ({
  accepts: `a number of seconds from ${min} to ${max}`,
  form: { kind: 'seconds', min, max },
  parse: (text) => {
    const n = decimal(text);
    return n !== undefined && n >= min && n <= max ? n * 1_000 : undefined;
  },
});

/** A whole number. */
export const count = (min: number, max: number): ValueKind<number> => ({
  accepts: `a whole number from ${min} to ${max}`,
  form: { kind: 'count', min, max },
  parse: (text) => {
    const n = decimal(text);
    return n !== undefined && Number.isInteger(n) && n >= min && n <= max ? n : undefined;
  },
});

/** One of a few words. */
export const oneOf = <const T extends string>(...words: readonly T[]): ValueKind<T> => ({
  accepts: `one of ${words.join(', ')}`,
  form: { kind: 'words', words },
  parse: (text) => words.find((word) => word === text),
});

const switchValues = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** What a switch takes, in capitals too. */
export const switchWords: readonly string[] = [...switchValues.keys()];

export const yesOrNo: ValueKind<boolean> = {
  accepts: 'true or false',
  parse: (text) => switchValues.get(text.toLowerCase()),
};

/** A TCP port; 0 is none. */
export const port: ValueKind<number> = count(1, 65_535);

const protocols: readonly Protocol[] = ['http', 'tls', 'tcp'];

export const endpoint: ValueKind<Omit<Endpoint, 'source'>> = {
  accepts: `[PROTO:]PORT, with PROTO one of ${protocols.join(', ')} and PORT from 1 to 65535`,
  form: { kind: 'endpoint', words: protocols },
  parse: (text) => {
    const [, word = 'http', digits = ''] = /^(?:([a-z]+):)?(\d+)$/.exec(text) ?? [];
    const number = port.parse(digits);
    const protocol = protocols.find((each) => each === word);
    return number === undefined || protocol === undefined ? undefined : { port: number, protocol };
  },
};

/** Ports as a Dockerfile's EXPOSE lists them: `8000,443` or `8000/tcp`; UDP ports are no endpoints and are left out. */
export const portList: ValueKind<readonly number[]> = {
  accepts: 'a list of ports such as 8000,443 or 8000/tcp',
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

/** An absolute path of a URL, with its query if any. */
export const urlPath: ValueKind<string> = {
  accepts: 'a path that starts with / and holds no blank',
  form: { kind: 'path' },
  parse: (text) => (/^\/[!-~]*$/.test(text) ? text : undefined),
};

export const listenAddress: ValueKind<HostPort> = {
  accepts: `HOST:PORT such as ${hostPort('0.0.0.0', 9393)} or [::]:9393`,
  form: { kind: 'listen' },
  parse: (text) => {
    const [, bracketed, plain, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d+)$/.exec(text) ?? [];
    const host = bracketed ?? plain;
    const number = digits === '0' ? 0 : port.parse(digits);
    return host === undefined || number === undefined ? undefined : { host, port: number };
  },
};

/** Without user and password: they would be on every command line that `ps` shows. */
export const controllerUrl: ValueKind<URL> = {
  accepts:
    'a URL that starts with http:// or https:// and holds no user or password (a token goes into --controller-token-file)',
  form: { kind: 'url' },
  parse: (text) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
    return url.username === '' && url.password === '' ? url : undefined;
  },
};

export const label: ValueKind<readonly [string, string]> = {
  accepts: 'NAME=VALUE, with NAME of letters, digits, and . _ / -',
  form: { kind: 'label' },
  parse: (text) => {
    const [, name, value] = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,62})=(.{0,256})$/.exec(text) ?? [];
    return name === undefined || value === undefined ? undefined : [name, value];
  },
};

/** Any text that is not empty, to 256 characters, without control characters. */
export const name: ValueKind<string> = {
  accepts: 'a name of 1 to 256 printable characters',
  form: { kind: 'name' },
  parse: (text) => (/^[^\p{Cc}]{1,256}$/u.test(text) ? text : undefined),
};

const pathOf = (what: string): ValueKind<string> => ({
  accepts: `the path of a ${what}`,
  form: { kind: 'place' },
  parse: (text, directory) => (text === '' || text.includes('\0') ? undefined : fromStart(text, directory)),
});

export const filePath = pathOf('file');
export const directoryPath = pathOf('directory');

const decimal = (text: string): number | undefined => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined);
