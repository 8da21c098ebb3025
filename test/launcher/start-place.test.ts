import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { hasNamespaces, launcherObstacle, makeLauncher, realAgent, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = launcherObstacle();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Asks again until it is so, and no longer than half a minute. */
async function until<T>(what: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(20)) {
    const seen = await what();
    if (seen !== undefined) return seen;
  }
  throw new Error('it did not come');
}

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const linkOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
};
const openedBy = (pid: number): readonly string[] =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));

describe.skipIf(obstacle !== undefined)(`what the launcher was started with${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: stubAgent }) : '';
  const shell = (line: string, env = {}) => runProgram(['bash', '-c', line], env);

  test.each(['', '--ignore-signal=CHLD', '--ignore-signal', '--default-signal --ignore-signal=HUP,CHLD,USR1'])(
    'leaves the app the signals that it is to ignore: env %s',
    async (signals) => {
      const seen = async (before: string) =>
        (await shell(`env ${signals} ${before} grep -E "^Sig(Ign|Blk)" /proc/self/status`)).stdout.toString();
      const alone = await seen('');
      expect(alone).toContain('SigIgn');
      expect(await seen(`${launcher} run --`)).toBe(alone);
      // Where the app takes the launcher's place as well.
      expect(
        (
          await shell(
            `ulimit -n 8; exec env ${signals} ${launcher} run --log-level silent -- grep -E "^Sig(Ign|Blk)" /proc/self/status`,
          )
        ).stdout.toString(),
      ).toBe(alone);
    },
  );

  test('does not have the agent ignore its children for that', async () => {
    const file = `${launcher}.signals`;
    const agent = `#!/bin/sh\necho ready >&6\ngrep SigIgn /proc/self/status >"$SIGNALS.new"\nmv "$SIGNALS.new" "$SIGNALS"\n`;
    const ended = await shell(
      `env --ignore-signal=CHLD ${makeLauncher({ agent })} run -- sh -c 'until [ -e ${file} ]; do sleep 0.05; done; cat ${file}'`,
      { SIGNALS: file },
    );
    expect(Number.parseInt(/\t([0-9a-f]+)/.exec(ended.stdout.toString())?.[1] ?? 'ff', 16) & (1 << 16)).toBe(0);
  });

  test('is held by the app alone: directory, open files, stdin', async () => {
    const directory = scratch('held');
    for (const name of ['input', 'other']) writeFileSync(join(directory, name), '');
    const line = `cd ${directory}; exec ${launcher} run -- sh -c 'echo started; exec sleep 60' <input 9<other`;
    const child = spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const mine = child.pid ?? 0;
    const agent = await until(() =>
      childrenOf(mine).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('lib/agent')),
    );
    const app = childrenOf(mine).find((pid) => pid !== agent) ?? 0;
    const heldBy = (pid: number) =>
      [...openedBy(pid), linkOf(`/proc/${pid}/cwd`)].filter((path) => path.startsWith(directory)).sort();
    expect([heldBy(mine), heldBy(agent)]).toEqual([[], []]);
    expect(heldBy(app)).toEqual([directory, join(directory, 'input'), join(directory, 'other')]);
    expect(linkOf(`/proc/${mine}/cwd`)).toBe('/');
  });

  test('ends whoever writes into a stdin that the app has closed', async () => {
    const file = `${launcher}.writer`;
    const app = `exec <&-; until [ -e ${file} ]; do sleep 0.05; done; echo gone`;
    expect((await shell(`(yes 2>&1; echo >${file}) | ${launcher} run -- sh -c '${app}'`)).stdout.toString()).toContain(
      'gone',
    );
  });

  test.skipIf(!hasNamespaces())('may be unmounted when the app has moved away, and the agent serves on', async () => {
    const place = scratch('mount');
    const port = await freePort();
    const real = makeLauncher({ agent: realAgent });
    const app = `exec 9<&- </dev/null; cd /; exec '${process.execPath}' -e 'require("http").createServer((_, a) => a.end()).listen(${port}, "0.0.0.0")'`;
    const line = `mount -t tmpfs none ${place} && cd ${place} && echo >input && echo secret >token && cp ${real} sidewatch &&
      { ${real} run --listen 127.0.0.1:0 --token-file token --endpoint ${port} --log-format text -- sh -c "$APP" <input 9<token 2>${place}.log & } &&
      cd / && until grep -q "check passed" ${place}.log; do sleep 0.05; done
      tries=0; until umount ${place}; do sleep 0.1; tries=$((tries + 1)); [ $tries -lt 100 ] || exit 3; done; kill -TERM $!; wait $!; echo ended $?`;
    const { stdout, stderr } = await runProgram(
      ['unshare', '--mount', '--pid', '--fork', '--mount-proc', 'bash', '-c', line],
      { APP: app },
    );
    expect([stdout.toString(), stderr]).toEqual(['ended 143\n', expect.not.stringContaining('EBUSY')]);
  });

  test.each([
    ['removed', 'mkdir gone && cd gone && rmdir ../gone'],
    ['the root', 'cd /'],
  ])('is no trouble where the directory is %s', async (_what, before) => {
    const { code, stdout } = await shell(
      `cd ${scratch('gone')} && ${before} && exec ${launcher} run --log-file x -- sh -c 'echo ran; exit 5'`,
    );
    expect([code, stdout.toString()]).toEqual([5, 'ran\n']);
  });
});

