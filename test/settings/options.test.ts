import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/core/errors.ts';
import { type Flag, variableOf } from '../../src/settings/flag.ts';
import { flags } from '../../src/settings/flags.ts';
import type { Given } from '../../src/settings/layers.ts';
import { readOptions } from '../../src/settings/options.ts';

const given = (change: Partial<Given> = {}): Given => ({
  flags: {},
  environment: {},
  config: {},
  configName: 'sidewatch.json',
  ...change,
});
const read = (change: Partial<Given> = {}) => readOptions(given(change), 'web-1');

describe('settings', () => {
  test('have the defaults of the contract when nothing is given', () => {
    expect(read()).toEqual({
      settings: {
        endpoints: [],
        expose: [],
        profile: 'aptible',
        strict: false,
        timing: { intervalMs: 20_000, timeoutMs: 15_000, failureThreshold: 3, successThreshold: 2 },
        releaseTimeoutMs: 180_000,
        instance: 'web-1',
        labels: {},
        given: {},
      },
      problems: [],
      logFiles: [],
      listen: { host: '0.0.0.0', port: 9393 },
      controllerTls: {},
      heartbeatMs: 30_000,
      exitGraceMs: 3_000,
      onDaemonize: 'exit',
      logLevel: 'info',
    });
  });

  test('prefer the flag to the environment, the environment to the platform, the platform to the file', () => {
    const layers = {
      flags: { 'release-timeout': ['1'] },
      environment: { SIDEWATCH_RELEASE_TIMEOUT: '2', RELEASE_HEALTHCHECK_TIMEOUT: '3' },
      config: { 'release-timeout': ['4'] },
    };
    const timeouts = [
      layers,
      { ...layers, flags: {} },
      { ...layers, flags: {}, environment: { RELEASE_HEALTHCHECK_TIMEOUT: '3' } },
      { config: layers.config },
    ].map((each) => read(each).settings.releaseTimeoutMs);
    expect(timeouts).toEqual([1_000, 2_000, 3_000, 4_000]);
  });

  test('say where each value of the checks was given', () => {
    const { given: origins } = read({
      flags: { strict: ['true'], interval: ['5'] },
      environment: {
        SIDEWATCH_INTERVAL: '6',
        SIDEWATCH_PROFILE: 'kubernetes',
        RELEASE_HEALTHCHECK_TIMEOUT: '9',
        SIDEWATCH_PROBE_TIMEOUT: 'wrong',
      },
      config: { 'health-path': ['/up'], 'probe-timeout': ['2'], profile: ['aptible'] },
    }).settings;
    expect(origins).toEqual({
      profile: 'environment',
      strict: 'flag',
      path: 'config',
      interval: 'flag',
      timeout: 'config',
      releaseTimeout: 'environment',
    });
  });

  test('take the timing of the profile, but for what is given', () => {
    const { timing } = read({ flags: { profile: ['kubernetes'], 'failure-threshold': ['5'] } }).settings;
    expect(timing).toEqual({ intervalMs: 10_000, timeoutMs: 1_000, failureThreshold: 5, successThreshold: 1 });
  });

  test('refuse a wrong flag with one line that says which, what is accepted and what was given', () => {
    expect(() => read({ flags: { interval: ['soon'] } })).toThrow(
      new SettingsError('--interval must be a number of seconds from 1 to 3600, got "soon"'),
    );
  });

  test('never refuse a wrong value in the environment: the default is used and the problem is told', () => {
    const { settings, problems } = read({ environment: { SIDEWATCH_RELEASE_TIMEOUT: '-5', PORT: 'http' } });
    expect(settings.releaseTimeoutMs).toBe(180_000);
    expect(settings.port).toBeUndefined();
    expect(problems).toMatchObject([
      { name: 'PORT', given: 'http' },
      { name: 'SIDEWATCH_RELEASE_TIMEOUT', given: '-5', accepted: 'a number of seconds from 0 to 900', used: '180' },
    ]);
  });

  test('fall through a wrong variable to the next place that has the setting', () => {
    const environment = { SIDEWATCH_STRICT: 'perhaps', STRICT_HEALTH_CHECKS: 'true' };
    expect(read({ environment })).toMatchObject({
      settings: { strict: true },
      problems: [{ name: 'SIDEWATCH_STRICT' }],
    });
  });

  test('take an empty variable as one that is not set', () => {
    expect(read({ environment: { SIDEWATCH_INTERVAL: '', PORT: '' } }).problems).toEqual([]);
  });

  test('take a variable without the blanks and the line end around its value', () => {
    const { settings, problems } = read({ environment: { PORT: ' 8000\n', SIDEWATCH_STRICT: 'true\n' } });
    expect({ port: settings.port, strict: settings.strict, problems }).toEqual({
      port: 8000,
      strict: true,
      problems: [],
    });
  });

  test('name a key of the config file that is no setting', () => {
    expect(read({ config: { intervall: ['5'] } }).problems).toMatchObject([
      { name: 'sidewatch.json', given: 'intervall' },
    ]);
  });

  test('read lists: flags several times, variables with commas', () => {
    expect(read({ flags: { endpoint: ['8000', 'tls:443'] } }).settings.endpoints).toEqual([
      { port: 8000, protocol: 'http' },
      { port: 443, protocol: 'tls' },
    ]);
    expect(read({ environment: { SIDEWATCH_LABEL: 'app=shop, env=prod' } }).settings.labels).toEqual({
      app: 'shop',
      env: 'prod',
    });
  });

  test('hide a secret in the value that they complain about', () => {
    const environment = { SIDEWATCH_CONTROLLER: 'ftp://user:hunter2@example.org' };
    expect(JSON.stringify(read({ environment }).problems)).not.toContain('hunter2');
  });
});

