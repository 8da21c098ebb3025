import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/core/errors.ts';
import { optionsFrom, type Reading } from '../../src/settings/given.ts';
import type { Options } from '../../src/settings/options.ts';
import { scratch } from '../support/scratch.ts';

const folder = scratch('guarded-api');
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

const started: Reading = { strictness: 'flags' };
const read = (
  flags: Readonly<Record<string, readonly string[]>>,
  environment: Readonly<Record<string, string>> = {},
  reading = started,
): Options => {
  process.env = { ...before, ...environment };
  return optionsFrom(flags, reading);
};
const isClosed = ({ closed, listen }: Options): boolean => closed !== undefined && listen?.host === '127.0.0.1';
const isOpen = ({ closed, listen }: Options): boolean => closed === undefined && listen?.host === '0.0.0.0';

describe('a token file', () => {
  const [good, useless] = [file('good', 'abc\n'), file('useless', 'two words\n')];

  test('that holds no token keeps no app from starting, and is kept: nobody from elsewhere is answered until it does', () => {
    const { tokenFile, problems, listen } = read({ 'token-file': [useless] });
    expect({ tokenFile, listen }).toEqual({ tokenFile: { path: useless }, listen: { host: '0.0.0.0', port: 9393 } });
    const accepted = 'the path of a readable file that holds a one-line token';
    const used = 'an API for loopback callers only';
    expect(problems).toEqual([{ name: '--token-file', given: useless, accepted, used }]);
  });

  test('that does not open is wrong usage before the app runs, and reported when it does', () => {
    const flags = { 'token-file': [join(folder, 'none')] };
    expect(() => read(flags)).toThrow(SettingsError);
    expect(read(flags, {}, { strictness: 'nothing' }).tokenFile).toEqual({ path: join(folder, 'none') });
  });

  test('in the environment is not replaced by the one of a config file', () => {
    const config = file('token.json', JSON.stringify({ 'token-file': good }));
    expect(read({ config: [config] }, { SIDEWATCH_TOKEN_FILE: useless }).tokenFile).toEqual({ path: useless });
    expect(read({ config: [config] }).tokenFile).toEqual({ path: good, token: 'abc' });
  });

  test('that holds no token is wrong usage of a command that no app waits for', () => {
    expect(() => read({ 'token-file': [useless] }, {}, { strictness: 'files' })).toThrow(
      `--token-file must be the path of a readable file that holds a one-line token, got "${useless}"`,
    );
  });
});

