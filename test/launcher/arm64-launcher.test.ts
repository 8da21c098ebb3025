import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasProgram, makeLauncher, stubAgent } from '../support/launcher.ts';
import { runProgram } from '../support/run-program.ts';

const COMPILER = 'aarch64-linux-gnu-gcc';
const QEMU = 'qemu-aarch64-static';

/** Why the launcher cannot be built for arm64 and run here; undefined when it can. The tools take some 500 MB: `npm test` does not install them. */
function obstacleOf(): string | undefined {
  if (process.arch !== 'x64') return 'is for x64 machines, which have an emulator to run it with';
  if (!hasProgram(COMPILER)) return `needs ${COMPILER} (Debian: gcc-aarch64-linux-gnu)`;
  if (!existsSync('/usr/aarch64-linux-gnu/lib/libc.a')) return 'needs a libc for arm64 (Debian: libc6-dev-arm64-cross)';
  return hasProgram(QEMU) ? undefined : `needs ${QEMU} (Debian: qemu-user-static)`;
}

const obstacle = obstacleOf();
if (obstacle !== undefined) console.log(`the launcher for arm64 skipped: ${obstacle}`);

describe.skipIf(obstacle !== undefined)('the launcher for arm64, under an emulator', () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: stubAgent, compiler: COMPILER }) : '';
  const line = (...command: readonly string[]) => [QEMU, launcher, 'run', '--', ...command] as const;

  // That a program may not be executed (126) is not seen here: the emulator's vfork(2) shares no memory.
  test.each([
    ['exit 3', 3],
    ['kill -9 $$', 137],
    ['exec no-such-command', 127],
  ])('ends as the app does: %s', async (script, code) => {
    expect((await runProgram(line('sh', '-c', script))).code).toBe(code);
  });

  test('hands the output on byte for byte, on its stream', async () => {
    const { stdout, stderr } = await runProgram(line('sh', '-c', 'echo err >&2; seq 1 300000'));
    const expected = Array.from({ length: 300_000 }, (_, i) => `${i + 1}\n`).join('');
    const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
    expect([digest(stdout), stderr]).toEqual([digest(expected), 'err\n']);
  });

  test('hands SIGTERM to the app, and tells the agent of it', async () => {
    const events = `${launcher}.events`;
    const app = 'trap "exit 7" TERM; echo up; while :; do sleep 0.05; done';
    const stop = (_: string, pid: number): unknown => process.kill(pid, 'SIGTERM');
    const { code } = await runProgram(line('sh', '-c', app), { EVENTS: events }, stop);
    expect(code).toBe(7);
    expect(readFileSync(events, 'utf8')).toMatch(/^started \d+ \d{13}\nsignal 15 \d{13}\nexited \d+ code 7 \d{13}\n$/);
  });
});
