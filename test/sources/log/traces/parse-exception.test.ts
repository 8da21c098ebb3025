import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Exception } from '../../../../src/core/facts/log-event.ts';
import { createExceptionParser } from '../../../../src/sources/log/traces/parse-exception.ts';
import { logOf } from '../dialects/gunicorn-runs.ts';

function exceptionsIn(text: string): readonly Omit<Exception, 'kind'>[] {
  const parser = createExceptionParser();
  const found = [...text.split('\n').map((line) => parser.push(line)), parser.flush()];
  return found.filter((exception) => exception !== undefined).map(({ kind: _, ...exception }) => exception);
}

const trace = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/traces/${name}.log`, import.meta.url), 'utf8');

test.each([
  [
    'python_chain',
    'python',
    'RuntimeError: boot failed',
    '/srv/app/chain.py line 5, in b',
    { cause: "KeyError: 'x'", isTopLevel: true },
  ],
  ['python_group', 'python', 'ValueError: inner', '/srv/app/grp.py line 1, in a', { isTopLevel: true }],
  [
    'pydantic',
    'python',
    'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings DATABASE_URL Field required [type=missing, input_value={}, input_type=dict]',
    '/srv/app/pyd.py line 4, in load',
    { isTopLevel: true },
  ],
  ['node_uncaught', 'node', 'TypeError: no database', '/srv/app/a.js line 1, in start', { isUncaught: true }],
  [
    'node_cause',
    'node',
    "Error: ENOENT: no such file or directory, open '/nope'",
    '/srv/app/b.mjs line 2, in load',
    { outer: 'Error: cannot load', isUncaught: true },
  ],
  [
    'node_module',
    'node',
    "Error: Cannot find module 'express'",
    '/srv/app/c.js line 1, in Object.<anonymous>',
    { isUncaught: true },
  ],
  ['node_syntax', 'node', "SyntaxError: Unexpected token ';'", '/srv/app/d.js line 1', { isUncaught: true }],
  [
    'node_event',
    'node',
    'Error: listen EADDRNOTAVAIL: address not available 192.0.2.1:1',
    undefined,
    { isListening: true, isUncaught: true },
  ],
  ['node_logged', 'node', 'Error: logged', '/srv/app/g.js line 1, in Object.<anonymous>'],
  ['ruby', 'ruby', 'KeyError: key not found: "DATABASE_URL"', 'r.rb line 1, in fetch', { isTopLevel: true }],
  [
    'java',
    'java',
    'java.lang.IllegalStateException: no database',
    'Boot.java line 2, in Boot.connect',
    { outer: 'java.lang.RuntimeException: cannot start', isTopLevel: true },
  ],
])('%s: the last error and the place in the app', (name, language, text, where, chain?: object) => {
  expect(exceptionsIn(trace(name))).toEqual([{ language, text, ...(where !== undefined && { where }), ...chain }]);
});

/** From the program's first frame on, below no line of a logger. */
const WHOLE = ['v26.1.0_preload_raises'];
/** Below a line of Gunicorn's own logger at level ERROR. */
const LOGGED = ['app_raises', 'v19.9.0_app_raises', 'v26.1.0_request_timeout', 'v23.0.0_abort_hook_request'];

describe('Gunicorn', () => {
  test.each([
    ['app_raises', "KeyError: 'DATABASE_URL'", '/srv/app/raises.py line 2, in <module>'],
    ['v19.9.0_app_raises', "KeyError: 'DATABASE_URL'", '/srv/app/raises.py line 2, in <module>'],
    ['v26.1.0_preload_raises', "KeyError: 'DATABASE_URL'", '/srv/app/raises.py line 2, in <module>'],
    ['conf_broken', "SyntaxError: expected ':'", '/srv/app/badsyntax.py line 1'],
    ['v26.1.0_request_timeout', 'SystemExit: 1', '/srv/app/ok.py line 4, in work'],
    ['v23.0.0_abort_hook_request', 'SystemExit: 1', '/srv/app/ok.py line 4, in work'],
    ['v23.0.0_log_json', 'SystemExit: 1', '/srv/app/ok.py line 4, in work'],
  ])('%s', (name, text, where) => {
    const looked = text.startsWith('KeyError') && { lookedIn: 'environment' };
    const logged = LOGGED.includes(name) && { isLogged: true };
    const whole = WHOLE.includes(name) && { isTopLevel: true };
    expect(exceptionsIn(logOf(name).toString()).at(-1)).toEqual({
      language: 'python',
      text,
      where,
      ...looked,
      ...logged,
      ...whole,
    });
  });

  test.each([
    ["    RATES['EUR']\n    ~~~~~^^^^^^^", 'table'],
    ["    settings['EUR']", undefined],
    ['    load(name)', undefined],
    ['    os.environ[\'EUR\']\n  File "<frozen os>", line 679, in __getitem__', 'environment'],
    [
      `    os.environ['EUR']\n  File "/usr/lib/python3.9/os.py", line 679, in __getitem__\n    raise KeyError(key)`,
      'environment',
    ],
    ['    RATES[\'EUR\']\n  File "/srv/rates.py", line 3, in __getitem__\n    return load(key)', undefined],
  ])('where a key was looked for is told by the innermost frame: %s', (source, lookedIn) => {
    const lines = `Traceback (most recent call last):\n  File "/srv/a.py", line 2, in <module>\n${source}\nKeyError: 'EUR'\n`;
    expect(exceptionsIn(lines)[0]).toHaveProperty('text', "KeyError: 'EUR'");
    expect(Object.entries(exceptionsIn(lines)[0] ?? {}).find(([name]) => name === 'lookedIn')?.[1]).toBe(lookedIn);
  });

  test("what Python's logging tells of its own failure is no exception of the app", () => {
    expect(exceptionsIn(logOf('sync_boot_loop_4workers').toString())).toEqual([]);
  });
});

const PANIC = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48f0e6]

goroutine 1 [running]:
runtime.throw({0x49, 0x10})
	/usr/local/go/src/runtime/panic.go:1047 +0x5d
main.(*Server).Start(0x0)
	/src/cmd/server.go:14 +0x26
main.main()
	/src/cmd/main.go:9 +0x1d

exit status 2`;

