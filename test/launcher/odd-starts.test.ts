// needs: gcc
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, makeProgram, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();

/** An exit code whose bits are the descriptors 0 to 2 that the app has. */
const ownStreams = 'n=0; for i in 0 1 2; do [ -e /proc/$$/fd/$i ] && n=$((n + (1 << i))); done; exit $n';
const descriptors = 'for i in $(seq 0 99); do [ ! -e /proc/$$/fd/$i ] || echo $i; done';

/** An agent that says which descriptors it has; the shell itself reads it through the tenth. */
const openAgent = `#!/bin/sh
echo ready >&6
exec >"$DESCRIPTORS.new"
for i in $(seq 0 99); do [ $i = 10 ] || [ ! -e /proc/$$/fd/$i ] || echo $i; done
mv "$DESCRIPTORS.new" "$DESCRIPTORS"
`;

describe.skipIf(obstacle !== undefined)(`the launcher${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: stubAgent }) : '';
  const shell = (line: string, env = {}) => runProgram(['bash', '-c', line], env);

  test.each([4, 5, 6, 7, 31])('gives its place to the app when it may open %i files only', async (files) => {
    const { code, stdout, stderr } = await shell(
      `ulimit -n ${files}; exec ${launcher} run --log-format text -- sh -c 'echo ran; exit 9'`,
    );
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 9, stdout: 'ran\n' });
    expect(stderr).toBe('sidewatch error  the app runs unwatched: RLIMIT_NOFILE allows too few open files\n');
  });

  test('gives the code of a command that does not exist also when the app runs unwatched', async () => {
    expect((await shell(`ulimit -n 8; exec ${launcher} run -- no-such-command`)).code).toBe(127);
  });

  test.each([
    ['0<&-', 6],
    ['1>&-', 5],
    ['2>&-', 3],
    ['0<&- 1>&-', 4],
    ['1>&- 2>&-', 1],
    ['0<&- 1>&- 2>&-', 0],
  ])('leaves closed what was closed: %s', async (closed, open) => {
    expect((await shell(`${launcher} run -- sh -c '${ownStreams}' ${closed}`)).code).toBe(open);
  });

  test('lets neither the app nor the agent have a descriptor that is not theirs', async () => {
    const file = `${launcher}.descriptors`;
    const open = makeLauncher({ agent: openAgent });
    const line = `exec 9</dev/null; ${open} run -- sh -c '${descriptors}; until [ -e ${file} ]; do sleep 0.05; done; cat ${file}'`;
    const { stdout } = await shell(line, { DESCRIPTORS: file });
    const [app, agent] = [
      [0, 1, 2, 9],
      [0, 1, 2, 3, 4, 5, 6],
    ];
    expect(stdout.toString()).toBe([...app, ...agent].map((each) => `${each}\n`).join(''));
  });

  test.skipIf(!hasProgram('gcc') || process.arch !== 'x64')(
    'leaves the agent nothing of the app’s on a kernel without close_range(2)',
    async () => {
      const file = `${launcher}.old-kernel`;
      const open = makeLauncher({ agent: openAgent });
      const old = `${makeProgram('forbid', 'gcc')} same close_range ENOSYS`;
      const told = `until [ -e ${file} ]; do sleep 0.05; done; cat ${file}`;
      const line = `exec 9</dev/null 20</dev/null; ${old} ${open} run -- sh -c '${told}'`;
      const { stdout } = await shell(line, { DESCRIPTORS: file });
      expect(stdout.toString()).toBe([0, 1, 2, 3, 4, 5, 6].map((each) => `${each}\n`).join(''));
    },
  );

  test('hands a signal mask on as it was, and gives the code where SIGCHLD was ignored', async () => {
    const inherited = 'env --ignore-signal=CHLD --block-signal=USR1';
    const { stdout } = await shell(`${inherited} ${launcher} run -- grep SigBlk /proc/self/status`);
    expect(stdout.toString()).toMatch(/^SigBlk:\s*0+200\n$/);
    expect((await shell(`${inherited} ${launcher} run -- sh -c 'exit 4'`)).code).toBe(4);
  });

  test('starts the app with no environment at all, and with one that all but fills a small stack', async () => {
    const { code, stdout } = await shell(`env -i ${launcher} run -- /usr/bin/env`);
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: '' });
    const many = Object.fromEntries(Array.from({ length: 7_000 }, (_, i) => [`V${i}`, '']));
    const { code: codeOfMany } = await shell(`ulimit -s 128; exec ${launcher} run -- sh -c 'exit 6'`, many);
    expect(codeOfMany).toBe(6);
  });

  test('hands SIGTERM to a daemon that it adopted', async () => {
    // Ready when its parent is gone: before, a signal is that one's.
    const orphaned = 'while kill -0 $$ 2>/dev/null; do sleep 0.05; done';
    const daemon = `trap "echo asked; exit 5" TERM; ${orphaned}; echo ready; while :; do sleep 0.05; done`;
    const { code, stdout } = await runProgram(
      [launcher, 'run', '--on-daemonize', 'adopt', '--', 'sh', '-c', `(${daemon}) & exit 0`],
      {},
      (text, pid) => text === 'ready\n' && process.kill(pid, 'SIGTERM'),
    );
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 5, stdout: 'ready\nasked\n' });
  });
});
