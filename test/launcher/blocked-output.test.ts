// needs: python3
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, stoppedAgent, stubAgent } from '../support/launcher.ts';

const obstacle = launcherObstacle() ?? (hasProgram('python3') ? undefined : 'needs python3');

/** Counts lines up until it is asked to end, and ends as the signal ends it. */
const counts = `
import os
for i in range(10**9): os.write(1, b'%d\\n' % i)`;

/** Fills its stdout, whatever that takes, then says how often it was asked to end, on stderr; the tenth time it does. */
const hears = `
import os, signal, threading
heard = 0
def asked(number, frame):
    global heard
    heard += 1
    os.write(2, b'asked %d\\n' % heard)
    if heard == 10: os._exit(9)
signal.signal(signal.SIGTERM, asked)
def fill():
    while True: os.write(1, bytes(4096))
threading.Thread(target=fill, daemon=True).start()
os.write(2, b'listening\\n')
while True: signal.pause()`;

/** A pipe that nobody reads. */
interface Pipe {
  readonly writer: number;
  /** All that is in it. */
  rest(): string;
}

describe.skipIf(obstacle !== undefined)(`output that nobody takes${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launchers =
    obstacle === undefined ? [makeLauncher({ agent: stubAgent }), makeLauncher({ agent: stoppedAgent })] : [];
  const [launcher = '', withStoppedAgent = ''] = launchers;
  const started: ChildProcess[] = [];
  const open: number[] = [];
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    for (const descriptor of open) closeSync(descriptor);
  });

  let pipes = 0;
  function pipe(): Pipe {
    pipes += 1;
    const path = `${launcher}.pipe${pipes}`;
    spawnSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    open.push(reader, writer);
    const rest = (): string => {
      const chunk = Buffer.alloc(4 << 20);
      let length = 0;
      try {
        for (let got = -1; got !== 0; length += got) got = readSync(reader, chunk, length, chunk.length - length, null);
      } catch {
        // Empty, and somebody holds the other end.
      }
      return chunk.toString('latin1', 0, length);
    };
    return { writer, rest };
  }

  /** Runs an app of Python. Without a pipe its stdout is a socket, which is not read. */
  function run(program: string, options: { with?: string; grace: number; app: string; out?: Pipe; err?: Pipe }) {
    const flags = ['run', '--no-api', '--log-format', 'text', '--exit-grace', String(options.grace)];
    const child = spawn(program, [...flags, '--', 'python3', '-c', options.app], {
      stdio: ['ignore', options.out?.writer ?? 'pipe', options.err?.writer ?? 'pipe'],
    });
    started.push(child);
    let text = '';
    let look = (): void => undefined;
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk;
      look();
    });
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const says = (words: string): Promise<void> =>
      new Promise((resolve) => {
        look = () => text.includes(words) && resolve();
        look();
      });
    return { child, exit, says, stderr: () => text };
  }

  const writesMuch = 'import os; os.write(2, b"writing\\n"); os.write(1, bytes(10**8))';

  /** Ends the app, once nobody takes what it writes. */
  const endApp = async (each: ReturnType<typeof run>): Promise<void> => {
    await each.says('writing');
    await blocked(each.child.pid ?? 0);
    const app = appOf(each.child.pid ?? 0);
    process.kill(app, 'SIGTERM');
    while (existsSync(`/proc/${app}`)) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('in a pipe keeps the container no longer than the app, and what the app wrote is there for who reads later', async () => {
    const out = pipe();
    const each = run(launcher, { grace: 60, app: `import os; os.write(2, b"writing\\n")${counts}`, out });
    await endApp(each);
    expect(await each.exit).toBe(143);
    const lines = out.rest().split('\n').slice(0, -1);
    expect(lines).toEqual(Array.from({ length: lines.length }, (_, i) => String(i)));
    expect(lines.length).toBeGreaterThan(10_000);
    expect(each.stderr()).not.toContain('lost');
  });

  test.each([
    ['the agent has ended', () => launcher],
    ['the agent hangs', () => withStoppedAgent],
  ])('in a socket keeps the container no longer than the exit grace, and is counted: %s', async (_, program) => {
    const patient = run(program(), { grace: 60, app: writesMuch });
    const hasty = run(program(), { grace: 1, app: writesMuch });
    await Promise.all([endApp(patient), endApp(hasty)]);
    expect(await hasty.exit).toBe(143);
    await hasty.says('output was lost: ');
    expect(hasty.stderr()).toMatch(
      /^sidewatch warn +output was lost: \d+ bytes of the app's stdout \(not read in time\)$/m,
    );
    expect(patient.child.exitCode).toBeNull();
    patient.child.kill('SIGTERM');
    expect(await patient.exit).toBe(143);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'] as const)(
    'is not waited for once %s comes after the end of the app',
    async (signal) => {
      const each = run(launcher, { grace: 60, app: writesMuch });
      await endApp(each);
      each.child.kill(signal);
      expect(await each.exit).toBe(143);
    },
  );

  test('has the launcher forward ten signals one after the other, and stay until the app ends', async () => {
    const each = run(launcher, { grace: 60, app: hears, out: pipe() });
    await each.says('listening');
    await blocked(each.child.pid ?? 0);
    for (let i = 1; i <= 10; i += 1) {
      expect(each.child.exitCode).toBeNull();
      each.child.kill('SIGTERM');
      await each.says(`asked ${i}\n`);
    }
    expect(await each.exit).toBe(9);
  });

  test('on both streams does not stop the launcher from ending with the code of the app', async () => {
    const full = pipe();
    const app =
      'import os, threading\nfor each in (1, 2): threading.Thread(target=os.write, args=(each, bytes(10**8)), daemon=True).start()';
    const each = run(withStoppedAgent, {
      grace: 1,
      app: `${app}\nimport time; time.sleep(0.5); os._exit(5)`,
      err: full,
    });
    expect(await each.exit).toBe(5);
    expect(full.rest().length).toBeGreaterThan(60_000);
  });
});

/** The first child. */
function appOf(pid: number): number {
  const { stdout } = spawnSync('cat', [`/proc/${pid}/task/${pid}/children`], { encoding: 'utf8' });
  return Number(stdout.split(' ')[0]);
}

/** write(2) to stdout, as /proc/PID/syscall shows it on x64 and arm64. */
const WRITE_CALL = /^(?:1|64) 0x1 /m;

/** Resolves when the app of the launcher stands in a write that does not return. */
async function blocked(pid: number): Promise<void> {
  const app = appOf(pid);
  const stands = () =>
    spawnSync('sh', ['-c', `cat /proc/${app}/task/*/syscall`], { encoding: 'utf8' }).stdout.match(WRITE_CALL) !== null;
  while (!stands()) await new Promise((resolve) => setTimeout(resolve, 20));
}
