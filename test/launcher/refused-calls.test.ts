// needs: gcc strace tini
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, makeProgram } from '../support/launcher.ts';

const obstacle =
  launcherObstacle() ??
  ['gcc', 'tini', 'strace'].map((name) => (hasProgram(name) ? undefined : `needs ${name}`)).find(Boolean) ??
  (process.arch === 'x64' ? undefined : 'needs an x64 processor: the calls are listed for it');

/** Without these the launcher cannot do its work, and the app takes its place before it starts. */
const UNWATCHED = ['rt_sigaction', 'rt_sigprocmask'];

/** Without these nothing can work, the app alone neither: no spin and no hang is all that can be asked. */
const VITAL = ['clone', 'execve', 'exit_group', 'mmap', 'read', 'rt_sigreturn', 'wait4', 'write'];

/** Those of libc's own start, and of what it does beside a call of ours. */
const LIBC = ['arch_prctl', 'set_tid_address'];

const ERRORS = ['EPERM', 'ENOSYS', 'EINVAL'] as const;

/** How a command ended, and what it wrote. */
interface Course {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of a processor, while the app waited. */
  readonly share: number;
}

const QUIET_MS = 200;
const TICK_MS = 10;
const HANG_MS = 20_000;

/** Runs a command to its end; one whose app says that it is ready is asked to end after a while. One that hangs is killed, and has `hang` for a code. */
async function courseOf(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Course> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: '/usr/bin:/bin', ...env } });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  let share = 0;
  let isHung = false;
  const ask = async (): Promise<void> => {
    const before = cpuMs(child.pid);
    await timeout(QUIET_MS);
    share = (cpuMs(child.pid) - before) / QUIET_MS;
    child.kill('SIGTERM');
  };
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout.push(chunk) === 1 && chunk.toString().startsWith('ready')) void ask();
  });
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const limit = setTimeout(() => {
    isHung = child.kill('SIGKILL');
  }, HANG_MS);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('exit', (number, signal) => resolve(number ?? signal));
  });
  // What the launcher was given may be held by an agent that the kernel has yet to end.
  await Promise.race([timeout(1_000), closed]);
  clearTimeout(limit);
  return {
    code: isHung ? 'hang' : code,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
    share,
  };
}

