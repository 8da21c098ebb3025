// needs: python3
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { freePort } from '../support/free-port.ts';
import { hasProgram, launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle();
const node = process.execPath;

/** Serves on PORT, and writes a numbered line every millisecond to stdout until it is asked to stop. */
const server = `
const { createServer } = require('node:http');
let n = 0, isOver = false;
createServer((_, answer) => answer.writeHead(Number(process.env.STATUS)).end('ok')).listen(process.env.PORT, '0.0.0.0');
const line = () => { if (isOver) return; process.stdout.write('line ' + n++ + '\\n'); setTimeout(line, 1); };
line();
process.on('SIGTERM', () => { isOver = true; process.stdout.write('end ' + n + '\\n', () => process.exit(0)); });`;

/** Serves on PORT, writes one line, and exits with 3 when it is asked to, without a word. */
const quietServer = `
require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '0.0.0.0', () => console.log('ready'));
process.on('SIGUSR2', () => process.exit(3));`;

/** However late the agent is, it is waited for after the app's end. */
const patient = ['--no-api', '--log-format', 'json', '--exit-grace', '60'];

describe.skipIf(obstacle !== undefined)(`the agent beside the app${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  /** An app under the launcher: its output, its agent, and both of their ports. */
  async function launch(status = 200, source = server) {
    const [port, api] = [await freePort(), await freePort()];
    const child = spawn(
      launcher,
      ['run', '--listen', `127.0.0.1:${api}`, '--exit-grace', '1', '--', node, '-e', source],
      {
        env: { ...process.env, PORT: String(port), STATUS: String(status) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    started.push(child);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    const statusThat = async (fits: (status: StatusBody) => boolean): Promise<StatusBody> => {
      for (;;) {
        const status = await fetch(`http://127.0.0.1:${api}/v1/status`, { signal: AbortSignal.timeout(2_000) })
          .then((answer) => answer.json() as Promise<StatusBody>)
          .catch(() => undefined);
        if (status && 'runtime' in status && fits(status)) return status;
        await timeout(50);
      }
    };
    const answers = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/`)).ok;
    return {
      child,
      stdout: () => Buffer.concat(stdout).toString(),
      stderr: () => Buffer.concat(stderr).toString(),
      exit,
      statusThat,
      answers,
    };
  }

  type Launched = Awaited<ReturnType<typeof launch>>;

  /** The launcher's children but the app. */
  const agentOf = ({ child }: Launched, appPid: number): number | undefined =>
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
      .find((pid) => pid !== appPid && pid > 0);

  async function stopped(launched: Launched): Promise<void> {
    launched.child.kill('SIGTERM');
    expect(await launched.exit).toBe(0);
    const lines = launched.stdout().trimEnd().split('\n');
    const count = lines.length - 1;
    expect(lines).toEqual([...Array.from({ length: count }, (_, i) => `line ${i}`), `end ${count}`]);
  }

  test('that is killed comes back with the right picture, and the app serves and writes meanwhile', async () => {
    const app = await launch();
    const before = await app.statusThat(({ status, release }) => status === 'running' && release.state === 'passed');
    const pid = before.app?.pid ?? 0;
    const first = agentOf(app, pid) ?? 0;
    process.kill(first, 'SIGKILL');
    expect(await app.answers()).toBe(true);
    const after = await app.statusThat(
      ({ status, listeners }) => status === 'running' && listeners !== null && agentOf(app, pid) !== first,
    );
    expect({ app: after.app, release: after.release.state, passedAt: after.release.passedAt }).toEqual({
      app: before.app,
      release: 'passed',
      passedAt: before.release.passedAt,
    });
    expect(after.listeners?.map(({ pid: owner }) => owner)).toContain(pid);
    expect(await app.answers()).toBe(true);
    expect(after.run).toBe(after.agent.run);
    expect(after.run).not.toBe(before.run);
    await stopped(app);
    expect(app.stderr()).toContain('the previous agent exited');
  });

  test('that is killed does not say that the app was silent, because it has not read the earlier lines', async () => {
    const app = await launch(200, quietServer);
    const { app: seen, agent } = await app.statusThat(({ release }) => release.state === 'passed');
    const pid = seen?.pid ?? 0;
    process.kill(agentOf(app, pid) ?? 0, 'SIGKILL');
    await app.statusThat(({ status, agent: { run } }) => status === 'running' && run !== agent.run);
    process.kill(pid, 'SIGUSR2');
    expect(await app.exit).toBe(3);
    expect(app.stderr()).toMatch(/exited with code 3 .* it has written nothing since sidewatch was restarted/);
    expect(app.stderr()).not.toContain('it wrote nothing');
  });

  test('that is killed again and again leaves what it said: nothing is said twice, and nothing lasted less than no time', async () => {
    const app = await launch(404);
    const { app: about } = await app.statusThat(({ diagnoses }) =>
      diagnoses.some(({ code }) => code === 'strict-would-fail'),
    );
    while (!app.stderr().includes('"strict-would-fail"')) await timeout(20);
    for (const number of [2, 3]) {
      process.kill(agentOf(app, about?.pid ?? 0) ?? 0, 'SIGKILL');
      while (!app.stderr().includes(`"number":${number}`)) await timeout(20);
      await app.statusThat(({ diagnoses }) => diagnoses.some(({ code }) => code === 'strict-would-fail'));
    }
    await stopped(app);
    const lines = app
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const said = lines
      .filter(({ level }) => level !== 'debug')
      .map(({ msg, code }) => code ?? msg.replace(/ after \d[\d.]* s on port.*/, ''));
    expect(said.filter((each) => each === 'strict-would-fail' || each === 'the release check passed').sort()).toEqual([
      'strict-would-fail',
      'the release check passed',
    ]);
    expect(app.stderr()).not.toMatch(/[^\w]-\d[\d.]* (?:ms|s|min)\b/);
  });

  test('that hangs keeps nobody waiting, and goes with the app', async () => {
    const app = await launch();
    const { app: about } = await app.statusThat(({ status }) => status === 'running');
    process.kill(agentOf(app, about?.pid ?? 0) ?? 0, 'SIGSTOP');
    for (let i = 0; i < 20; i += 1) expect(await app.answers()).toBe(true);
    await stopped(app);
  });

  test('gives way to the app: lower priority, first in line for the kernel', async () => {
    const app = await launch();
    const { app: about } = await app.statusThat(({ status }) => status === 'running');
    const [appPid, agentPid] = [about?.pid ?? 0, agentOf(app, about?.pid ?? 0) ?? 0];
    const nice = (pid: number): number => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    };
    expect(nice(agentPid) - nice(appPid)).toBe(10);
    expect(readFileSync(`/proc/${agentPid}/oom_score_adj`, 'utf8').trim()).toBe('1000');
    expect(readFileSync(`/proc/${appPid}/oom_score_adj`, 'utf8').trim()).toBe(
      readFileSync('/proc/self/oom_score_adj', 'utf8').trim(),
    );
    await stopped(app);
  });

  test.skipIf(!hasProgram('python3')).each([
    ['a pipe is never touched', '2>&1 | cat', ['01', '01', '01', '01']],
    ['a socket is as before in the end', '', ['04002', '04002', '02', '02']],
  ])('may make its output non-blocking, and those who share it do not suffer: %s', async (name, target, expected) => {
    const up = `${launcher}.${name.length}.up`;
    const rude = `#!/usr/bin/env python3\nimport os, time\nfor each in (1, 2): os.set_blocking(each, False)\nopen('${up}', 'w').close()\nwhile True: time.sleep(1)\n`;
    const app = `until [ -e ${up} ]; do sleep 0.02; done; grep flags /proc/$PPID/fdinfo/1 /proc/$PPID/fdinfo/2`;
    const after = 'grep flags /proc/self/fdinfo/1 /proc/self/fdinfo/2';
    const line = `(${makeLauncher({ agent: rude })} run --exit-grace 0 -- sh -c '${app}'; ${after}) ${target}`;
    const { stdout } = await runProgram(['sh', '-c', line]);
    const flags = stdout.toString().trim().split('\n');
    expect(flags.map((each) => each.replace(/.*flags:\s*/, ''))).toEqual(expected);
  });

  test('that ends again and again is started ever later', async () => {
    const starts = `${launcher}.starts`;
    const brief = `#!/bin/sh\ndate +%s%3N >>${starts}\nexit 3\n`;
    const app = `until [ "$(wc -l <${starts})" -ge 4 ]; do sleep 0.05; done`;
    await runProgram([makeLauncher({ agent: brief }), 'run', '--', 'sh', '-c', app]);
    const times = readFileSync(starts, 'utf8').trim().split('\n').map(Number);
    const gaps = times.slice(1, 4).map((at, i) => at - (times[i] ?? 0));
    for (const [i, atLeast] of [90, 280, 880].entries()) expect(gaps[i]).toBeGreaterThanOrEqual(atLeast);
  });

  test('that is missing is told of once, and the app runs', async () => {
    const lonely = makeLauncher({ agent: realAgent });
    await runProgram(['rm', `${lonely.slice(0, -'sidewatch'.length)}lib/agent`]);
    const { code, stdout, stderr } = await runProgram([lonely, 'run', '--', 'sh', '-c', 'sleep 0.6; echo ran; exit 3']);
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 3, stdout: 'ran\n' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      name: 'sidewatch',
      level: 'error',
      msg: expect.stringContaining('ENOENT'),
    });
  });

  test.each([
    [['no-such-command'], 127, 'command-not-found'],
    [['/etc/passwd'], 126, 'command-not-executable'],
    [
      ['sh', '-c', 'printf "#!/no/such/shell\\n" >$0; chmod +x $0; exec $0', `/tmp/sidewatch-${process.pid}.sh`],
      127,
      'exited-early',
    ],
  ])('says why the app did not start or ended: %j', async (command, code, diagnosis) => {
    const ended = await runProgram([launcher, 'run', ...patient, '--', ...command]);
    expect(ended.code).toBe(code);
    const lines = ended.stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line).code)).toContain(diagnosis);
  });

  test('tells of a daemon that was left behind, and of one that it adopts', async () => {
    // However late the agent looks, the daemon is there until it was told of.
    const leave = ['sh', '-c', 'sleep 60 >/dev/null 2>&1 & echo daemon $!'];
    const severity = async (...flags: readonly string[]): Promise<unknown> => {
      const run = [launcher, 'run', ...patient, ...flags, '--', ...leave];
      let isOver = false;
      const { stdout } = await runProgram(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...run], {}, (text) => {
        if (isOver || !text.includes('"code":"daemonized"')) return;
        isOver = process.kill(Number(/^daemon (\d+)$/m.exec(text)?.[1]));
      });
      const lines = stdout.toString().split('\n');
      return JSON.parse(lines.find((line) => line.includes('"code":"daemonized"')) ?? '{}').severity;
    };
    expect(await severity()).toBe('error');
    expect(await severity('--on-daemonize', 'adopt')).toBe('info');
  });

  test('sees the last lines of an app that ends at once', async () => {
    const text = createHash('sha256').update('x').digest('hex');
    const { stderr } = await runProgram([launcher, 'run', ...patient, '--', 'sh', '-c', `echo ${text}; exit 3`]);
    expect(stderr).toContain(`"observed":"${text}"`);
  });
});