test('a Go panic is told with the first frame of the app', () => {
  const text = 'panic: runtime error: invalid memory address or nil pointer dereference';
  expect(exceptionsIn(PANIC)).toEqual([
    { language: 'go', text, where: '/src/cmd/server.go line 14, in main.(*Server).Start', isUncaught: true },
  ]);
  expect(exceptionsIn('panic: not from Go\nand on it goes')).toEqual([]);
});

test('a PHP error is told with its place', () => {
  const line = '[21-Nov-2026 08:54:09 UTC] PHP Fatal error:  Uncaught PDOException: refused in /srv/app/index.php:3';
  expect(exceptionsIn(`${line}\nStack trace:\n#0 {main}\n  thrown in /srv/app/index.php on line 3`)).toEqual([
    { language: 'php', text: 'Fatal error: Uncaught PDOException: refused', where: '/srv/app/index.php line 3' },
  ]);
});

test('a PHP error that is displayed, not logged, is read too; one like it of another language is not', () => {
  const line = 'Fatal error: Uncaught PDOException: refused in /srv/app/index.php:3';
  expect(exceptionsIn(`${line}\nStack trace:\n#0 {main}\n  thrown in /srv/app/index.php on line 3`)).toEqual([
    {
      language: 'php',
      text: 'Fatal error: Uncaught PDOException: refused',
      where: '/srv/app/index.php line 3',
      isTopLevel: true,
    },
  ]);
  expect(exceptionsIn('Fatal error: bad directive in /etc/app.conf:3')).toEqual([]);
});