describe('values', () => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    endpoint: ['0', '65536', 'udp:53', 'http:', '80x', '', '1e3', ' 80'],
    expose: ['', '80;90', 'tcp', '0'],
    profile: ['heroku', 'Aptible', ''],
    'health-path': ['health', '', '/a b', '/a\r\nX: y'],
    'release-timeout': ['-1', '901', '1e2', 'Infinity', ''],
    'failure-threshold': ['0', '2.5', '101'],
    listen: ['9393', ':9393', 'host', '::1:9393', '0.0.0.0:70000'],
    controller: ['localhost:80', 'ftp://x', ''],
    label: ['=x', 'a', 'a b=c'],
    'log-format': ['yaml'],
  };
  test.each(Object.entries(wrong).flatMap(([name, texts]) => texts.map((text) => [name, text])))(
    '--%s does not accept "%s"',
    (name = '', text = '') => {
      expect(() => read({ flags: { [name]: [text] } })).toThrow(SettingsError);
    },
  );

  test('an EXPOSE list may name protocols; UDP is no endpoint', () => {
    expect(read({ flags: { expose: ['443/tcp, 80,53/udp'] } }).settings.expose).toEqual([443, 80]);
  });

  test('of every flag are known to the launcher: no app waits for the agent to judge one', () => {
    const all: readonly Flag<unknown>[] = Object.values(flags);
    const unknown = all.filter(({ shape, kind }) => shape !== 'switch' && kind.form === undefined);
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });

  test('every flag has a variable of its own name', () => {
    const all: readonly Flag<unknown>[] = Object.values(flags);
    expect(all.map(({ name }) => variableOf(name))).toContain('SIDEWATCH_CONTROLLER_TOKEN_FILE');
  });
});

describe("the API's address", () => {
  test.each<[string, Partial<Given>, string]>([
    ['$PORT', { environment: { PORT: '9393' } }, '0.0.0.0:9394'],
    ['--endpoint', { flags: { endpoint: ['9393'] } }, '0.0.0.0:9394'],
    ['one of several endpoints', { flags: { endpoint: ['8000', 'tcp:9393'] } }, '0.0.0.0:9394'],
    ['an exposed port that is no endpoint', { flags: { expose: ['8000,9393/tcp,9394'] } }, '0.0.0.0:9395'],
    ['$PORT beside an endpoint', { flags: { endpoint: ['8000'] }, environment: { PORT: '9393' } }, '0.0.0.0:9394'],
    ['the file', { config: { endpoint: ['9393'] } }, '0.0.0.0:9394'],
    ['another host', { flags: { listen: ['127.0.0.1:8000'], endpoint: ['8000'] } }, '127.0.0.1:8001'],
  ])('is given up where its port is the app’s: %s', (_, change, other) => {
    const options = read(change);
    expect(options).not.toHaveProperty('listen');
    expect(options.apiOff).toMatch(/^the API of sidewatch is off, because its port \d+ is the app's/);
    expect(options.problems).toMatchObject([
      { name: '--listen', words: { remedy: expect.stringContaining(`--listen ${other}`) } },
    ]);
  });

  test.each<[string, Partial<Given>]>([
    ['a UDP port is exposed', { flags: { expose: ['9393/udp,8000'] } }],
    ['the app has another port', { environment: { PORT: '8000' } }],
    ['$PORT is no port', { environment: { PORT: '9393x' } }],
  ])('stays where %s', (_, change) => {
    expect(read(change).listen).toEqual({ host: '0.0.0.0', port: 9393 });
  });

  test('is no matter with --no-api', () => {
    expect(read({ flags: { 'no-api': ['true'] }, environment: { PORT: '9393' } })).toMatchObject({ problems: [] });
  });
});

describe('the table of flags', () => {
  const all: readonly Flag<unknown>[] = Object.values(flags);

  test.each(all.filter(({ option }) => option === 'or fallback'))(
    'has a default for --$name that is a value',
    (flag) => {
      expect(flag.kind.parse(flag.fallback)).toBeDefined();
    },
  );

  test.each(all.filter(({ needs }) => needs !== undefined))(
    'names what --$name cannot be without',
    ({ name, needs = [] }) => {
      const readable = Object.fromEntries([name, ...needs].map((each) => [each, ['/etc/hostname']]));
      const readFlags = (texts: Given['flags']) => () => readOptions(given({ flags: texts }), 'web-1', 'flags');
      expect(readFlags(readable)).not.toThrow();
      for (const missing of needs) {
        const { [missing]: _, ...rest } = readable;
        expect(readFlags(rest)).toThrow(SettingsError);
      }
    },
  );
});
