import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli.ts';
import type { Flag } from '../../src/settings/flag.ts';
import { flags } from '../../src/settings/flags.ts';
import { hasProgram, launcherObstacle, makeLauncher, makeProgram, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();
const all: readonly Flag<unknown>[] = Object.values(flags);

/** Texts that a value may be, good and bad, plain and odd. */
const texts = [
  ...[
    '',
    '0',
    '1',
    '5',
    '05',
    '1.5',
    '1.2345',
    '0.1',
    '.5',
    '5.',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '99',
    '100',
    '101',
    '900',
    '901',
    '3600.001',
  ],
  ...[
    '65535',
    '65536',
    '1000000',
    'http:80',
    'tls:443',
    'tcp:0',
    'udp:53',
    'HTTP:80',
    'http:',
    '80,443',
    '80/tcp',
    '80,',
    ',80',
    '80/udp,1',
    '80 443',
  ],
  ...[
    'aptible',
    'aptible ',
    'Aptible',
    'kubernetes',
    'exit',
    'adopt',
    'json',
    'text',
    'info',
    'silent',
    'true',
    'false',
    'adopt exit',
  ],
  ...[
    '/',
    '/health',
    '/a?b=c',
    'health',
    '/a b',
    '/\u00e9',
    '//',
    '/..',
    '0.0.0.0:9393',
    'localhost:80',
    '[::]:80',
    ':80',
    'a:b:1',
    '1.2.3.4',
    'x-:0',
    '-x:1',
    '...:80',
  ],
  ...[
    'http://a',
    'https://a.b:8080/c',
    'http://',
    'http://a..b',
    'http://1.2.3',
    'http://a:0',
    'http://a:99999',
    'ftp://a',
    'http://a/ b',
    'http://u:p@h',
    'http://xn--a',
    'http://a-',
    'https://a.b/..%2f',
  ],
  ...[
    'a=b',
    'a=',
    '=b',
    'a',
    'a=b=c',
    '-a=b',
    '.a=b',
    '/a=b',
    `${'n'.repeat(64)}=v`,
    `a=${'v'.repeat(257)}`,
    '"quoted"',
    "'",
    'name',
    'n'.repeat(257),
    'a\tb',
    '--',
    '-',
    '--strict',
    '\u2028',
  ],
];

describe.skipIf(obstacle !== undefined)(
  `the launcher's judgement of the flags${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    let judge = '';
    let lists: readonly (readonly string[])[] = [];
    const marked = process.env['SIDEWATCH_LAUNCHER'];

    beforeAll(async () => {
      judge = makeProgram('judge');
      const directory = await mkdtemp(join(tmpdir(), 'sidewatch-usage-'));
      const files = [
        ['token', 'abc\n'],
        ['blank', ' \n'],
        ['two', 'a b\n'],
        ['odd', 'a\u00a0\n'],
        ['long', 'x'.repeat(2_000)],
      ] as const;
      for (const [name, text] of files) writeFileSync(join(directory, name), text);
      const paths = [...files.map(([name]) => join(directory, name)), directory, join(directory, 'missing')];
      lists = all.flatMap(({ name }) => [
        [`--${name}`],
        ...[...texts, ...paths].flatMap((text) => [[`--${name}`, text], [`--${name}=${text}`]]),
        [`--${name}`, '5', `--${name}`, '5'],
        [`--${name}`, '--strict'],
      ]);
      process.env['SIDEWATCH_LAUNCHER'] = 'usage';
      // Each judgement opens a log of its own.
      process.setMaxListeners(0);
    });
    afterAll(() => {
      if (marked === undefined) delete process.env['SIDEWATCH_LAUNCHER'];
      else process.env['SIDEWATCH_LAUNCHER'] = marked;
    });

    const verdictsOn = (argvs: readonly (readonly string[])[]): readonly string[] => {
      const input = argvs.map((argv) => `${argv.join('\0')}\0\0`).join('');
      const { stdout } = spawnSync(judge, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
      return stdout.trim().split('\n');
    };
    const argvOf = (list: readonly string[]) => ['run', ...list, '--', 'true'];

    test('takes nothing for right that the agent refuses', { timeout: 120_000 }, async () => {
      // An empty argument ends a list in the harness; the launcher's own test of it is below.
      const judged = lists.filter((list) => !list.includes(''));
      const verdicts = verdictsOn(judged.map((list) => ['sidewatch', ...argvOf(list)]));
      const sure = judged.filter((_, i) => verdicts[i] === 'sure');
      const refused: string[] = [];
      const write = process.stderr.write;
      process.stderr.write = () => true;
      for (const list of sure) if ((await runCli(argvOf(list))) !== 0) refused.push(list.join(' '));
      process.stderr.write = write;
      expect(refused).toEqual([]);
      expect(verdicts).toHaveLength(judged.length);
      // Else it would be sound for knowing nothing.
      expect(sure.length).toBeGreaterThan(150);
    });

    test('knows usual values of every kind by itself, and leaves files and what does not exist to the agent', () => {
      const usual = [
        '--endpoint',
        'http:8000',
        '--endpoint',
        '443',
        '--expose',
        '8000,443/tcp',
        '--profile',
        'kubernetes',
        '--strict',
        '--health-path=/health',
        '--release-timeout',
        '0.5',
        '--listen',
        '127.0.0.1:9393',
        '--controller',
        'https://watch.example.org:8443/reports',
        '--label',
        'team=web',
        '--instance',
        'web-1',
        '--on-daemonize',
        'adopt',
      ];
      const cases = [usual, ['--config', 'x.json'], ['--intervall', '5'], ['--help'], ['--interval', 'soon'], ['word']];
      expect(verdictsOn(cases.map((list) => ['sidewatch', ...argvOf(list)]))).toEqual([
        'sure',
        'suspect',
        'agents',
        'agents',
        'suspect',
        'suspect',
      ]);
      expect(
        verdictsOn([['sidewatch', 'check'], ['sidewatch', 'run'], ['sidewatch', 'run', '--'], ['sidewatch']]),
      ).toEqual(Array(4).fill('agents'));
    });

    test.each([
      [
        ['run', '--interval', 'soon', '--', 'echo', 'started'],
        /^sidewatch: --interval must be a number of seconds from 1 to 3600, got "soon"\n$/,
      ],
      [['run', '--intervall', '5', '--', 'echo', 'started'], /^sidewatch: .*intervall.*\n$/],
      [['run', '--instance', '', '--', 'echo', 'started'], /^sidewatch: --instance must be .*\n$/],
      [['run'], /^sidewatch: run needs the command of the app after --.*\n$/],
      [['run', 'echo', '--', 'echo', 'started'], /^sidewatch: .*\n$/],
      [
        ['run', '--config', '/nowhere.json', '--', 'echo', 'started'],
        /^sidewatch: --config must name a readable file.*\n$/,
      ],
    ])('ends with 64 and one line before the app starts: %j', async (args, line) => {
      const launcher = makeLauncher({ agent: realAgent });
      const { code, stdout, stderr } = await runProgram([launcher, ...args]);
      expect({ code, stdout: stdout.toString() }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toMatch(line);
    });

    const wrongOf = ({ name, kind, shape }: Flag<unknown>): string => {
      if (shape === 'switch') return `--${name}=perhaps`;
      return `--${name}=${['soon', '\u0007', ''].find((text) => kind.parse(text) === undefined)}`;
    };

    test('ends with 64 and a line that names it for a wrong value of every flag', { timeout: 120_000 }, async () => {
      const launcher = makeLauncher({ agent: realAgent });
      for (const flag of all) {
        const wrong = wrongOf(flag);
        const { code, stdout, stderr } = await runProgram([launcher, 'run', wrong, '--', 'echo', 'started']);
        expect({ wrong, code, stdout: stdout.toString() }).toEqual({ wrong, code: 64, stdout: '' });
        expect(stderr).toMatch(new RegExp(`^sidewatch: --${flag.name} .*\\n$`));
      }
    });

    test('starts the app whatever is wrong in the environment or the config file, and the agent says so', async () => {
      const launcher = makeLauncher({ agent: realAgent });
      const config = `${launcher}.json`;
      writeFileSync(config, '{"interval": "soon"}');
      const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
        runProgram(
          [launcher, 'run', '--no-api', '--log-format', 'json', ...args, '--', 'sh', '-c', 'echo ran; exit 5'],
          env,
        );
      for (const ended of [
        await run({ SIDEWATCH_PROBE_TIMEOUT: 'soon', SIDEWATCH_EXIT_GRACE: 'never', SIDEWATCH_TLS_CERT: '/nowhere' }),
        await run({ SIDEWATCH_CONFIG: '/nowhere.json' }),
        await run({}, '--config', config),
      ]) {
        expect({ code: ended.code, stdout: ended.stdout.toString() }).toEqual({ code: 5, stdout: 'ran\n' });
        expect(ended.stderr).toContain('"code":"invalid-setting"');
      }
    });

    test('starts the app after all when the agent finds nothing wrong with what is odd', async () => {
      const launcher = makeLauncher({ agent: realAgent });
      const { code, stdout } = await runProgram([
        launcher,
        'run',
        '--no-api',
        '--instance',
        'ä',
        '--',
        'echo',
        'started',
      ]);
      expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: 'started\n' });
    });

    test('hands every other command to the agent', async () => {
      const launcher = makeLauncher({ agent: realAgent });
      expect((await runProgram([launcher, '--version'])).stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
      expect((await runProgram([launcher, 'explain', 'zombies'])).code).toBe(0);
    });

    test.skipIf(!hasProgram('clang'))(
      'survives any bytes, under address and undefined behaviour sanitizers',
      async () => {
        const sanitized = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
        const random = makeProgram('fuzz', 'clang', [...sanitized, '-DMAIN']);
        expect(await runProgram([random, '200000'])).toMatchObject({ code: 0 });
        const guided = makeProgram('fuzz', 'clang', [...sanitized, '-fsanitize=fuzzer']);
        expect(await runProgram([guided, '-runs=200000', '-max_len=300', '-max_total_time=15'])).toMatchObject({
          code: 0,
        });
      },
    );
  },
);
