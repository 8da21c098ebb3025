// needs: curl iproute2
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inputsDigest } from '../../scripts/build/inputs.ts';
import { version } from '../../src/version.ts';
import { hasProgram } from '../support/launcher.ts';
import { type Ended, runProgram } from '../support/run-program.ts';
import { SANDBOX_ADDRESS, sandboxObstacle } from '../support/sandbox.ts';
import { scratch } from '../support/scratch.ts';

const root = join(import.meta.dirname, '../..');
const QEMU = 'qemu-aarch64-static';

/** Why what is shipped for arm64 cannot be run here; undefined when it can. To build it takes a minute or two, and Node for arm64 from the registry. */
function arm64Obstacle(): string | undefined {
  if (process.arch !== 'x64') return 'is for x64 machines, which have an emulator to run it with';
  if (!hasProgram(QEMU)) return `needs ${QEMU} (Debian: qemu-user-static)`;
  if (!hasProgram('curl')) return 'needs curl';
  const stamp = join(root, 'dist/parts/arm64/inputs.sha256');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== inputsDigest(root))
    return 'needs a build of these very sources: npm run build -- --arch arm64';
  return sandboxObstacle();
}

const obstacle = arm64Obstacle();
if (obstacle !== undefined) console.log(`arm64 skipped: ${obstacle}`);

describe.skipIf(obstacle !== undefined)('the directory for arm64, under an emulator', () => {
  let sidewatch = '';
  beforeAll(() => {
    sidewatch = emulated();
  });

  test('the launcher starts the agent, which says its version', async () => {
    const { code, stdout } = await runProgram([QEMU, sidewatch, '--version']);
    expect([code, stdout.toString().split('\n')[0]]).toEqual([0, `sidewatch ${version}`]);
  });

  test('check names a listener on 127.0.0.1 as that', async () => {
    const { code, stdout } = await inNamespaces(process.execPath, '-e', checkOfOwnListener, QEMU, sidewatch);
    expect(stdout.toString()).toContain('The app listens only on 127.0.0.1:8000,');
    expect(code).toBe(1);
  });

  test('run starts an app of this machine, watches it, and ends as it does', async () => {
    const { code, stdout, stderr } = await inNamespaces(QEMU, sidewatch, 'run', '--', 'sh', '-c', exitOnceWatched);
    expect(stdout.toString()).toContain('the app is watched\n');
    expect(stderr).toContain('"exited-early"');
    expect(code).toBe(7);
  });
});

const checkOfOwnListener = `
const [program, ...args] = process.argv.slice(1);
const server = require('node:http').createServer((_, answer) => answer.end('ok')).listen(8000, '127.0.0.1', () =>
  require('node:child_process')
    .spawn(program, [...args, 'check', '--endpoint', '8000'], { stdio: 'inherit' })
    .on('close', (code) => process.exit(code ?? 99)));`;

const exitOnceWatched = `
curl --silent --output /dev/null --retry 100 --retry-delay 1 --retry-connrefused http://127.0.0.1:9393/livez && echo the app is watched
exit 7`;

/**
 * A copy of the directory that the emulator can run. The launcher starts the agent through its loader, which this machine's kernel
 * does not execute unless an emulator is registered with it (binfmt_misc): a script in the loader's place calls the emulator.
 */
function emulated(): string {
  const directory = join(scratch('arm64'), 'sidewatch');
  cpSync(join(root, 'dist/arm64/sidewatch'), directory, { recursive: true });
  const loader = join(directory, 'lib/sidewatch-agent');
  renameSync(loader, `${loader}.arm64`);
  writeFileSync(loader, `#!/bin/sh\nexec ${QEMU} '${loader}.arm64' "$@"\n`);
  chmodSync(loader, 0o755);
  return join(directory, 'sidewatch');
}

function inNamespaces(...command: readonly string[]): Promise<Ended> {
  const ready = `ip link set lo up && ip addr add ${SANDBOX_ADDRESS}/32 dev lo && exec "$@"`;
  return runProgram([
    'unshare',
    '--net',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
    'sh',
    '-c',
    ready,
    'sh',
    ...command,
  ]);
}