describe('a trace', () => {
  test('may be indented, or stamped line by line', () => {
    const lines = trace('python_chain').trimEnd().split('\n');
    const stamped = lines.map((line, index) => `2026-11-21T08:54:${10 + index}Z web | ${line}`).join('\n');
    const expected = [
      {
        language: 'python',
        text: 'RuntimeError: boot failed',
        where: '/srv/app/chain.py line 5, in b',
        cause: "KeyError: 'x'",
      },
    ];
    expect(exceptionsIn(stamped)).toEqual(expected);
    expect(exceptionsIn(lines.map((line) => `    ${line}`).join('\n'))).toEqual(expected);
  });

  test('goes on through lines of others that come between', () => {
    const text = trace('python_chain').replace(
      '    b()',
      '[2026-11-21 08:54:09 +0000] [5] [INFO] Handling signal: chld\n    b()',
    );
    expect(exceptionsIn(text).map((exception) => exception.text)).toEqual(['RuntimeError: boot failed']);
  });

  test('that is not chained to the one before it is told beside it', () => {
    const one = trace('pydantic');
    expect(exceptionsIn(one + one).length).toBe(2);
  });

  test('without an end is given up after 200 lines', () => {
    const parser = createExceptionParser();
    parser.push('Traceback (most recent call last):');
    for (let line = 0; line < 198; line += 1) parser.push('  more');
    expect(parser.isTracing).toBe(true);
    for (let line = 0; line < 3; line += 1) parser.push('  more');
    expect(parser.isTracing).toBe(false);
  });

  test('is read in time, whatever the line holds', () => {
    const hostile = [
      '\tat ',
      '    at (',
      'panic: ',
      'PHP Fatal error:  ',
      'Fatal error: ',
      'a.rb:1:in `',
      'Error: ',
    ].map((head) => head + `${head}a.b.`.repeat(5_000));
    expect(exceptionsIn(`Error: x\n${hostile.join('\n')}`).length).toBeLessThan(5);
  });
});

test('a message of Node goes on in the next line where its sentence does', () => {
  const lines = (more: string) => `Error: The module '/srv/a.node'\n${more}\n    at load (/srv/a.js:3:1)\n`;
  const [first] = exceptionsIn(lines('was compiled against a different Node.js version using\nversion 108.'));
  expect(first?.text).toBe(
    "Error: The module '/srv/a.node' was compiled against a different Node.js version using version 108.",
  );
  expect(exceptionsIn(lines('{ code: 7 }'))[0]?.text).toBe("Error: The module '/srv/a.node'");
});

test.each([
  [
    'Node',
    'Error: smtp is full\n    at send (/srv/lib/mail.js:4:9)\n    at tick (/srv/web.js:9:2)\n    at node:internal/timers:581:17',
  ],
  [
    'Python',
    'Traceback (most recent call last):\n  File "/srv/web.py", line 9, in <module>\n  File "/srv/lib/mail.py", line 4, in send\nKeyError: 1\n',
  ],
  [
    'Ruby',
    "/srv/lib/mail.rb:4:in `send': full (Error)\n\tfrom /srv/web.rb:9:in `tick'\n\tfrom /usr/lib/ruby/x.rb:1:in `y'",
  ],
])('names the outermost file of a trace of %s, where it is another', (_, text) => {
  const [where, entry] = [/mail\.\w+ line 4/, /^\/srv\/web\./].map((form) => expect.stringMatching(form));
  expect(exceptionsIn(text)).toMatchObject([{ where, entry }]);
});

test('of Node it tells from what was caught and logged what ended the process, also where no version stands below', () => {
  const logged = 'TypeError: no cart\n    at send (/srv/lib/mail.js:4:9)\n';
  const thrown = `/srv/lib/mail.js:4\n  carts.first.send()\n        ^\n\n${logged}`;
  const seen = [logged, thrown, `the mark ^\n${logged}`, `${logged}\nNode.js v20.20.2\n`].map(exceptionsIn);
  expect(seen.map(([first]) => first && 'isUncaught' in first)).toEqual([false, true, false, true]);
});

test.each([
  [
    'pino-pretty',
    '[08:54:09.200] FATAL (18): cannot start\n    err: {\n      "type": "Error",\n      "stack":\n          Error: no key\n              at main (/srv/a.js:4:3)\n    }\n',
    { language: 'node', text: 'Error: no key', where: '/srv/a.js line 4, in main' },
  ],
  [
    'Serilog',
    '[08:54:09 FTL] Host terminated unexpectedly\nSystem.InvalidOperationException: no key\n   at Program.Main() in /srv/Program.cs:line 14\n[08:54:09 INF] Flushing logs\n',
    {
      language: 'dotnet',
      text: 'System.InvalidOperationException: no key',
      where: '/srv/Program.cs line 14, in Program.Main',
      isTopLevel: true,
    },
  ],
  [
    'loguru',
    'Traceback (most recent call last):\n\n  File "/srv/a.py", line 20, in <module>\n    main()\n\n> File "/srv/a.py", line 12, in main\n    raise ValueError("no key")\n\nValueError: no key\n',
    { language: 'python', text: 'ValueError: no key', where: '/srv/a.py line 12, in main', isLogged: true },
  ],
])('reads the trace that %s prints', (_, lines, found) => {
  expect(exceptionsIn(lines)).toEqual([found]);
});
