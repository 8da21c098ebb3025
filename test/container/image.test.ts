import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { containerObstacle, podman } from '../support/container-engine.ts';
import { buildDocumented, makeSidewatchImage } from '../support/container-images.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`the image skipped: ${obstacle}`);

const IMAGE = 'localhost/sidewatch:latest';

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();

describe.skipIf(obstacle !== undefined)('the image of npm run image -- --from-dist', () => {
  let shipped = '';
  beforeAll(() => {
    shipped = makeSidewatchImage();
  });

  test('it holds the directory that ships, and nothing else', async () => {
    const mounted = await podman('image', 'mount', IMAGE);
    try {
      expect(readdirSync(mounted)).toEqual(['sidewatch']);
      const copied = join(mounted, 'sidewatch');
      expect(filesBelow(copied)).toEqual(filesBelow(shipped));
      for (const name of ['sidewatch', 'lib/agent'])
        expect(readFileSync(join(copied, name)).equals(readFileSync(join(shipped, name)))).toBe(true);
    } finally {
      await podman('image', 'unmount', IMAGE);
    }
  });

  test('its labels say what it is, of which version, and of which commit', async () => {
    const labels: unknown = JSON.parse(await podman('image', 'inspect', '--format', '{{json .Labels}}', IMAGE));
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': 'sidewatch',
      'org.opencontainers.image.description': expect.stringMatching(/^Says in one sentence why the app/),
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': expect.stringMatching(/^([0-9a-f]{40}|unknown)$/),
    });
  });

  test('it is tagged with its version, and run without a command it says how it is used', async () => {
    const [first] = (await podman('run', '--rm', `localhost/sidewatch:${version}`, '--version')).split('\n');
    expect(first).toBe(`sidewatch ${version}`);
    expect(await podman('run', '--rm', IMAGE)).toContain('sidewatch run');
  });

  test('copied from it into an empty image, the directory starts an app there', async () => {
    const copying = ['FROM scratch', 'COPY --from=sidewatch /sidewatch /sidewatch'];
    const entry = ['ENTRYPOINT ["/sidewatch/sidewatch", "run", "--"]', 'CMD ["/sidewatch/sidewatch", "--version"]'];
    await buildDocumented('localhost/test-copied:latest', [...copying, ...entry, ''].join('\n'));
    expect(await podman('run', '--rm', 'localhost/test-copied:latest')).toContain(version);
  });
});
