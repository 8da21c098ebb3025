import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type Container, container } from '../support/container.ts';
import { containerObstacle } from '../support/container-engine.ts';
import { buildDocumented, makeImages } from '../support/container-images.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`containers skipped: ${obstacle}`);
const IMAGE = 'localhost/test-termination-log:latest';
const directory = scratch('termination');

interface Ended {
  readonly box: Container;
  /** What stands in the file that the kubelet would read. */
  readonly left: string;
}

/** Runs the app with a file of this machine as the termination log until it has passed its check, and has it end with 42. */
async function ended(mode: 'rw' | 'ro', { task, onTestFinished }: TestContext): Promise<Ended> {
  const file = join(directory, task.id);
  writeFileSync(file, '');
  chmodSync(file, 0o666);
  const box = await container(IMAGE, { flags: ['--volume', `${file}:/dev/termination-log:${mode}`] });
  onTestFinished(box.stop);
  await box.statusThat(({ release }) => release.state === 'passed');
  await box.get('/exit/42');
  expect(await box.exit).toEqual({ code: 42 });
  return { box, left: readFileSync(file, 'utf8') };
}

describe.skipIf(obstacle !== undefined)('in a container, the termination log of `sidewatch run`', () => {
  beforeAll(async () => {
    await makeImages();
    const from = 'COPY --from=sidewatch /sidewatch /sidewatch';
    const app = 'COPY server /app/server\nENV PORT=8000';
    const start = 'ENTRYPOINT ["/sidewatch/sidewatch", "run", "--"]\nCMD ["/app/server"]';
    await buildDocumented(IMAGE, `FROM scratch\n${from}\n${app}\n${start}\n`);
  });

  test('has the primary diagnosis of an app that ended', async (context) => {
    const { box, left } = await ended('rw', context);
    expect(left).toMatch(/^exited-at-runtime: .*42.*\nFix: /);
    expect(box.text()).not.toContain('cannot be left');
  });

  test('that is read-only is told of, and is no harm', async (context) => {
    const { box, left } = await ended('ro', context);
    expect(left).toBe('');
    expect(box.text()).toMatch(/exited-at-runtime/);
    expect(box.text()).toMatch(/cannot be written to the termination log/);
  });
});
