// needs: gcc
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { median } from '../../scripts/bench/median.ts';
import { command } from '../../scripts/build/command.ts';
import { configFlag } from '../../src/settings/config-flag.ts';
import type { Flag } from '../../src/settings/flag.ts';
import { flags } from '../../src/settings/flags.ts';
import { hasProgram, launcherObstacle, makeLauncher } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';
import { scratch } from '../support/scratch.ts';
import { rightTexts } from '../support/setting-texts.ts';

const obstacle = launcherObstacle() ?? (hasProgram('gcc') ? undefined : 'needs gcc');
const bench = join(import.meta.dirname, '../../scripts/bench/launcher');
const all: readonly Flag<unknown>[] = [...Object.values(flags), configFlag];

/** Notes that it was asked to judge the flags, which the app would have to wait for, and takes the time for it that an agent takes to boot. */
const askedAgent = `#!/bin/sh
if [ "$SIDEWATCH_LAUNCHER" = usage ]; then
  [ -z "$ASKED" ] || echo "$@" >>"$ASKED"
  exec sleep 0.3
fi
echo ready >&6
`;

const PAIRS = 25;
/** An agent that boots first costs a hundred times a plain start. */
const MOST = 1.5;
/** On a machine that is busy with something else a median may be off; one that waits is off each time. */
const ROUNDS = 4;

describe.skipIf(obstacle !== undefined)(`right usage${obstacle ? ` (${obstacle})` : ''}`, () => {
  const directory = scratch('start-time');
  const token = join(directory, 'token');
  writeFileSync(token, 'abc\n');
  const file = ['--tls-cert', '--tls-key', '--tls-client-ca'].map((flag) => `${flag}=${token}`);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['--spool', ['--spool', join(directory, 'spool')]],
    ['--log-file', ['--log-file', 'app.log', '--log-file', '/var/log/app.log']],
    ['a controller by its address', ['--controller', 'http://10.0.0.7:8080/reports']],
    ['a controller with a digit in its host', ['--controller=https://ctl1.example/']],
    ['--tls-*', file],
    ['--controller-ca and its like', ['ca', 'cert', 'key'].map((name) => `--controller-${name}=${token}`)],
    ['--config', ['--config', token]],
    ['--token-file', ['--token-file', token]],
    ['a switch with its word, twice', ['--strict=true', '--strict', 'true']],
    [
      'odd values',
      ['--instance', 'ä "b"', '--label', 'team=ä b', '--listen=[::1]:0', '--health-path', '/a?b=c', '--exit-grace=0.0'],
    ],
  ];

  test('never has the agent asked before the app starts, whatever flag is given', async () => {
    const asked = join(directory, 'asked');
    const launcher = makeLauncher({ agent: askedAgent });
    const pairs: Readonly<Record<string, readonly string[]>> = {
      'tls-cert': file,
      'tls-key': file,
      'tls-client-ca': file,
      'controller-cert': [`--controller-key=${token}`, `--controller-cert=${token}`],
      'controller-key': [`--controller-key=${token}`, `--controller-cert=${token}`],
    };
    const flagsOf = (flag: Flag<unknown>): readonly string[] => {
      const [text = 'true'] = rightTexts(flag, [token]);
      return pairs[flag.name] ?? [`--${flag.name}=${text}`];
    };
    const behind = [...all.map(flagsOf), ...lists.map(([, list]) => list)].map((list) => ['run', ...list]);
    for (const given of [...behind, ['--interval', '5', 'run', '--strict']]) {
      const { code, stdout } = await runProgram([launcher, ...given, '--', 'echo', 'started'], { ASKED: asked });
      expect({ given, code, stdout: String(stdout) }).toEqual({ given, code: 0, stdout: 'started\n' });
    }
    expect(existsSync(asked) ? readFileSync(asked, 'utf8') : '').toBe('');
  });

  test('costs the start of the app nothing that could be measured', { timeout: 600_000 }, () => {
    const [race, word] = [join(directory, 'race'), join(directory, 'word')];
    command('gcc', ['-O2', '-o', race, join(bench, 'race.c')]);
    command('musl-gcc', ['-Os', '-static', '-o', word, join(bench, 'word.c')]);
    const launcher = makeLauncher({ agent: askedAgent });
    const run = [launcher, 'run', '--no-api'];
    const ratioOf = (list: readonly string[]): number => {
      const args = [String(PAIRS), ...run, ...list, '--', word, '-vs-', ...run, '--', word];
      const { stderr } = spawnSync(race, args, { encoding: 'utf8', timeout: 120_000 });
      const ratios = [...stderr.matchAll(/^race ([\d.]+) ([\d.]+)$/gm)].map(([, a, b]) => Number(a) / Number(b));
      expect(ratios).toHaveLength(PAIRS);
      return median(ratios);
    };
    const measured = lists.map(([what, list]) => {
      let ratio = ratioOf(list);
      for (let round = 1; round < ROUNDS && ratio > MOST; round += 1) ratio = Math.min(ratio, ratioOf(list));
      return { what, ratio };
    });
    console.log(measured.map(({ what, ratio }) => `${ratio.toFixed(2)} ${what}`).join('\n'));
    expect(measured.filter(({ ratio }) => ratio > MOST)).toEqual([]);
  });
});
