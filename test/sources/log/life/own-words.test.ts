import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../../support/replay.ts';

const said = (lines: string) =>
  diagnosesOf(Buffer.from(`${lines}\n`)).map(({ code, summary }) => `${code}: ${summary}`);

const trace = (...frames: readonly string[]): string =>
  ['Traceback (most recent call last):', ...frames, "KeyError: 'SHOP_KEY'"].join('\n');
const TOP = '  File "/srv/shop.py", line 3, in <module>\n    main()';

describe('an end that the last words of a log prove', () => {
  test.each([
    ['Python, from the first frame on', trace(TOP), "KeyError: 'SHOP_KEY'"],
    [
      'Python cannot parse it',
      '  File "/srv/shop.py", line 3\n    print "x"\n          ^\nSyntaxError: invalid syntax',
      'shop.py line 3',
    ],
    [
      'Python finds no file',
      "python: can't open file '/srv/shop.py': [Errno 2] No such file or directory",
      'ended with code 2',
    ],
    ['Go panics', 'panic: no plan\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:4 +0x1d', 'panic: no plan'],
    [
      'Go, with its other goroutines',
      `fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select]:\nmain.main()\n\t/src/main.go:4\n${'\ngoroutine 8 [IO wait]:\nmain.work()\n\t/src/work.go:2\n'.repeat(9)}`,
      'deadlock',
    ],
    [
      'Ruby',
      'config/boot.rb:3:in `fetch\': key not found: "SHOP_KEY" (KeyError)\n\tfrom config/boot.rb:3:in `<main>\'',
      'SHOP_KEY',
    ],
    [
      'PHP',
      'PHP Fatal error:  Uncaught RuntimeException: no plan in /srv/a.php:4\nStack trace:\n#0 {main}\n  thrown in /srv/a.php on line 4',
      'no plan',
    ],
    ['Rust', "thread 'main' panicked at src/main.rs:2:5:\nno plan\nnote: run with `RUST_BACKTRACE=1`", 'no plan'],
    [
      'Java finds no class',
      'Error: Could not find or load main class shop.Main\nCaused by: java.lang.ClassNotFoundException: shop.Main',
      'shop.Main',
    ],
    [
      'Spring Boot in a record of JSON',
      '{"@timestamp":"2026-11-21T08:54:09Z","message":"Application run failed","level":"ERROR","stack_trace":"java.lang.IllegalStateException: no plan\\n\\tat shop.Main.main(Main.java:3)\\n"}',
      'no plan',
    ],
    [
      '.NET finds no framework',
      "You must install or update .NET to run this application.\n\nApp: /srv/Shop.dll\nArchitecture: x64\nFramework: 'Microsoft.NETCore.App', version '8.0.0' (x64)\n.NET location: /usr/share/dotnet/\n\nThe following frameworks were found:\n  6.0.1 at [/usr/share/dotnet]\n\nLearn more:\nhttps://aka.ms/dotnet/app-launch-failed",
      'Microsoft.NETCore.App',
    ],
    [
      'npm has no such script',
      'npm error Missing script: "serve"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run',
      'Missing script: "serve"',
    ],
    ['nginx', 'nginx: [emerg] unknown directive "lisen" in /etc/nginx/nginx.conf:3', 'lisen'],
    ['a command line', 'usage: shop [-h]\nshop: error: unrecognized arguments: --prot', '--prot'],
    [
      'a JVM that crashed',
      '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f1c, pid=1, tid=31\n#',
      'SIGSEGV',
    ],
  ])('%s', (_, log, words) => {
    const [first = ''] = said(log);
    expect(first).toMatch(/^exited-early: /);
    expect(JSON.stringify(diagnosesOf(Buffer.from(`${log}\n`))).replaceAll('\\"', '"')).toContain(words);
  });
});

describe('nothing is said of an app', () => {
  const served = '10.0.0.1 - - [21/Nov/2026:08:54:09 +0000] "GET / HTTP/1.1" 200 12';
  test.each([
    ['that went on serving after a trace', `${trace(TOP)}\n${served}`],
    ['that wrote on after a trace it had caught', `${trace(TOP)}\nusing the default plan\nbooting\nready`],
    ['whose request raised', trace('  File "/srv/web.py", line 9, in handle\n    work()')],
    ['that a logger told of an error', `2026-11-21 08:54:09 ERROR shop: cannot load the plan\n${trace(TOP)}`],
    ['that was interrupted', `Traceback (most recent call last):\n${TOP}\nKeyboardInterrupt`],
    [
      'whose thread of Ruby failed',
      "#<Thread:0x01 run> terminated with exception (report_on_exception is true):\n/srv/a.rb:3:in `work': no plan (RuntimeError)",
    ],
    [
      'whose handler panicked',
      '2026/11/21 08:54:09 http: panic serving 10.0.0.1:5: no plan\ngoroutine 34 [running]:\nmain.work()\n\t/src/a.go:3',
    ],
    [
      'that printed the stack of a panic it recovered from',
      'panic: no plan\ngoroutine 34 [running]:\nmain.work()\n\t/src/a.go:3',
    ],
    ['whose worker of Rust panicked', "thread 'tokio-runtime-worker' panicked at src/main.rs:2:5:\nno plan"],
    [
      'that warns of an unhandled rejection',
      '(node:1) UnhandledPromiseRejectionWarning: Error: no plan\n    at load (/srv/a.js:3:1)\n(node:1) [DEP0018] DeprecationWarning: Unhandled promise rejections are deprecated.',
    ],
    [
      'that nginx serves after a failed reload',
      `nginx: [emerg] unknown directive "lisen" in /etc/nginx/nginx.conf:3\n${`${served}\n`.repeat(3)}`,
    ],
    ['of which npm only warns', 'npm warn deprecated inflight@1.0.6: This module is not supported'],
    [
      'that turns a login away',
      '2026-11-21 08:54:09.000 UTC [40] FATAL:  password authentication failed for user "shop"',
    ],
    ['that took the next port', 'Port 3000 is in use, trying 3001 instead.\nListening on http://0.0.0.0:3001'],
    [
      'that got its port in the end',
      "[2026-11-21 08:54:09 +0000] [1] [ERROR] Connection in use: ('0.0.0.0', 8000)\n[2026-11-21 08:54:09 +0000] [1] [ERROR] Retrying in 1 second.\n[2026-11-21 08:54:10 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)",
    ],
    ['whose file may not be read', 'PermissionError: [Errno 13] Permission denied'],
    ['that prints the version it runs on', 'Node.js v20.11.0\nready'],
    ['whose job was called wrongly', "Listening on 0.0.0.0:8000\njob: error: argument --x: invalid int value: 'a'"],
    ['one of whose parts gives up', 'Listening on 8000\nERROR failed to initialize metrics exporter, giving up'],
    ['of which Terraform complains', 'Error: Invalid value for variable'],
    [
      'whose PHP-FPM goes on',
      '[20-Nov-2026 10:00:00] NOTICE: ready to handle connections\nPHP Fatal error:  Uncaught Error: no plan in /srv/a.php:3\nStack trace:\n#0 {main}\n  thrown in /srv/a.php on line 3',
    ],
    ['that says what it would do', 'will retry, or report "fatal error" before exiting'],
  ])('%s', (_, log) => {
    expect(said(log)).toEqual([]);
  });
});
