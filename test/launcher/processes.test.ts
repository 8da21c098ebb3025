// needs: gcc tini
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  hasNamespaces,
  hasProgram,
  launcherObstacle,
  makeLauncher,
  makeProgram,
  stubAgent,
} from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();

/** What the launcher tells the agent's libc. */
const memorySettings = 'GLIBC_TUNABLES=glibc.malloc.mmap_threshold=16384:glibc.malloc.trim_threshold=65536';

describe.skipIf(obstacle !== undefined)(`the launcher${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: stubAgent }) : '';
  const script = (text: string, env = {}) => runProgram([launcher, 'run', '--', 'sh', '-c', text], env);

  test.skipIf(!hasProgram('tini'))('gives every exit code as tini does', { timeout: 60_000 }, async () => {
    const codes = (init: string) =>
      runProgram(['sh', '-c', `for code in $(seq 0 255); do ${init} sh -c "exit $code"; echo $?; done`]);
    const [ours, tinis] = [await codes(`${launcher} run --`), await codes('tini -s --')];
    expect(ours.stdout.toString()).toBe(tinis.stdout.toString());
    expect(ours.stdout.toString().split('\n')).toHaveLength(257);
  });

  test.skipIf(!hasProgram('tini'))('gives every fatal signal as tini does', { timeout: 60_000 }, async () => {
    // Those that stop a process would stop this one for good; 32 and 33 are the C library's own.
    const signals = Array.from({ length: 64 }, (_, i) => i + 1).filter((n) => ![19, 20, 21, 22, 32, 33].includes(n));
    const codes = (init: string) =>
      runProgram([
        'sh',
        '-c',
        `ulimit -c 0; for n in ${signals.join(' ')}; do ${init} sh -c "kill -$n \\$\\$"; echo $?; done`,
      ]);
    const [ours, tinis] = [await codes(`${launcher} run --`), await codes('tini -s --')];
    expect(ours.stdout.toString()).toBe(tinis.stdout.toString());
    expect(ours.stdout.toString().split('\n')).toHaveLength(signals.length + 1);
    expect(ours.stdout.toString().split('\n')).toEqual(expect.arrayContaining(['129', '139', '162', '192']));
  });

  test.each([
    [['no-such-command'], 127],
    [['/etc/no-such-directory/program'], 127],
    [['/etc/passwd/program'], 127],
    [['/etc/passwd'], 126],
    [['/etc'], 126],
  ])('ends with the code of a command that cannot run: %j', async (command, code) => {
    const events = `${launcher}.events.${code}.${command.join('-').replaceAll('/', '-')}`;
    expect(await runProgram([launcher, 'run', '--', ...command], { EVENTS: events })).toMatchObject({ code });
  });

  test('hands stdin, arguments and environment to the app as they are', async () => {
    const line = 'read -r word; echo "$word|$1|$SIDEWATCH_LAUNCHER|$LD_TEST"';
    const { stdout } = await runProgram(
      ['sh', '-c', `echo hello | ${launcher} run -- sh -c '${line}' name "an argument"`],
      { LD_TEST: 'stays' },
    );
    expect(stdout.toString()).toBe('hello|an argument||stays\n');
  });

  test('sets how the agent uses memory, and leaves the settings of the app to the app', async () => {
    const spy = makeLauncher({ agent: `#!/bin/sh\nenv >"$NOTES"\n${stubAgent}` });
    const notes = `${spy}.notes`;
    const told = { GLIBC_TUNABLES: 'glibc.malloc.check=3', MALLOC_ARENA_MAX: '7', NOTES: notes };
    const { stdout } = await runProgram([spy, 'run', '--', 'sh', '-c', 'echo $GLIBC_TUNABLES $MALLOC_ARENA_MAX'], told);
    expect(stdout.toString()).toBe('glibc.malloc.check=3 7\n');
    const lines = readFileSync(notes, 'utf8').split('\n');
    expect(lines.filter((line) => /^(?:GLIBC_TUNABLES|MALLOC_)/.test(line))).toEqual([memorySettings]);
  });

  test.each([
    [['analyze', 'app.log'], ''],
    [['attach'], `${memorySettings}\n`],
    [[], `${memorySettings}\n`],
  ])('lets a saved log be read with memory as it comes: %j', async (args, settings) => {
    const spy = makeLauncher({ agent: '#!/bin/sh\nenv | grep GLIBC_TUNABLES\n' });
    const { stdout } = await runProgram([spy, ...args], { GLIBC_TUNABLES: 'glibc.malloc.check=3' });
    expect(stdout.toString()).toBe(settings);
  });

  test('runs a script without an interpreter line with the shell, as execvp does', async () => {
    const { stdout } = await script('f=$(mktemp); printf \'echo "$0 $1" | sed s,.*/,,\' >$f; chmod +x $f; exec $f');
    expect(stdout.toString()).toMatch(/^tmp\S+ ?\n$/);
    const { stdout: direct } = await runProgram([
      'sh',
      '-c',
      `f=$(mktemp -d)/start; printf 'echo begun "$@"' >$f; chmod +x $f; PATH=$(dirname $f):$PATH ${launcher} run -- start a b`,
    ]);
    expect(direct.toString()).toContain('begun a b');
  });

  test('starts the app in a process group of its own, with no signal blocked or ignored', async () => {
    const { stdout } = await script(
      '[ "$(ps -o pgid= -p $$ | tr -d " ")" = $$ ] && echo own; grep -E "^Sig(Blk|Ign)" /proc/self/status',
    );
    expect(stdout.toString()).toMatch(/^own\nSigBlk:\s*0+\nSigIgn:\s*0+\n$/);
  });

  test('tells the agent what happened, in lines', async () => {
    const events = `${launcher}.told`;
    await script('(sleep 0.05; exit 4) & sleep 0.2; exit 9', { EVENTS: events });
    const { stdout } = await runProgram(['cat', events]);
    expect(stdout.toString()).toMatch(/^started (\d+) \d{13}\nexited \1 code 9 \d{13}\n$/);
  });

  test('lives as long as the daemon under --on-daemonize adopt, and ends with its code', async () => {
    const daemonizes = '(sleep 0.3; echo served; exit 7) & exit 0';
    const adopt = await runProgram([launcher, 'run', '--on-daemonize', 'adopt', '--', 'sh', '-c', daemonizes]);
    expect({ code: adopt.code, stdout: adopt.stdout.toString() }).toEqual({ code: 7, stdout: 'served\n' });
    expect((await script('(sleep 5 >/dev/null 2>&1) & exit 0')).code).toBe(0);
  });

  test('does not adopt what a command that failed left behind', async () => {
    const fails = '(sleep 5) >/dev/null 2>&1 & exit 3';
    const { code } = await runProgram([launcher, 'run', '--on-daemonize', 'adopt', '--', 'sh', '-c', fails]);
    expect(code).toBe(3);
  });

  describe.skipIf(!hasNamespaces())('as process 1', () => {
    const inNamespace = (...command: readonly string[]) =>
      ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', launcher, 'run', '--', ...command] as const;

    test('reaps a thousand orphans', async () => {
      const leave = 'i=0; while [ $i -lt 1000 ]; do (sleep 0.01 &); i=$((i+1)); done';
      // The launcher, the agent, the shell, and these three.
      const settle = 'until [ "$(ls -d /proc/[0-9]* | wc -l)" -le 6 ]; do sleep 0.1; done';
      const count = 'grep -l "^State:.Z" /proc/[0-9]*/status 2>/dev/null | wc -l';
      const orphans = [leave, settle, count].join('; ');
      const { stdout, code } = await runProgram(['unshare', ...inNamespace('sh', '-c', orphans).slice(1)]);
      expect({ zombies: stdout.toString().trim(), code }).toEqual({ zombies: '0', code: 0 });
    });

    test('hands on every signal that can be caught, the real-time ones included', async () => {
      const hear = makeProgram('hear', 'gcc', []);
      const sent = Array.from({ length: 64 }, (_, i) => i + 1).filter((n) => ![9, 17, 19, 32, 33].includes(n));
      let isSent = false;
      const { stdout, code } = await runProgram(['unshare', ...inNamespace(hear).slice(1)], {}, (text, pid) => {
        if (isSent || !text.includes('listening')) return;
        isSent = true;
        const kills = sent.map((n) => `kill -${n} $(cat /proc/${pid}/task/${pid}/children)`).join('; ');
        void runProgram(['sh', '-c', kills]);
      });
      const heard = stdout.toString().trim().split('\n').slice(1).map(Number);
      expect({ heard: [...new Set(heard)].sort((a, b) => a - b), code }).toEqual({ heard: sent, code: 0 });
    });

    test('stops with the code of the app that was asked to stop, and kills nobody before', async () => {
      const trap = 'trap "sleep 0.3; echo bye; exit 42" TERM; echo ready; while :; do sleep 0.05; done';
      let isSent = false;
      const { stdout, code } = await runProgram(
        ['unshare', ...inNamespace('sh', '-c', trap).slice(1)],
        {},
        (text, pid) => {
          if (isSent || !text.includes('ready')) return;
          isSent = true;
          void runProgram(['sh', '-c', `kill -TERM $(cat /proc/${pid}/task/${pid}/children)`]);
        },
      );
      expect({ stdout: stdout.toString(), code }).toEqual({ stdout: 'ready\nbye\n', code: 42 });
    });
  });
});
