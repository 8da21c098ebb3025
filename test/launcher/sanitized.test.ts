// needs: clang gcc valgrind
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, sanitizers, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();

/** One of everything: both streams, much and little, a full target, one for both, orphans, a signal, an end by signal, a command that does not exist. */
const courses: readonly (readonly [readonly string[], string, number])[] = [
  [['sh', '-c', 'head -c 3000000 /dev/zero; echo x >&2; (sleep 0.05 &); sleep 0.1; exit 3'], '| cat >/dev/null', 3],
  [['sh', '-c', 'trap : USR1; kill -USR1 $PPID; head -c 500000 /dev/zero; kill -TERM $$'], '>>"$(mktemp)"', 143],
  [['sh', '-c', 'head -c 300000 /dev/zero; exit 4'], '>/dev/full', 4],
  [['sh', '-c', 'head -c 300000 /dev/zero; head -c 9 /dev/zero >&2; exit 5'], '>"$(mktemp)" 2>&1', 5],
  [['no-such-command'], '', 127],
  [['yes'], '| head -n 1 >/dev/null', 141],
];

/** What a full target refused is for the agent to tell; the launcher does where the stand-in ended before it was told. */
const LOSS = /^.*"msg":"output was lost: 300000 bytes of the app's stdout".*$/m;

const line = (launcher: string, command: readonly string[], target: string): readonly [string, ...string[]] => [
  'bash',
  '-c',
  `set -o pipefail; ${launcher} run --interval 5 --label a=b -- "$@" ${target}`,
  'bash',
  ...command,
];

describe.skipIf(obstacle !== undefined)(`the launcher${obstacle ? ` (${obstacle})` : ''}`, () => {
  test.skipIf(!hasProgram('gcc'))('is clean under the address and undefined behaviour sanitizers', async () => {
    const launcher = makeLauncher({ agent: stubAgent, ...sanitizers });
    for (const [command, target, code] of courses) {
      const ended = await runProgram(line(launcher, command, target));
      const stderr = ended.stderr.replace(/^x$/m, '').replace(LOSS, '').trim();
      expect({ code: ended.code, stderr }).toEqual({ code, stderr: '' });
    }
  });

  test.skipIf(!hasProgram('gcc'))('passes its other tests under the sanitizers', { timeout: 240_000 }, async () => {
    const files = ['processes', 'output', 'terminal'].map((name) => `test/launcher/${name}.test.ts`);
    // Neither the hundreds of starts nor the 2 GB show anything that the rest does not.
    const names = '^(?!.*(every exit code|2 GB))';
    const vitest = ['node_modules/.bin/vitest', 'run', '--project', 'native', '-t', names, ...files] as const;
    const { code, stdout, stderr } = await runProgram([process.execPath, ...vitest], { SANITIZED_LAUNCHER: '1' });
    expect({ code, report: `${stdout}${stderr}` }).toMatchObject({
      code: 0,
      report: expect.stringMatching(/3 passed/),
    });
  });

  test.skipIf(!hasProgram('valgrind'))('is clean under valgrind, and allocates nothing', async () => {
    const launcher = makeLauncher({ agent: stubAgent, compiler: 'gcc', flags: ['-O1', '-g'] });
    const [command, target, code] = courses[0] ?? [[], '', 0];
    const valgrind = `valgrind -q --error-exitcode=88 --trace-children=no --leak-check=full --log-file=/tmp/sidewatch-valgrind.%p ${launcher}`;
    expect(await runProgram(line(valgrind, command, target))).toMatchObject({ code });
  });

  test.skipIf(!hasProgram('clang'))("has nothing that clang's analyzer would name", async () => {
    const analyze =
      'for file in src/launcher/*.c; do clang --analyze --analyzer-output text -D_GNU_SOURCE -Xclang -analyzer-werror $file || exit 1; done';
    const { code, stderr } = await runProgram(['sh', '-c', analyze]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
