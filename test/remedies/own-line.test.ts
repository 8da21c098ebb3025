import { expect, test } from 'vitest';
import { knownProgramLike } from '../../src/remedies/known-program.ts';
import { executableIn, gunicornAppIn, nodeHeapOption, scriptIn } from '../../src/remedies/own-line.ts';

test.each([
  [['./start.sh'], './start.sh'],
  [['sh', '-c', 'exec ./start.sh --now'], './start.sh'],
  [['sh', 'start.sh'], 'start.sh'],
  [['gunicorn', 'a:b'], undefined],
  [['sh', '-c', "'./a b'"], undefined],
])('the script of %j is %s', (command, script) => {
  expect(scriptIn(command)).toBe(script);
});

test('the executed file is found by its name, and never by a name that needs quotes', () => {
  expect(executableIn(['setpriv', '--reuid=9', 'node', 'web.js'])).toBe('"$(readlink -f "$(command -v node)")"');
  expect(executableIn(['$(id)'])).toBeUndefined();
});

test.each([
  [['gunicorn', '-w', '2', 'shop.wsgi:application'], 'shop.wsgi:application'],
  [['sh', '-c', 'exec gunicorn -b 0.0.0.0:80 "shop:create()"'], 'shop:create()'],
  [['uvicorn', 'a:b'], undefined],
])('the app of %j is %s', (command, app) => {
  expect(gunicornAppIn(command)).toBe(app);
});

test('a heap size on the command line is replaced there', () => {
  expect(nodeHeapOption(['node', 'a.js'], 384)).toBe('`NODE_OPTIONS=--max-old-space-size=384`');
  expect(nodeHeapOption(['node', '--max-old-space-size=20', 'a.js'], 384)).toBe(
    '`--max-old-space-size=384` instead of `--max-old-space-size=20`',
  );
});

test.each([
  ['gunicron', 'gunicorn'],
  ['gunicorm', 'gunicorn'],
  ['uvicor', 'uvicorn'],
  ['pythn3', 'python3'],
  ['ngins', 'nginx'],
  ['gunicorn', undefined],
  ['app', undefined],
  ['server', undefined],
  ['rails2', 'rails'],
  ['/usr/bin/gunicron', undefined],
])('%s may be meant as %s', (name, meant) => {
  expect(knownProgramLike(name)).toBe(meant);
});