describe('a config file', () => {
  test.each([
    ['is torn', '{"interval": 5,'],
    ['is empty', ''],
    ['holds a list', '[]'],
    ['holds null', 'null'],
    ['has a value for --no-api that is none', '{"no-api": "yes"}'],
    ['has an address that is none', '{"listen": "127.0.0.1"}'],
    ['has no address in its list', '{"listen": []}'],
    ['has two addresses', '{"listen": ["127.0.0.1:80", "0.0.0.0:80"]}'],
    ['has half of a certificate', '{"tls-key": "/etc/passwd"}'],
    ['has an authority without a certificate', '{"tls-client-ca": "/etc/passwd"}'],
    ['has a key that may be meant for one of these', '{"tls_cert": "/etc/passwd"}'],
  ])('that %s keeps no app from starting, and the API for loopback alone', (_what, text) => {
    const options = read({ config: [file('bad.json', text)] });
    expect(options.problems).toHaveLength(1);
    expect(isClosed(options)).toBe(true);
  });

  test.each([
    ['is right', '{"interval": 5, "listen": "0.0.0.0:9393"}', 0],
    ['begins with the mark of a Windows editor', '\ufeff{"interval": 5}', 0],
    ['has a wrong value that guards nothing', '{"interval": "soon"}', 1],
    ['has a key that guards nothing', '{"intervall": 5}', 1],
  ])('that %s leaves the API as it was asked', (_what, text, problems) => {
    const options = read({ config: [file('well.json', text)] });
    expect(options.problems).toHaveLength(problems);
    expect(isOpen(options)).toBe(true);
  });

  test.each(['/nowhere.json', folder])('that cannot be opened is wrong usage as a flag: %s', (path) => {
    expect(() => read({ config: [path] })).toThrow(/^--config must name a readable file, got /);
    expect(isClosed(read({}, { SIDEWATCH_CONFIG: path }))).toBe(true);
    expect(isClosed(read({ config: [path] }, {}, { strictness: 'nothing' }))).toBe(true);
  });

  test('that is torn is wrong usage of a command that no app waits for', () => {
    const config = [file('torn.json', '{')];
    expect(() => read({ config }, {}, { strictness: 'files' })).toThrow(/^--config must name a JSON file \(/);
  });
});

describe('where the app runs already', () => {
  const beside: Reading = { strictness: 'nothing', directory: folder };

  test('whatever is wrong is reported, and nothing is wrong usage', () => {
    const flags = { interval: ['soon'], listen: ['9393'], 'tls-cert': ['/nowhere'], 'controller-key': ['/nowhere'] };
    const options = read(flags, {}, beside);
    expect(options.problems.map(({ name }) => name)).toEqual([
      '--interval',
      '--listen',
      '--tls-cert',
      '--tls-cert',
      '--controller-key',
      '--controller-key',
    ]);
    expect(isClosed(options)).toBe(true);
  });

  test('flags that nobody can read are reported, and the API is for loopback alone', () => {
    const options = read({}, {}, { ...beside, unread: '--nonsense' });
    expect(options.problems).toMatchObject([{ name: 'the command line', given: '--nonsense' }]);
    expect(isClosed(options)).toBe(true);
  });

  test.each([
    ['an address', {}, { SIDEWATCH_LISTEN: '9393' }],
    ['a switch', {}, { SIDEWATCH_NO_API: 'perhaps' }],
    ['a certificate', {}, { SIDEWATCH_TLS_CERT: '/nowhere' }],
    ['an authority', {}, { SIDEWATCH_TLS_CLIENT_CA: '/nowhere' }],
    ['a config file without an end', { config: [file('cut.json', '{')] }, {}],
    ['a config file that does not open', {}, { SIDEWATCH_CONFIG: '/nowhere' }],
    ['a misspelt key of the API', { config: [file('odd.json', '{"tokenn-file": "x"}')] }, {}],
    ['flags that nobody can read', {}, {}],
  ] as const)('%s that closes the API is reported with that', (what, flags, environment) => {
    const unread = what.startsWith('flags') ? { unread: '--nonsense' } : {};
    const options = read(flags, environment, { ...beside, ...unread });
    expect(isClosed(options)).toBe(true);
    for (const { used, words } of options.problems) {
      expect(words?.summary ?? used).toMatch(/an API for loopback callers only|remote callers cannot use the API$/);
    }
    for (const { words } of options.problems) expect(words?.remedy ?? '').not.toMatch(/\(.*JSON|ENOENT/);
    expect(options.problems.length).toBeGreaterThan(0);
  });

  test('relative paths are meant from where it was started, whoever gives them', () => {
    file('from-flag', 'abc');
    const config = JSON.stringify({ spool: 'spool', 'controller-token-file': './from-config' });
    file('from-config', 'def');
    file('paths.json', config);
    const options = read(
      { 'token-file': ['from-flag'], config: ['paths.json'] },
      { SIDEWATCH_LOG_FILE: 'a.log,/b.log' },
      beside,
    );
    expect(options).toMatchObject({
      problems: [],
      tokenFile: { path: join(folder, 'from-flag'), token: 'abc' },
      controllerTokenFile: { path: `${folder}/./from-config`, token: 'def' },
      logFiles: [join(folder, 'a.log'), '/b.log'],
      spool: join(folder, 'spool'),
    });
    expect(read({ spool: ['x'] }, {}, { ...beside, directory: '/' }).spool).toBe('/x');
    expect(read({ spool: ['x'] }).spool).toBe('x');
  });
});
