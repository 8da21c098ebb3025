import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { freePort } from '../support/free-port.ts';
import {
  launcherObstacle,
  makeLauncher,
  readCommand,
  realAgent,
  stoppedAgent,
  stubAgent,
} from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = launcherObstacle();
const directory = scratch('command-words');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Asks again until there is an answer. */
async function until<T>(what: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = performance.now() + 30_000; performance.now() < end; await timeout(20)) {
    const seen = await what();
    if (seen !== undefined) return seen;
  }
  throw new Error('it did not come');
}

/** The arguments of a process, and its variables. */
interface Shown {
  readonly words: string;
  readonly environment: string;
}

/** What /proc shows of the agents below a launcher. Before execve(2) an agent is a copy of the launcher, and in the middle of it there are no words. */
const agentsBelow = (launcherPid: number, agent: string): readonly Shown[] =>
  childrenOf(launcherPid).flatMap((pid) => {
    try {
      const [words, environment] = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8'));
      const isAgent =
        words?.includes(`${agent}\0`) && readlinkSync(`/proc/${pid}/exe`) !== readlinkSync(`/proc/${launcherPid}/exe`);
      return isAgent ? [{ words: words ?? '', environment: environment ?? '' }] : [];
    } catch {
      return [];
    }
  });

const RUNS = 8;
const LOOKS = 100;

