import { describe, expect, test } from 'vitest';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';

/** The exceptions that the lines tell, as `language: text @ where`. */
function told(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  const reader = createLogReader((event) => {
    if (event.kind !== 'exception') return;
    found.push(`${event.language}: ${event.text}${event.where === undefined ? '' : ` @ ${event.where}`}`);
  });
  reader.write(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  reader.end();
  return found;
}

const RAILS = 'F, [2026-11-28T10:00:02.113 #1] FATAL -- : [2f1c3b-1] ';
const MONOLOG = '[2026-11-28 10:00:02] production.ERROR: ';

describe('a line in which a server names what a request ended in', () => {
  test.each<[server: string, lines: readonly string[], tells: string]>([
    [
      'Puma',
      [
        '2026-11-30 02:30:00 +0000 Rack app ("GET /up" - (10.77.0.2)): #<NameError: uninitialized constant Rates>',
        "/var/lib/gems/3.1.0/gems/rack-2.2/lib/rack/lint.rb:50:in `call'",
        "config.ru:3:in `call'",
      ],
      'ruby: NameError: uninitialized constant Rates @ config.ru line 3, in call',
    ],
    [
      'Puma 4',
      ['Rack app error handling request { GET /up }', '#<RuntimeError: no rates>', "config.ru:3:in `call'"],
      'ruby: RuntimeError: no rates @ config.ru line 3, in call',
    ],
    [
      'Rails',
      [`${RAILS}  `, `${RAILS}NoMethodError (undefined method 'x' for nil):`, `${RAILS}app/up.rb:4:in \`show'`],
      "ruby: NoMethodError: undefined method 'x' for nil @ app/up.rb line 4, in show",
    ],
    [
      'Rails, several lines',
      [
        `${RAILS}  `,
        '[2f1c3b-1] ActiveRecord::PendingMigrationError (',
        '',
        'Migrations are pending. To resolve this issue, run:',
        '',
        '        bin/rails db:migrate',
        '',
        '):',
      ],
      'ruby: ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate',
    ],
    [
      'Rails 8, without a logger before it',
      ['[0b0a8b1e-77aa] ActionView::Template::Error (no rates):', "[0b0a8b1e-77aa] app/views/up.erb:2:in `show'"],
      'ruby: ActionView::Template::Error: no rates @ app/views/up.erb line 2, in show',
    ],
    [
      'Sinatra',
      ['2026-11-30 02:30:00 - NameError - uninitialized constant Rates:', "\tapp.rb:5:in `block in <main>'"],
      'ruby: NameError: uninitialized constant Rates @ app.rb line 5, in block in <main>',
    ],
    [
      'WEBrick',
      [
        '[2026-11-30 02:30:00] ERROR NameError: uninitialized constant Rates\\n\\n  Rates.all\\n  ^^^^^',
        "\tapp.rb:5:in `service'",
      ],
      'ruby: NameError: uninitialized constant Rates @ app.rb line 5, in service',
    ],
    [
      'Laravel',
      [
        `${MONOLOG}No application encryption key has been specified. {"exception":"[object] (Illuminate\\\\Encryption\\\\MissingAppKeyException(code: 0): No application encryption key has been specified. at /app/vendor/laravel/x.php:79)`,
        '[stacktrace]',
        '#0 /app/public/index.php(52)',
      ],
      'php: MissingAppKeyException: No application encryption key has been specified.',
    ],
    [
      'Symfony',
      [
        '[2026-11-28T10:00:02+00:00] request.CRITICAL: Uncaught PHP Exception RuntimeException: "no rates" at /app/src/Up.php line 12 {"exception":"[object] (RuntimeException(code: 0): no rates at /app/src/Up.php:12)"} []',
      ],
      'php: RuntimeException: no rates @ /app/src/Up.php line 12',
    ],
    [
      'Symfony in JSON',
      [
        '{"message":"Uncaught","context":{"exception":{"class":"App\\\\Lost","message":"no \\"rates\\"","code":0,"file":"/app/src/Up.php:12"}},"level":500}',
      ],
      'php: Lost: no "rates" @ /app/src/Up.php line 12',
    ],
    [
      "Go's net/http",
      [
        '2026/11/30 02:30:00 http: panic serving 10.77.0.2:41234: no rates',
        'goroutine 7 [running]:',
        'net/http.(*conn).serve.func1()',
        '\t/usr/lib/go-1.19/src/net/http/server.go:1850 +0xbf',
        'main.up({0x1, 0x2})',
        '\t/src/main.go:9 +0x1f',
      ],
      'go: panic: no rates @ /src/main.go line 9, in main.up',
    ],
    [
      'Gin',
      [
        '2026/11/30 02:30:00 [Recovery] 2026/11/30 - 02:30:00 panic recovered:',
        'GET /up HTTP/1.1',
        'Host: containers',
        '',
        'runtime error: index out of range [3] with length 0',
        '/usr/lib/go-1.19/src/runtime/panic.go:884 (0x43)',
        '/src/main.go:9 (0x4f)',
      ],
      'go: panic: runtime error: index out of range [3] with length 0 @ /src/main.go line 9',
    ],
    [
      'ASP.NET Core',
      [
        'fail: Microsoft.AspNetCore.Server.Kestrel[13]',
        '      Connection id "0HN", Request id "0HN:1": An unhandled exception was thrown by the application.',
        '      System.InvalidOperationException: no rates',
        '         at Program.<Main>b__0_0(HttpContext c) in /src/Program.cs:line 9',
      ],
      'dotnet: System.InvalidOperationException: no rates @ /src/Program.cs line 9, in Program.<Main>b__0_0',
    ],
    [
      'pino',
      [
        '{"level":50,"err":{"type":"Error","stack":"Error: no rates\\n    at get (/app/a.js:3:9)\\n    at x (/app/node_modules/y.js:1:1)"},"msg":"no rates"}',
      ],
      'node: Error: no rates @ /app/a.js line 3, in get',
    ],
  ])('%s', (_server, lines, tells) => {
    expect(told(lines)).toEqual([tells]);
  });

  test.each([
    ['a level between dashes', '2026-11-30 02:30:00 - ERROR - NameError - no rates:'],
    ['a logger between dashes', '2026-11-30 02:30:00 - ConnectionError - retrying in 5 s:'],
    ['an error in prose', '[2026-11-30 02:30:00] ERROR NameError: it was caught'],
    ['a word with parentheses behind a tag', '[web-worker-1] Started (in 3 s)'],
    ['a fatal line without an exception', `${RAILS}the disk is full`],
    ['a context without an exception', `${MONOLOG}payment refused {"order":7}`],
    ['what only speaks of a panic', 'metrics: http: panic serving counter is 0'],
    ['what only speaks of an exception', 'log: An unhandled exception was thrown by the application.'],
  ])('is not %s', (_what, line) => {
    expect(told([line, 'GET / 200'])).toEqual([]);
  });
});
