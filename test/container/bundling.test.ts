import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fencesOf } from '../docs/pages.ts';
import { type Container, container } from '../support/container.ts';
import { containerObstacle } from '../support/container-engine.ts';
import { buildDocumented, makeImages } from '../support/container-images.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`containers skipped: ${obstacle}`);

/** The Dockerfiles of docs/getting-started.md that can be built here, by the heading above each. */
const documented = fencesOf('docs/getting-started.md')
  .filter(({ language, notRun }) => language === 'dockerfile' && notRun === undefined)
  .map(({ heading, text }) => [heading, text] as const);

/** As little as a container can be allowed. */
const BOUND = ['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'];

const running: Container[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

test('the documentation has a Dockerfile for each kind of image', () => {
  expect(documented.map(([, text]) => /^FROM (\S+)/.exec(text)?.[1])).toEqual([
    'debian:bookworm-slim',
    'alpine:3.22',
    'gcr.io/distroless/base-debian12',
    'scratch',
    'debian:bookworm-slim',
  ]);
});

describe.skipIf(obstacle !== undefined)('the directory, copied as documented', () => {
  beforeAll(makeImages);

  describe.each(documented)('%s', (title, dockerfile) => {
    const image = `localhost/test-${title
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '-')
      .slice(0, 40)}:latest`;
    beforeAll(() => buildDocumented(image, dockerfile));

    test.each([
      ['as root', ['--user', '0']],
      ['as root, bound hand and foot', [...BOUND, '--user', '0']],
      ['as a user without rights, bound hand and foot', [...BOUND, '--user', '1000:1000']],
    ])('%s: the app answers, is released, and its exit code comes back', async (_who, flags) => {
      const box = await container(image, { flags });
      running.push(box);
      const seen = await box.statusThat(
        ({ release, runtime }) => release.state === 'passed' && runtime.state === 'healthy',
      );
      expect(seen).toMatchObject({
        status: 'running',
        endpoints: [{ port: 8000, protocol: 'http' }],
        listeners: expect.arrayContaining([expect.objectContaining({ address: '0.0.0.0', port: 8000 })]),
        diagnoses: [],
      });
      expect(await box.get('/')).toBe('ok\n');
      expect(await box.exec('/sidewatch/sidewatch', 'check')).toContain('Healthy');
      if (dockerfile.includes('HEALTHCHECK')) await box.healthcheck();
      await box.get('/exit/42');
      expect(await box.exit).toEqual({ code: 42 });
      expect(box.text()).toMatch(/^listening on 8000 as uid \d+$/m);
      expect(box.text()).toMatch(/"code":"exited-at-runtime"/);
    });

    test('as a user without rights, bound hand and foot: an app on 127.0.0.1 is told of as that', async () => {
      const command = ['/app/server', '8000', '127.0.0.1'];
      const box = await container(image, { flags: [...BOUND, '--user', '1000:1000'], command });
      running.push(box);
      const seen = await box.statusThat(({ diagnoses }) => diagnoses.some(({ primary }) => primary));
      expect(seen).toMatchObject({
        listeners: [expect.objectContaining({ address: '127.0.0.1', port: 8000, scope: 'loopback' })],
        diagnoses: expect.arrayContaining([expect.objectContaining({ code: 'bound-to-loopback', primary: true })]),
      });
      await expect(box.exec('/sidewatch/sidewatch', 'check')).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringContaining('127.0.0.1'),
      });
      if (dockerfile.includes('HEALTHCHECK')) await expect(box.healthcheck()).rejects.toMatchObject({ code: 1 });
      await box.terminate();
      expect(await box.exit).toEqual({ code: 143 });
    });
  });
});