function cpuMs(pid = 0): number {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') 0';
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

/** The launcher's own lines. */
const OURS = /^sidewatch .*\n/gm;

/** What a signal does to the app is said by number where a process stands between. */
const playOf = ({ code, stdout, stderr }: Course) => ({
  code: code === 'SIGTERM' ? 143 : code,
  stdout,
  stderr: stderr.replace(OURS, ''),
});

/** The calls that the launcher made, and its children until they executed something else; in the order of the lines of strace. */
function callsBeforeExec(lines: readonly string[]): readonly string[] {
  const first = lines[0]?.split(' ')[0];
  const others = new Set<string>();
  return lines.flatMap((line) => {
    const [, pid = '', call] = /^(\d+) +(?:<\.\.\. )?([a-z_0-9]+)/.exec(line) ?? [];
    if (call === undefined || others.has(pid)) return [];
    if (pid !== first && call === 'execve' && line.endsWith('= 0')) others.add(pid);
    return [call];
  });
}

describe.skipIf(obstacle !== undefined)(`a system call that is refused${obstacle ? ` (${obstacle})` : ''}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sidewatch-refused-'));
  const [forbid, play] =
    obstacle === undefined ? [makeProgram('forbid', 'gcc', ['-static']), makeProgram('play')] : ['', ''];
  const launcher = obstacle === undefined ? makeLauncher({ agent: '' }) : '';
  if (obstacle === undefined) copyFileSync(play, join(launcher, '../lib/agent'));
  const run = [launcher, 'run', '--log-format', 'text', '--exit-grace', '2', '--'];
  const listed = spawnSync(forbid || 'true', ['list'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');

  // Node gives a child sockets; pipes are what containers have.
  const everyCall = listed.map((call) => ['pipe', call] as const);
  const ofSockets = ['sendto', 'fstat', 'poll', 'fcntl', 'splice'].map((call) => ['same', call] as const);
  const together = [
    'splice+tee',
    'splice+ioctl',
    'poll+ppoll',
    'pipe+pipe2',
    'dup2+dup3',
    'splice+tee+fcntl+fstat+close',
    'fcntl+ioctl',
    'signalfd4+fcntl+ioctl',
  ];

  describe.each([...everyCall, ...ofSockets, ...together.map((call) => ['pipe', call] as const)])(
    '%s: %s',
    (target, call) => {
      test.each(ERRORS)('with %s harms the app no more than the app alone', async (error) => {
        const copied = join(directory, `${target}.${call}.${error}`);
        const under = (...command: readonly string[]) =>
          courseOf([forbid, target, call, error, ...command], { COPIED: copied });
        const both = (...before: readonly string[]) =>
          Promise.all([under(...before, play, 'pour'), under(...before, play, 'wait')]);
        const [ours, alone, tini] = await Promise.all([both(...run), both(), both('/usr/bin/tini', '-s', '--')]);
        for (const { share } of ours) expect(share).toBeLessThan(0.5);
        expect(ours.map(({ code }) => code)).not.toContain('hang');
        if (VITAL.includes(call)) return;
        const [mine, told, tinis] = [ours.map(playOf), alone.map(playOf), tini.map(playOf)];
        expect(mine).toEqual(told);
        if (tinis.every(({ code }, i) => code === told[i]?.code)) expect(mine).toEqual(tinis);
        // The app takes its place then too, but whether stderr would take a line cannot be told.
        if (call === 'poll+ppoll') return;
        const isUnwatched = ours.map(({ stderr }) => stderr.includes('the app runs unwatched'));
        expect(isUnwatched).toEqual(ours.map(() => UNWATCHED.includes(call)));
      });
    },
  );

  test('is one of those listed here, whichever the launcher makes', () => {
    const trace = join(directory, 'trace');
    const made = (app: string, streams: string): readonly string[] => {
      const line = `strace -f -qq -o ${trace} ${launcher} run --exit-grace 2 -- ${app} ${streams}`;
      spawnSync('bash', ['-c', line], { timeout: 60_000 });
      return callsBeforeExec(readFileSync(trace, 'utf8').trim().split('\n'));
    };
    const asks = "sh -c 'kill -TERM $PPID; sleep 0.1'";
    const names = new Set([
      ...made(`${play} pour`, '| cat >/dev/null'),
      ...made(`${play} pour`, `>>${directory}/log 2>&1`),
      ...made(`${play} pour`, `>${directory}/log 2>&1`),
      ...made(`${play} pour`, '<&- >&- 2>&-'),
      ...made(asks, '| cat'),
    ]);
    expect([...names].filter((name) => ![...listed, ...LIBC].includes(name))).toEqual([]);
  });

  test.each(['wait4+waitid', 'kill+rt_sigqueueinfo'])(
    'has the app take our place where nothing does its work: %s',
    async (calls) => {
      const { code, stderr } = await courseOf([forbid, 'pipe', calls, 'EPERM', ...run, play, 'wait']);
      expect(code).toBe(42);
      expect(stderr).toContain('the app runs unwatched');
    },
  );

  test('still lets the agent have its copy where tee is refused', async () => {
    const copied = join(directory, 'tee');
    const patient = [launcher, 'run', '--exit-grace', '60', '--', play, 'pour'];
    const { stdout } = await courseOf([forbid, 'pipe', 'tee', 'EPERM', ...patient], { COPIED: copied });
    // The app's stdout ends before the app: an agent that ends with it may be followed by a last one, which is given nothing.
    const counts = readFileSync(copied, 'utf8').trim().split('\n').map(Number);
    expect(counts.reduce((sum, count) => sum + count)).toBe(stdout.length);
  });
});