describe.skipIf(obstacle !== undefined)(`a relative path${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';

  test('means the directory that the launcher was started in, for the first agent and the next', async () => {
    const directory = scratch('relative');
    const port = await freePort();
    const files = {
      token: 'secret\n',
      'settings.json': '{"instance": "from-config", "spool": "spool"}',
      'app.log': '',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const flags = ['--listen', `127.0.0.1:${port}`, '--token-file', 'token', '--controller', 'http://127.0.0.1:9/'];
    const child = spawn(launcher, ['run', ...flags, '--config', 'settings.json', '--', 'sleep', '60'], {
      cwd: directory,
      env: { PATH: process.env['PATH'] ?? '', SIDEWATCH_LOG_FILE: './app.log' },
      stdio: 'ignore',
    });
    started.push(child);
    const mine = child.pid ?? 0;
    const agentOf = (): number | undefined =>
      childrenOf(mine).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts'));
    const headers = { authorization: 'Bearer secret', 'x-forwarded-for': '203.0.113.1' };
    const seen = async (agent: number) => {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/status`, { headers }).catch(() => undefined);
      if (answer?.status !== 200 || !openedBy(agent).includes(join(directory, 'app.log'))) return undefined;
      // `as`: the test looks at one member of the body.
      const { instance } = (await answer.json()) as { readonly instance: string };
      return { instance, cwd: linkOf(`/proc/${agent}/cwd`), spooled: readdirSync(join(directory, 'spool')).length > 0 };
    };
    const expected = { instance: 'from-config', cwd: '/', spooled: true };
    const first = await until(agentOf);
    expect(await until(() => seen(first))).toEqual(expected);
    process.kill(first, 'SIGKILL');
    const second = await until(() => [agentOf()].find((pid) => pid !== first));
    expect(await until(() => seen(second))).toEqual(expected);
  });

  test.each([
    ['./start.sh', 'start.sh', '#!/bin/sh\n', 0o644, 'command-not-executable'],
    ['tool', 'bin/tool', '#!/bin/sh\n', 0o644, 'command-not-executable'],
    ['bin/app', 'bin/app', '#!bin/none\n', 0o755, 'bad-interpreter'],
  ])('of a command says why it cannot run: %s', async (name, path, text, mode, diagnosis) => {
    const directory = scratch('command');
    mkdirSync(join(directory, 'bin'));
    writeFileSync(join(directory, path), text, { mode });
    const line = `cd ${directory}; exec ${launcher} run --no-api --log-format json --exit-grace 60 -- ${name}`;
    const { stderr } = await runProgram(['bash', '-c', line], { PATH: `bin:${process.env['PATH']}` });
    const told = stderr.split('\n').find((each) => each.includes(`"code":"${diagnosis}"`));
    expect(told).toContain(path);
    expect(told).toContain(diagnosis === 'bad-interpreter' ? 'bin/none' : '0644');
  });
});