/** Looks without a pause, so that nothing is missed that lasts. */
function looksAt(launcherPid: number, agent: string): readonly Shown[] {
  const shown: Shown[] = [];
  const end = performance.now() + 20_000;
  while (shown.length < LOOKS && performance.now() < end) shown.push(...agentsBelow(launcherPid, agent));
  return shown;
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Each word with the zero byte that ends it. */
const zeroEnded = (...words: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(words.flatMap((word) => [Buffer.from(word), Buffer.from([0])]));

describe.skipIf(obstacle !== undefined)(`the command of the app${obstacle ? ` (${obstacle})` : ''}`, () => {
  const flags = ['--no-api', '--log-level', 'silent'];

  test('is in no argument and no variable of the agent, from its first instruction', async () => {
    const launcher = makeLauncher({ agent: stubAgent });
    const agent = join(launcher, '../lib/agent');
    const seen: Shown[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const child = spawn(launcher, ['run', ...flags, '--', 'sleep', '7.5'], { stdio: 'ignore' });
      started.push(child);
      seen.push(...looksAt(child.pid ?? 0, agent));
      child.kill('SIGKILL');
    }
    expect(seen.length).toBeGreaterThanOrEqual(RUNS * LOOKS);
    expect(new Set(seen.map(({ words }) => words))).toEqual(
      new Set([`${['/bin/sh', agent, 'run', ...flags, '--'].join('\0')}\0`]),
    );
    expect(seen.filter(({ environment }) => environment.includes('7.5'))).toEqual([]);
  });

  test('reaches the agent byte for byte: text that is not UTF-8, empty words, line endings', async () => {
    const COMMAND = join(directory, 'odd');
    const launcher = makeLauncher({ agent: stubAgent });
    const line = `exec ${launcher} run -- sh -c 'exit 3' $'\\xff\\xfe\\x80' '' $'two\\nlines\\n' '' ä`;
    expect((await runProgram(['bash', '-c', line], { COMMAND })).code).toBe(3);
    const odd = Buffer.from([0xff, 0xfe, 0x80]);
    expect(readFileSync(COMMAND)).toEqual(zeroEnded('sh', '-c', 'exit 3', odd, '', 'two\nlines\n', '', 'ä'));
  });

  test('reaches the agent whole where it is far larger than a pipe', async () => {
    const COMMAND = join(directory, 'huge');
    const launcher = makeLauncher({ agent: stubAgent });
    const line = `long=$(head -c 120000 /dev/zero | tr '\\0' x); exec ${launcher} run --exit-grace 60 -- sh -c 'exit 4' $long $(seq 60000) $long`;
    expect((await runProgram(['bash', '-c', line], { COMMAND })).code).toBe(4);
    const [long, numbers] = ['x'.repeat(120_000), Array.from({ length: 60_000 }, (_, i) => String(i + 1))];
    const expected = zeroEnded('sh', '-c', 'exit 4', long, ...numbers, long);
    expect(readFileSync(COMMAND).equals(expected)).toBe(true);
  });

  test('that no agent reads, and that is larger than a pipe, neither blocks the launcher nor keeps it busy', async () => {
    const launcher = makeLauncher({ agent: stoppedAgent });
    const cpu = `sleep 0.3; awk '{ print $14 + $15 }' /proc/$PPID/stat; sleep 1; awk '{ print $14 + $15 }' /proc/$PPID/stat; seq 100000 | tail -n 1; exit 5`;
    const line = `exec ${launcher} run --exit-grace 0 -- sh -c "$SCRIPT" $(seq 60000)`;
    const { code, stdout } = await runProgram(['bash', '-c', line], { SCRIPT: cpu });
    const [before, after, last] = stdout.toString().trim().split('\n').map(Number);
    expect({ code, last, ticks: (after ?? 0) - (before ?? 0) < 10 }).toEqual({ code: 5, last: 100_000, ticks: true });
  });

  test('is the same for each agent that takes over', async () => {
    const [commands, notes] = [join(directory, 'again'), join(directory, 'arguments')];
    const brief = `#!/bin/sh\n${readCommand}\ncat "$COMMAND" >>${commands}\necho "$@" >>${notes}\nexit 3\n`;
    const app = `until [ "$(wc -l <${notes})" -ge 3 ]; do sleep 0.05; done 2>/dev/null`;
    const launcher = makeLauncher({ agent: brief });
    await runProgram([launcher, 'run', '--strict', '--', 'sh', '-c', app], { COMMAND: `${commands}.one` });
    const one = zeroEnded('sh', '-c', app).toString();
    const lives = readFileSync(notes, 'utf8').trim().split('\n');
    expect(lives.length).toBeGreaterThanOrEqual(3);
    expect(new Set(lives)).toEqual(new Set(['run --strict --']));
    expect(readFileSync(commands, 'utf8')).toBe(one.repeat(lives.length));
  });

  test('is the one that was given, also where a shell runs its script', async () => {
    const COMMAND = join(directory, 'script');
    const launcher = makeLauncher({ agent: stubAgent });
    const line = `printf 'exit 6' >${directory}/start; chmod +x ${directory}/start; PATH=${directory}:$PATH exec ${launcher} run -- start a b`;
    expect((await runProgram(['bash', '-c', line], { COMMAND })).code).toBe(6);
    expect(readFileSync(COMMAND)).toEqual(zeroEnded('start', 'a', 'b'));
  });

  test('is no argument of an agent that is to judge the flags either', async () => {
    const launcher = makeLauncher({ agent: '#!/bin/sh\necho "$SIDEWATCH_LAUNCHER: $*" >&2\nexit 64\n' });
    const odd = ['run', '--controller-cert', '/etc/hostname'];
    const { code, stderr } = await runProgram([launcher, ...odd, '--', 'echo', 'started']);
    expect({ code, stderr }).toEqual({ code: 64, stderr: `usage: ${odd.join(' ')} --\n` });
  });

  test('is what the agent shows, and so does the one that takes over', async () => {
    const launcher = makeLauncher({ agent: realAgent });
    const port = await freePort();
    const line = `exec ${launcher} run --listen 127.0.0.1:${port} --log-level silent -- sh -c 'sleep 60; :' $'60\\n' '' $'\\xff' ä`;
    const child = spawn('bash', ['-c', line], { stdio: 'ignore' });
    started.push(child);
    const shown = (): Promise<StatusBody | undefined> =>
      fetch(`http://127.0.0.1:${port}/v1/status`)
        .then((response) => response.json() as Promise<StatusBody>)
        .catch(() => undefined);
    const statusAfter = (run: string | undefined): Promise<StatusBody> =>
      until(async () => {
        const status = await shown();
        return status?.app?.pid !== undefined && status.agent.run !== run ? status : undefined;
      });
    const first = await statusAfter(undefined);
    const agent = childrenOf(child.pid ?? 0).find((pid) => pid !== first.app?.pid) ?? 0;
    process.kill(agent, 'SIGKILL');
    const second = await statusAfter(first.agent.run);
    const command = ['sh', '-c', 'sleep 60; :', '60\n', '', '\ufffd', 'ä'];
    expect([first.app?.command, second.app?.command]).toEqual([command, command]);
    process.kill(first.app?.pid ?? 0, 'SIGTERM');
  });
});
