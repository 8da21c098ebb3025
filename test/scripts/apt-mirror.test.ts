import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aptMirror } from '../../scripts/apt-mirror.ts';

const etc = mkdtempSync(join(tmpdir(), 'apt-mirror-'));
afterEach(() => rmSync(etc, { recursive: true, force: true }));

/** What the function says of a machine that has these files under /etc. */
function mirrorOf(files: Readonly<Record<string, string>>): string | undefined {
  for (const [name, text] of Object.entries({ 'os-release': 'ID=debian\nVERSION_CODENAME=bookworm\n', ...files })) {
    mkdirSync(dirname(join(etc, name)), { recursive: true });
    writeFileSync(join(etc, name), text);
  }
  return aptMirror(etc);
}

const DEB822 = `# a comment
Types: deb
# another one
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
`;

test.each([
  ['deb822 sources', { 'apt/sources.list.d/debian.sources': DEB822 }],
  ['one line a source', { 'apt/sources.list': 'deb [arch=amd64] http://mirror.test/debian bookworm main # ours\n' }],
  [
    'a list beside another vendor',
    {
      'apt/sources.list.d/a-cloud.list': 'deb https://packages.test/apt cloud-sdk-bookworm main\n',
      'apt/sources.list.d/b.list': '# none\ndeb http://mirror.test/debian bookworm contrib main\n',
    },
  ],
])('finds the archive of the own release in %s', (_, files) => {
  expect(mirrorOf(files)).toBe('http://mirror.test/debian');
});

test.each([
  ['none', {}],
  ['a source that is off', { 'apt/sources.list.d/debian.sources': DEB822.replace(/^Types/gm, 'Enabled: no\nTypes') }],
  ['sources only', { 'apt/sources.list': 'deb-src http://mirror.test/debian bookworm main\n' }],
  ['another release', { 'apt/sources.list': 'deb http://mirror.test/debian trixie main\n' }],
  ['a medium', { 'apt/sources.list': 'deb cdrom:[Debian]/ bookworm main\n' }],
  ['no release', { 'os-release': 'ID=arch\n', 'apt/sources.list': 'deb http://mirror.test/debian bookworm main\n' }],
])('cannot tell where there is %s', (_, files) => {
  expect(mirrorOf(files)).toBeUndefined();
});
