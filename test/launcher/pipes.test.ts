// needs: python3 util-linux
import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle() ?? (hasProgram('python3') ? undefined : 'needs python3');

/**
 * Runs a command with a pipe of so many bytes as its stdout, and prints how large the pipe is once all is read, and how much came. The app
 * waits at its stdin until then: what is still unread when it ends gets room of its own, however large the pipe is.
 */
const piped = `
import fcntl, os, subprocess, sys
ours, theirs = os.pipe()
fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, int(sys.argv[1]))
child = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=theirs)
os.close(theirs)
count = 0
while count < int(sys.argv[2]) and (data := os.read(ours, 65536)): count += len(data)
size = fcntl.fcntl(ours, fcntl.F_GETPIPE_SZ)
child.stdin.close()
while data := os.read(ours, 65536): count += len(data)
child.wait()
print(size, count)`;

/** Runs a command with a socket of whole messages as its stdout, and prints how long each message was that came. */
const messages = `
import socket, subprocess, sys
ours, theirs = socket.socketpair(socket.AF_UNIX, getattr(socket, sys.argv[1]))
child = subprocess.Popen(sys.argv[2:], stdout=theirs)
theirs.close()
child.wait()
ours.setblocking(False)
while True:
    try: message = ours.recv(1 << 20)
    except BlockingIOError: break
    if not message: break
    print(len(message))`;

const isRoot = process.getuid?.() === 0 && hasProgram('setpriv');

describe.skipIf(obstacle !== undefined)(`the pipe that output goes to${obstacle ? ` (${obstacle})` : ''}`, () => {
  test.each([
    ['stays as it was under a calm app', 65_536, 20_000, 65_536],
    ['is made larger for a busy one', 65_536, 8_000_000, 262_144],
    ['is never made smaller', 1_048_576, 8_000_000, 1_048_576],
  ])('%s', async (_, before, bytes, after) => {
    const launcher = makeLauncher({ agent: stubAgent });
    const app = ['sh', '-c', `head -c ${bytes} /dev/zero; read -r _ || exit 0`];
    const command = [launcher, 'run', '--', ...app];
    const { stdout } = await runProgram(['python3', '-c', piped, String(before), String(bytes), ...command]);
    expect(stdout.toString()).toBe(`${after} ${bytes}\n`);
  });

  test.each(['SOCK_DGRAM', 'SOCK_SEQPACKET'])(
    'takes no place of a socket that keeps messages apart: %s',
    async (kind) => {
      const launcher = makeLauncher({ agent: stubAgent });
      const app = ['python3', '-c', 'import os; os.write(1, bytes(100_000)); os.write(1, bytes(3))'];
      const { stdout } = await runProgram(['python3', '-c', messages, kind, launcher, 'run', '--', ...app]);
      expect(stdout.toString()).toBe('100000\n3\n');
    },
  );

  test.skipIf(!isRoot).each([
    ['a pipe with its mode', 'chmod 666 /proc/self/fd/1', '| cat'],
    ['a pipe that was given to the app’s user', 'chown 12345 /proc/self/fd/1', '| cat'],
    ['a file that all may write', 'chmod 666 /proc/self/fd/1', '>>$file; cat $file'],
  ])('can be opened again by an app without privileges wherever it could be alone: %s', async (_, before, after) => {
    const launcher = makeLauncher({ agent: stubAgent });
    const app = "setpriv --reuid 12345 --regid 12345 --clear-groups sh -c 'echo again >>/proc/self/fd/1'";
    const course = (run: string) =>
      runProgram(['bash', '-c', `file=$(mktemp); { ${before}; ${run} ${app}; } ${after}`]);
    const [alone, ours] = await Promise.all([course(''), course(`${launcher} run --`)]);
    expect(alone.stdout.toString()).toBe('again\n');
    expect({ ...ours, stderr: '' }).toEqual({ ...alone, stderr: '' });
  });

  test.skipIf(!isRoot)('cannot be opened by an app without privileges where the target cannot', async () => {
    const launcher = makeLauncher({ agent: stubAgent });
    const app = "setpriv --reuid 12345 --regid 12345 --clear-groups sh -c 'echo again >/proc/self/fd/1'";
    const { stdout, stderr } = await runProgram(['bash', '-c', `${launcher} run -- ${app} | cat`]);
    expect({ stdout: stdout.toString(), isDenied: /denied/.test(stderr) }).toEqual({ stdout: '', isDenied: true });
  });
});
