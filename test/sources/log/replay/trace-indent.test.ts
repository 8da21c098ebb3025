import { describe, expect, test } from 'vitest';
import { createTraceIndent } from '../../../../src/sources/log/replay/trace-indent.ts';
import { diagnosesOf } from '../../../support/replay.ts';

const indented = (...lines: readonly string[]): readonly string[] => {
  const indent = createTraceIndent();
  return lines.map((line) => indent.next(line));
};

const stripped = (log: string): string => log.replace(/^[ \t]+/gm, '');
const onHeroku = (log: string): Buffer =>
  Buffer.from(
    `${log}\n`.replace(/^(?=.)/gm, '2026-11-21T08:54:09.123456+00:00 app[web.1]: ') +
      '2026-11-21T08:54:10.123456+00:00 heroku[web.1]: Process exited with status 1\n',
  );

describe('a log whose lines were stripped says the same', () => {
  test.each([
    [
      'Node',
      "node:internal/modules/cjs/loader:1143\n  throw err;\n  ^\n\nError: Cannot find module './plans'\nRequire stack:\n- /srv/shop.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15)\n    at Object.<anonymous> (/srv/shop.js:9:18) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: [ '/srv/shop.js' ]\n}\n\nNode.js v20.11.1",
    ],
    [
      'Python',
      'Traceback (most recent call last):\n  File "/srv/shop.py", line 3, in <module>\n    main()\n    ^^^^^^\n  File "/srv/shop.py", line 2, in main\n    raise KeyError("SHOP_KEY")\nKeyError: \'SHOP_KEY\'',
    ],
    [
      'Django, from a dotted name',
      'Traceback (most recent call last):\n  File "<frozen importlib._bootstrap>", line 241, in _call\n  File "/srv/shop/settings.py", line 3, in <module>\n    setup()\ndjango.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.',
    ],
    [
      'Java',
      'Exception in thread "main" java.lang.IllegalStateException: no plan\n\tat shop.Main.load(Main.java:9)\n\tat shop.Main.main(Main.java:3)\nCaused by: java.io.FileNotFoundException: /etc/plan (No such file or directory)\n\tat java.base/java.io.FileInputStream.open0(Native Method)\n\t... 2 more',
    ],
    [
      '.NET',
      'Unhandled exception. System.InvalidOperationException: no plan\n   at Shop.Load(String path) in /src/Shop.cs:line 9\n   at Program.<Main>$(String[] args)',
    ],
    ['Ruby', "config/boot.rb:3:in `fetch': no plan (RuntimeError)\n\tfrom config/boot.rb:3:in `<main>'"],
  ])('%s', (_, log) => {
    const told = diagnosesOf(onHeroku(stripped(log))).map(({ code, summary }) => `${code}: ${summary}`);
    expect(told).toEqual(diagnosesOf(onHeroku(log)).map(({ code, summary }) => `${code}: ${summary}`));
    expect(told[0]).toMatch(/^exited-early: .*(?:plan|SHOP_KEY|SECRET_KEY)/);
  });
});

describe('a line that is no frame', () => {
  test.each([
    'at 5 pm the cache is emptied',
    'at=info method=GET path="/" status=200',
    'from cache: 12 plans',
    'File "plan.csv" was read',
    '... 3 files',
    '    at load (/srv/shop.js:9:18)',
  ])('%s: keeps its beginning', (line) => {
    expect(indented(line, 'ready')).toEqual([line, 'ready']);
  });

  test('ends the members of an error where no brace does', () => {
    const lines = ['at load (/srv/shop.js:9:18) {', "code: 'E'", '}', 'ready'];
    expect(indented(...lines)).toEqual(['    at load (/srv/shop.js:9:18) {', "  code: 'E'", '}', 'ready']);
    const many = indented(lines[0] ?? '', ...Array.from({ length: 60 }, () => 'ready'));
    expect(many.at(-1)).toBe('ready');
  });
});
