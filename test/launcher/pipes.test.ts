import { describe, expect, test } from 'vitest';
import { hasProgram, launcherObstacle, makeLauncher, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const obstacle = launcherObstacle() ?? (hasProgram('python3') ? undefined : 'needs python3');

/** Runs a command with a pipe of so many bytes as its stdout, and prints how large the pipe is in the end, and how much came. */
const piped = `
import fcntl, os, subprocess, sys
ours, theirs = os.pipe()
fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, int(sys.argv[1]))
child = subprocess.Popen(sys.argv[2:], stdout=theirs)
os.close(theirs)
count = 0
while data := os.read(ours, 65536): count += len(data)
child.wait()
print(fcntl.fcntl(ours, fcntl.F_GETPIPE_SZ), count)`;

describe.skipIf(obstacle !== undefined)(`the pipe that output goes to${obstacle ? ` (${obstacle})` : ''}`, () => {
  test.each([
    ['stays as it was under a calm app', 65_536, 20_000, 65_536],
    ['is made larger for a busy one', 65_536, 8_000_000, 262_144],
    ['is never made smaller', 1_048_576, 8_000_000, 1_048_576],
  ])('%s', async (_, before, bytes, after) => {
    const launcher = makeLauncher({ agent: stubAgent });
    const app = ['head', '-c', String(bytes), '/dev/zero'];
    const { stdout } = await runProgram(['python3', '-c', piped, String(before), launcher, 'run', '--', ...app]);
    expect(stdout.toString()).toBe(`${after} ${bytes}\n`);
  });
});
