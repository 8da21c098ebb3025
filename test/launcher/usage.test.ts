import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Flag } from '../../src/settings/flag.ts';
import { flags } from '../../src/settings/flags.ts';
import { launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();
const all: readonly Flag<unknown>[] = Object.values(flags);

describe.skipIf(obstacle !== undefined)(`the usage of the launcher${obstacle ? ` (${obstacle})` : ''}`, () => {
  test.each([
    [
      ['run', '--interval', 'soon', '--', 'echo', 'started'],
      /^sidewatch: --interval must be a number of seconds from 1 to 3600, got "soon"\n$/,
    ],
    [
      ['run', '--intervall', '5', '--', 'echo', 'started'],
      /^sidewatch: unknown flag --intervall: did you mean `--interval`\?\n$/,
    ],
    [['run', '--instance', '', '--', 'echo', 'started'], /^sidewatch: --instance must be .*\n$/],
    [['run'], /^sidewatch: `sidewatch run` needs a command: .* repeat CMD\.\n$/],
    [
      ['run', '--strict', 'echo', 'started'],
      /^sidewatch: the app's command must follow `--`: sidewatch run --strict -- echo started\n$/,
    ],
    [
      ['run', 'echo', '--', 'echo', 'started'],
      /^sidewatch: `sidewatch run` accepts only flags before `--`, got "echo"\n$/,
    ],
    [
      ['run', '--config', '/nowhere.json', '--', 'echo', 'started'],
      /^sidewatch: --config must name a readable file.*\n$/,
    ],
    [
      ['run', '--interval', '5', '--interval=5', '--', 'echo', 'started'],
      /^sidewatch: --interval must be given once, got "5" and "5"\n$/,
    ],
    [
      ['run', '--config', '/etc/hostname', '--config=/etc/hostname', '--', 'echo', 'started'],
      /^sidewatch: --config must be given once, got "\/etc\/hostname" and "\/etc\/hostname"\n$/,
    ],
    [
      ['run', '--token-file', '/etc', '--', 'echo', 'started'],
      /^sidewatch: --token-file must be .*, got "\/etc" \(it is a directory\)\n$/,
    ],
    [
      ['run', '--controller-cert', '/etc/hostname', '--', 'echo', 'started'],
      /^sidewatch: --controller-cert must be .*\n$/,
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

  test('ends with 64 and a line that names it for a wrong value of every flag', { timeout: 300_000 }, async () => {
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
    // It stays until the agent has said what is wrong, however late that is.
    const app = ['sh', '-c', 'trap "exit 5" USR1; echo ran; while :; do sleep 0.1; done'];
    const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
      const flags = ['--no-api', '--log-format', 'json', ...args];
      let isOver = false;
      return runProgram(
        ['sh', '-c', 'exec "$@" 2>&1', 'sh', launcher, 'run', ...flags, '--', ...app],
        env,
        (text, pid) => {
          if (!isOver && text.includes('"code":"invalid-setting"')) isOver = process.kill(pid, 'SIGUSR1');
        },
      );
    };
    for (const ended of [
      await run({ SIDEWATCH_PROBE_TIMEOUT: 'soon', SIDEWATCH_EXIT_GRACE: 'never', SIDEWATCH_TLS_CERT: '/nowhere' }),
      await run({ SIDEWATCH_CONFIG: '/nowhere.json' }),
      await run({}, '--config', config),
    ]) {
      const lines = ended.stdout.toString().split('\n');
      expect([ended.code, lines.filter((line) => !line.startsWith('{'))]).toEqual([5, ['ran', '']]);
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
    expect((await runProgram([launcher, '--version'])).stdout.toString()).toMatch(/^sidewatch \d+\.\d+\.\d+\n/);
    expect((await runProgram([launcher, 'explain', 'zombies'])).code).toBe(0);
  });
});
