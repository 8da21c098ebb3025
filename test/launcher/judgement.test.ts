import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { isAnswered } from '../../src/cli/help.ts';
import { SettingsError } from '../../src/core/errors.ts';
import { configFlag } from '../../src/settings/config-flag.ts';
import type { Flag } from '../../src/settings/flag.ts';
import { flags } from '../../src/settings/flags.ts';
import { optionsFrom } from '../../src/settings/given.ts';
import { clangSanitizersObstacle } from '../support/clang-sanitizers.ts';
import { launcherObstacle, makeProgram } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';
import { scratch } from '../support/scratch.ts';
import { anyTexts, rightTexts } from '../support/setting-texts.ts';

const obstacle = launcherObstacle();
const unsanitized = obstacle ?? clangSanitizersObstacle();
if (unsanitized !== undefined) console.log(`the judgement of random flags under sanitizers skipped: ${unsanitized}`);
const all: readonly Flag<unknown>[] = [...Object.values(flags), configFlag];
type List = readonly string[];

/** What the agent takes and nobody writes: the launcher leaves it to the agent, and the app waits. */
const ODD_URL =
  /^--?controller(?:=|\n)['"]?(?:https?:(?!\/\/[^/\\])|https?:\/\/[^/?#]*[@%\\\t\n\r\u0080-\u{10ffff}]|https?:\/\/[^/?#]* |[^a-z]|.*[\t\n\r])/iu;

describe.skipIf(obstacle !== undefined)(
  `the launcher's judgement of the flags${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    const marked = process.env['SIDEWATCH_LAUNCHER'];
    const directory = scratch('judgement');
    const file = (name: string, text: string): string => {
      const path = join(directory, name);
      writeFileSync(path, text);
      return path;
    };
    const [token = '', ...others] = [
      file('token', 'abc\n'),
      file('blank', ' \n'),
      file('two words', 'a b\n'),
      file('ä', 'a\u00a0\n'),
      file('long', 'x'.repeat(20_000)),
      file('broken.json', '{"interval": '),
      file('empty', ''),
      '/dev/null',
    ];
    const files = [token, ...others];
    const noFiles = [directory, join(directory, 'missing'), `${token}/below`, `${token}\t`];
    let judge = '';

    beforeAll(() => {
      judge = makeProgram('judge');
      process.env['SIDEWATCH_LAUNCHER'] = 'usage';
    });
    afterAll(() => {
      if (marked === undefined) delete process.env['SIDEWATCH_LAUNCHER'];
      else process.env['SIDEWATCH_LAUNCHER'] = marked;
    });

    const verdictsOn = (argvs: readonly List[], env: Readonly<Record<string, string>> = {}): List => {
      const input = argvs.map((argv) => `${argv.join('\0')}\0\0`).join('');
      const { stdout } = spawnSync(judge, { input, env, encoding: 'utf8', maxBuffer: 1 << 26 });
      return stdout.trim().split('\n');
    };
    const argvOf = (list: List): List => ['run', ...list, '--', 'true'];
    const judged = (lists: readonly List[], env = {}): List =>
      verdictsOn(
        lists.map((list) => ['sidewatch', ...argvOf(list)]),
        env,
      );
    const sureOf = (lists: readonly List[]): readonly List[] => {
      const verdicts = judged(lists);
      expect(verdicts).toHaveLength(lists.length);
      return lists.filter((_, i) => verdicts[i] === 'sure');
    };

    /** Whether the agent takes it, by what it does before an app starts. */
    const agentTakes = (list: List): boolean => {
      const line = readCommandLine(argvOf(list));
      if (!line?.isPlain) return false;
      try {
        optionsFrom(line.given.texts, { strictness: 'flags' });
        return true;
      } catch (error) {
        if (error instanceof SettingsError) return false;
        throw error;
      }
    };

    /** A value behind its flag, in both ways. An empty argument would end a list in the harness. */
    const given = ({ name, needs = [] }: Flag<unknown>, text: string): readonly List[] => {
      const ways = text === '' ? [[`--${name}=`]] : [[`--${name}`, text], [`--${name}=${text}`]];
      return ways.map((way) => [...way, ...needs.map((each) => `--${each}=${token}`)]);
    };
    const rightOf = (flag: Flag<unknown>): readonly List[] =>
      flag.shape === 'switch'
        ? ['true', 'false', 'TRUE', '1', '0'].map((word) => [`--${flag.name}=${word}`])
        : rightTexts(flag, files).flatMap((text) => given(flag, text));

    test('knows every right value by itself, so that no app waits for the agent', () => {
      const right = all.flatMap(rightOf).filter(agentTakes);
      expect(right.length).toBeGreaterThan(2_500);
      const sure = new Set(sureOf(right));
      expect(right.filter((list) => !sure.has(list))).toEqual([]);
    });

    test.each(all.map((flag) => [flag.name, flag] as const))(
      'takes of --%s what the agent takes, and nothing that it refuses',
      (_name, flag) => {
        const texts = [...anyTexts(rightTexts(flag, files)), ...files, ...noFiles];
        const lists = texts.flatMap((text) => given(flag, text));
        const sure = new Set(sureOf(lists));
        const differ = lists.filter((list) => sure.has(list) !== agentTakes(list));
        expect(differ.filter((list) => sure.has(list) || !ODD_URL.test(list.slice(0, 2).join('\n')))).toEqual([]);
      },
    );

    test('reads the form of flags as the agent does: switches, repeats, quotes, dashes', () => {
      const lists: readonly List[] = [
        ...[
          ['--strict'],
          ['--strict', 'true'],
          ['--strict', 'false'],
          ['--strict', 'TRUE'],
          ['--strict', '1'],
          ['--strict='],
        ],
        ...[
          ['--strict', '--strict'],
          ['--strict', '--no-api'],
          ['--strict=0', '--strict'],
          ['--no-strict'],
          ['--strict', 'word'],
        ],
        ...[
          ['--label', 'a=b', '--label=c=d'],
          ['--endpoint', '80', '--endpoint', '81'],
          ['--label', 'a=b', 'c=d'],
          ['--label'],
          ['--label', '--strict'],
        ],
        ...[
          ['--interval', '5', '--interval', '5'],
          ['--config', token, '--config', token],
          ['--interval'],
          ['--interval', '--strict', '5'],
        ],
        ...[
          ['--instance="a b"'],
          ["--instance='x'"],
          ['--instance', '"x"'],
          ['--interval="5"'],
          ['--interval', '"5"'],
          ['--interval=""'],
          ['--instance="'],
        ],
        ...[
          ['--instance', '-5'],
          ['--instance', '-.5'],
          ['--instance', '-5x'],
          ['--instance=-x'],
          ['--instance=--strict'],
          ['--log-file', '-'],
          ['--log-file=-'],
        ],
        ...[
          ['word'],
          ['-s'],
          ['--'],
          ['---strict'],
          ['--stric'],
          ['--strict=true=1'],
          ['--instance=a=b'],
          ['--Interval', '5'],
          ['--interval =5'],
        ],
      ];
      const sure = new Set(sureOf(lists));
      expect(lists.filter((list) => sure.has(list) !== agentTakes(list))).toEqual([]);
      expect(sure.size).toBeGreaterThan(15);
    });

    test('leaves a certificate without its key to the agent, wherever each was given', () => {
      const [cert, key] = [`--tls-cert=${token}`, `--controller-key=${token}`];
      const lists = [[cert], [key], [cert, `--config=${token}`]];
      expect(judged(lists)).toEqual(['suspect', 'suspect', 'sure']);
      expect(judged(lists, { SIDEWATCH_TLS_KEY: '/nowhere', SIDEWATCH_CONTROLLER_CERT: ' \n' })).toEqual([
        'sure',
        'suspect',
        'sure',
      ]);
      expect(judged(lists, { SIDEWATCH_CONFIG: 'x' })).toEqual(['sure', 'sure', 'sure']);
    });

    test('knows run also behind its flags, where the parser of all commands finds it', async () => {
      const lists = [
        ['--strict=true'],
        ['--interval', '5', '--label=a=b'],
        ['--interval=soon'],
        ['--nonsense', '5'],
        ['word'],
      ];
      const before = lists.map((list) => [...list, 'run', '--no-api', '--', 'true']);
      expect(verdictsOn(before.map((argv) => ['sidewatch', ...argv]))).toEqual([
        'sure',
        'sure',
        'suspect',
        'agents',
        'agents',
      ]);
      for (const argv of before.slice(0, 2)) expect(await runCli(argv)).toBe(0);
    });

    test('leaves to the agent what is wrong, what does not exist, and every other command', () => {
      const cases = [
        ['--config', 'x.json'],
        ['--intervall', '5'],
        ['--help'],
        ['--interval', 'soon'],
        ['--interval', '--help'],
        ['word'],
      ];
      expect(judged(cases)).toEqual(['suspect', 'agents', 'agents', 'suspect', 'agents', 'suspect']);
      expect(
        verdictsOn([['sidewatch', 'check'], ['sidewatch', 'run'], ['sidewatch', 'run', '--'], ['sidewatch']]),
      ).toEqual(Array(4).fill('agents'));
    });

    test('takes nothing that the parser of all commands refuses', { timeout: 120_000 }, async () => {
      const right = all.flatMap((flag) => rightOf(flag).slice(0, 12)).filter(agentTakes);
      const refused: string[] = [];
      for (const list of right) {
        const hasMore = await isAnswered(['run', ...list]).catch(() => true);
        if (hasMore || (await runCli(argvOf(list))) !== 0) refused.push(list.join(' '));
      }
      expect(refused).toEqual([]);
      expect(right.length).toBeGreaterThan(150);
    });

    test.skipIf(unsanitized !== undefined)(
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
