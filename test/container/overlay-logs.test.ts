import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { containerObstacle } from '../support/container-engine.ts';
import { engineContainer } from '../support/engine-container.ts';
import { MACHINE, machine, makeMachineImage, OLD_LOG } from '../support/pod.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`containers skipped: ${obstacle}`);
const root = join(import.meta.dirname, '../..');
/** OVERLAYFS_SUPER_MAGIC. */
const OVERLAY = '794c7630';

describe.skipIf(obstacle !== undefined)("log files on a container's own file system", () => {
  beforeAll(() => makeMachineImage());

  test('are followed without a line lost or read twice: one of a lower layer that is copied up, a new one, and across rotations', async () => {
    const script = join(root, 'test/support/overlay-follow.ts');
    const box = await engineContainer(MACHINE, {
      flags: [...machine(), '--volume', `${root}:${root}:ro`],
      command: [process.execPath, script, '/var/log/app', OLD_LOG],
    });
    expect([await box.exit, box.text()]).toEqual([{ code: 0 }, expect.stringContaining('{')]);
    const { type, copiedUp, rotations, lowerMs, upperMs } = JSON.parse(box.text());
    console.log(
      `a line is seen after ${lowerMs.toFixed(0)} ms (copied up) and ${upperMs.toFixed(0)} ms (new), in the median`,
    );
    const whole = { missing: 0, repeated: 0 };
    expect({ type, copiedUp, rotations }).toEqual({
      type: OVERLAY,
      copiedUp: true,
      rotations: { rename: whole, copytruncate: whole, symlink: whole, recreate: whole, directory: whole },
    });
  });
});
