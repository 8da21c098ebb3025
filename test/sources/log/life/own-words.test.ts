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
      'exited with code 2',
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
    [
      'Spring Boot in a record of JSON, by the words of its failure analysis',
      '{"@timestamp":"2026-11-21T08:54:09Z","log.level":"ERROR","message":"\\n\\n***\\nAPPLICATION FAILED TO START\\n***\\n\\nDescription:\\n\\nno plan\\n\\nAction:\\n\\nMake one\\n"}',
      'no plan',
    ],
    [
      'Deno, of what it downloads',
      'error: error sending request for url (https://deno.land/plan.ts): dns error: no plan\n    at file:///srv/main.ts:1:23',
      'deno.land/plan.ts',
    ],
    [
      'Redis, of its certificate',
      '1:M 21 Nov 2026 08:54:09.102 # Failed to load certificate: /tls/plan.crt: no such file\n1:M 21 Nov 2026 08:54:09.102 # Failed to configure TLS. Check logs for more info.',
      'plan.crt',
    ],
    ['Invoke has no such task', "No idea what 'plan' is!", 'plan'],
    ['just has no such recipe', 'error: Justfile does not contain recipe `plan`.\nDid you mean `planes`?', 'plan'],
    [
      'Task has no such task',
      'task: Available tasks for this project:\n* dev: Run it\ntask: Task "plan" does not exist',
      'plan',
    ],
    [
      'Rails has no such command',
      'Unrecognized command "plan" (Rails::Command::UnrecognizedCommandError)\nDid you mean?  planes',
      'plan',
    ],
    ['Lerna', "lerna ERR! lerna No packages found with the lifecycle script 'plan'", 'plan'],
    ['Composer has no such command', '  Command "plan" not found, did you mean one of these?   \n      planes', 'plan'],
    ['yargs', 'Error: Unknown argument: plan', 'plan'],
    ['Mosquitto', '1772359200: Error: Unable to open config file /etc/plan.conf.', '/etc/plan.conf'],
    ['Vault', 'error loading configuration from /srv/plan: stat /srv/plan: no such file or directory', '/srv/plan'],
    [
      'Grunt has no such task',
      'Warning: Task "plan" not found. Use --force to continue.\n\nAborted due to warnings.',
      'plan',
    ],
    [
      'gulp has no such task',
      '[08:54:09] Task never defined: plan\n[08:54:09] To list available tasks, try running: gulp --tasks',
      'plan',
    ],
    [
      'the first process that the reloader of Uvicorn starts',
      `INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)\nProcess SpawnProcess-1:\n${trace(
        '  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap\n    self.run()',
        '  File "/usr/lib/python3.11/site-packages/uvicorn/_subprocess.py", line 80, in subprocess_started\n    target(sockets=sockets)',
        '  File "/srv/shop.py", line 3, in <module>\n    main()',
      )}`,
      'SHOP_KEY',
    ],
    ['Traefik 3', '2026-11-21T08:54:09Z ERR Command error error="field not found, node: plan"', 'node: plan'],
    [
      'Deno has no such task',
      'Task not found: serve\nAvailable tasks:\n- dev\n    deno run -A dev.ts\n- check',
      'serve',
    ],
    [
      'Artisan has no such command',
      '\n                                  \n  Command "plan:run" is not defined.  \n                                  \n  Did you mean this?                \n      plan:list\n',
      'plan:run',
    ],
    ['nginx', 'nginx: [emerg] unknown directive "lisen" in /etc/nginx/nginx.conf:3', 'lisen'],
    [
      'nginx, in its log',
      '2026/11/21 08:54:09 [emerg] 7#7: unknown directive "lisen" in /etc/nginx/nginx.conf:3',
      'lisen',
    ],
    ['HAProxy', '[ALERT]    (7) : config : Failed to initialize server(s) addr.', 'exited with code 1'],
    [
      'PostgreSQL as root',
      '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent',
      'root',
    ],
    ['whoever may not be root', "can't run as root without the -u switch", 'root'],
    [
      'a start script without a Java',
      'Neither the JAVA_HOME nor the JRE_HOME environment variable is defined\nAt least one of these environment variable is needed to run this program',
      'JAVA_HOME',
    ],
    [
      'Elasticsearch in a record of JSON',
      `{"log.level":"ERROR", "message":"node validation exception\\nbootstrap check failure [1] of [1]: ${'memory '.repeat(20)}is too low"}\nERROR: Elasticsearch did not exit normally - check the logs at /var/log/es.log\nERROR: Elasticsearch exited unexpectedly, with exit code 78`,
      'bootstrap check failure [1] of [1]: memory',
    ],
    ['Varnish', "Message from VCC-compiler:\nSymbol not found: 'req.backend'\nVCL compilation failed", 'req.backend'],
    [
      'uWSGI without its configuration',
      'realpath() of /etc/uwsgi/shop.ini failed: No such file or directory [core/utils.c line 3662]',
      '/etc/uwsgi/shop.ini',
    ],
    ['getopt', "shop: unrecognized option '--prot'", '--prot'],
    ['Puma', '2026-11-21 08:54:09 +0000 ERROR: No application configured, nothing to run', 'No application configured'],
    ['Plack', 'Error while loading /srv/app.psgi: No such file or directory at (eval 16) line 4.', '/srv/app.psgi'],
    [
      'Next.js',
      "Error: Could not find a production build in the '.next' directory. Try building your app with 'next build'",
      'production build',
    ],
    [
      'TypeORM',
      'Error during migration run:\nError: Unable to open file: "/srv/data-source.js"\nRequire stack:\n- /srv/node_modules/typeorm/cli.js\n- /srv/a.js\n- /srv/b.js\n- /srv/c.js\n- /srv/d.js',
      'data-source.js',
    ],
    ['assert(3)', "shop: m.c:3: main: Assertion `plan > 0' failed.", 'plan > 0'],
    ['assert(3) of musl', 'Assertion failed: plan > 0 (m.c: main: 3)', 'plan > 0'],
    [
      'clap',
      "error: the following required arguments were not provided:\n  --plan <PLAN>\n\nUsage: shop --plan <PLAN>\n\nFor more information, try '--help'.",
      'exited with code 2',
    ],
    ['clap, of an option', "error: unexpected argument '--prot' found\n\nUsage: shop [OPTIONS]", '--prot'],
    ['what main of Rust returned', 'Error: Permission denied (os error 13)', 'os error 13'],
    ['the same with its path', 'Error: shop::plan::Error { kind: Missing, path: "/srv/plan" }', '/srv/plan'],
    ['miette', 'Error:   × no plan\n  ╰─▶ missing field `plan`', 'no plan'],
    ['PDM', "[PdmUsageError]: Command 'shop' is not found in your PATH.", 'shop'],
    ['FastAPI', 'ERROR     Could not find FastAPI app in module, try using --app', 'FastAPI app'],
    [
      'Waitress',
      "Error: Malformed application 'shop.web'\nUsage:\n\n    waitress-serve [OPTS] MODULE:OBJECT",
      'shop.web',
    ],
    [
      'Granian, which ends with its worker',
      '[INFO] Spawning worker-1 with PID: 7\n[ERROR] Unexpected exit from worker-1\n[INFO] Shutting down granian\n[INFO] Stopped worker-1\n[INFO] Granian shutdown completed, see ya!',
      'Unexpected exit from worker-1',
    ],
    [
      'PostgreSQL, of its disk',
      '2026-11-21 08:54:09.130 UTC [1] FATAL:  could not write lock file "postmaster.pid": No space left on device\n2026-11-21 08:54:09.131 UTC [1] LOG:  database system is shut down',
      'No space left',
    ],
    [
      'PostgreSQL, of its recovery',
      '2026-11-21 08:54:09.130 UTC [29] PANIC:  could not locate a valid checkpoint record\n2026-11-21 08:54:09.131 UTC [1] LOG:  aborting startup due to startup process failure\n2026-11-21 08:54:09.132 UTC [1] LOG:  database system is shut down',
      'startup process failure',
    ],
    [
      'Redis, of its disk',
      "1:M 21 Nov 2026 08:54:09.993 # Can't open or create append-only dir appendonlydir: No space left on device",
      'appendonlydir',
    ],
    ['glibc', 'free(): double free detected in tcache 2', 'double free'],
    [
      'Ruby that crashed, with its report',
      `a.rb:4: [BUG] Segmentation fault at 0x0000000000000008\nruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n\n-- Control frame information -----------------------------------------------\nc:0001 p:0000 s:0003 E:000310 (none) [FINISH]\n${'/lib/libruby.so.3.1(rb_vm_exec+0xb3) [0x7f4165853113]\n'.repeat(9)}\n* Loaded features:\n\n    0 enumerator.so`,
      'Segmentation fault',
    ],
    [
      'a worker of Uvicorn that cannot load the app',
      trace(
        '  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap\n    self.run()',
        '  File "/usr/lib/python3/dist-packages/uvicorn/config.py", line 458, in load\n    self.loaded_app = import_from_string(self.app)',
        '  File "/srv/shop.py", line 3, in <module>\n    main()',
      ),
      'SHOP_KEY',
    ],
    ['dash, of what it cannot read', 'start.sh: 4: Syntax error: end of file unexpected (expecting "fi")', 'start.sh'],
    ['bash, of what it cannot read', "start.sh: line 5: syntax error near unexpected token `do'", 'start.sh'],
    ['bash, of a variable that is not set', 'region=eu\nstart.sh: line 4: SHOP_KEY: unbound variable', 'SHOP_KEY'],
    ['dash, of a variable that must be set', 'start.sh: 2: SHOP_KEY: must be set', 'SHOP_KEY'],
    [
      'gosu, of a user',
      'error: failed switching to "shop": unable to find user shop: no matching entries',
      'user shop',
    ],
    [
      'su, of a user',
      'su: user shop does not exist or the user entry does not contain all the required fields',
      'shop',
    ],
    [
      'supervisord, of its settings',
      'Error: could not find config file /etc/shop.conf\nFor help, use /usr/bin/supervisord -h',
      '/etc/shop.conf',
    ],
    ['Foreman without a Procfile', 'ERROR: Procfile does not exist.', 'Procfile'],
    ['zerolog', '2026-11-21T08:54:09Z INF starting\n2026-11-21T08:54:09Z FTL no plan error="x"', 'no plan'],
    ['zerolog, with the hour alone', '8:54AM FTL no plan', 'no plan'],
    ['Gitea', '2026/11/21 08:54:09 setting.go:179:load() [F] no plan', 'no plan'],
    [
      'Prometheus',
      'ts=2026-11-21T08:54:09Z caller=main.go:492 level=error msg="Error loading config (--config.file=plan.yml)" err="no plan"',
      'no plan',
    ],
    [
      'Loki',
      'level=error ts=2026-11-21T08:54:09Z caller=log.go:231 msg="error running loki" err="mkdir /plan: permission denied"',
      '/plan',
    ],
    [
      'Mosquitto',
      'Error: Unknown configuration variable "plan".\nError found at /mosquitto/config/mosquitto.conf:3.',
      'plan',
    ],
    [
      'Keycloak',
      '2026-11-21 08:54:09,120 ERROR [org.keycloak.Handler] (main) ERROR: Failed to start server in (production) mode',
      'production',
    ],
    ['Airflow', 'ERROR: You need to initialize the database. Please run `airflow db init`.', 'airflow db init'],
    [
      'Jupyter as root',
      '[C 2026-11-21 08:54:09.208 ServerApp] Running as root is not recommended. Use --allow-root to bypass.',
      'root',
    ],
    ['whoever refuses', 'Refusing to start due to insecure PLAN_KEY', 'PLAN_KEY'],
    [
      'Turborepo',
      '• Running start in 1 packages\nweb:start: no plan\nweb#start: command (/repo/web) pnpm run start exited (3)\n\n Tasks:    0 successful, 1 total\n\n ERROR  run failed: command  exited (3)',
      'no plan',
    ],
    [
      'Nx',
      'Error: no plan\n\n NX   Running target serve for project shop failed\n\nFailed tasks:\n\n- shop:serve',
      'no plan',
    ],
    [
      'Cobra',
      'Error: required flag(s) "plan" not set\nUsage:\n  shop serve [flags]\n\nrequired flag(s) "plan" not set',
      'plan',
    ],
    [
      'Celery',
      "[2026-11-21 08:54:09,100: CRITICAL/MainProcess] beat raised exception <class 'OSError'>: OSError('no plan')",
      'no plan',
    ],
    [
      'Hypercorn',
      'Process SpawnProcess-1:\nTraceback (most recent call last):\n  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap\n    self.run()\nhypercorn.utils.LifespanFailureError: Lifespan failure in startup. \'no plan\'',
      'no plan',
    ],
    ['Play', 'This application is already running (Or delete /opt/docker/RUNNING_PID file).', 'RUNNING_PID'],
    ['RoadRunner', 'handle_serve_command: Serve error:\n\tendure_start:\n\tno plan', 'no plan'],
    [
      'OpenResty',
      "nginx: [error] init_by_lua error: init.lua:3: module 'plan' not found:\n\tno field package.preload['plan']",
      'plan',
    ],
    [
      'Bun that crashed',
      'panic(main thread): Segmentation fault at address 0x8\noh no: Bun has crashed. This indicates a bug in Bun, not your code.',
      'Segmentation fault',
    ],
    [
      'a loader of TypeScript',
      'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /srv/plan.ts\n    at Object.getFileProtocolModuleFormat [as file:] (node:internal/modules/esm/get_format:160:9)',
      'plan.ts',
    ],
    [
      'color-eyre',
      'Error: \n   0: cannot start\n   1: no plan\n\nLocation:\n   src/main.rs:4\n\nBacktrace omitted. Run with RUST_BACKTRACE=1 environment variable to display it.',
      'no plan',
    ],
    [
      'Swift',
      'Main/main.swift:4: Fatal error: no plan\nCurrent stack trace:\n0    libswiftCore.so                    0x00007f6d8b2a1470 _swift_stdlib_reportFatalErrorInFile + 109',
      'no plan',
    ],
    ['PM2 without the script', '[PM2][ERROR] Script not found: /srv/shop.js', '/srv/shop.js'],
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

test('a port in use is reported for Phoenix, which logs its failed start at info, but not for a program that logs one and goes on', () => {
  const note =
    '10:00:00.123 [info] Running ShopWeb.Endpoint with Bandit 1.1.0 at http failed, port 4000 already in use';
  const [first] = said(
    `${note}\nKernel pid terminated (application_controller) ("{application_start_failure,shop,x}")`,
  );
  expect(first).toMatch(/^port-in-use: .*port 4000/);
  expect(said(note)).toEqual([]);
});

describe('another host is the last that a log tells of', () => {
  test.each([
    [
      'in one line',
      '2026/11/21 08:54:09 redis: dial tcp: lookup redis.shop.local on 127.0.0.1:53: no such host',
      'redis.shop.local',
    ],
    [
      'in an error that was printed with its members',
      "running migrations\nError: getaddrinfo ENOTFOUND shop-db\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:123:26) {\n  errno: -3008,\n  hostname: 'shop-db'\n}",
      'shop-db',
    ],
  ])('%s', (_, log, words) => {
    const [first = ''] = said(log);
    expect(first).toMatch(/^dependency-unreachable: /);
    expect(first).toContain(words);
  });
});

test('a log that holds only the words of a platform does not say that the app wrote nothing', () => {
  const [told] = diagnosesOf(
    Buffer.from('2026-11-21T08:54:09.000000+00:00 heroku[web.1]: Process exited with status 1\n'),
  );
  expect(told).toMatchObject({
    code: 'exited-early',
    summary: 'The app exited with code 1: the log contains none of its output.',
  });
  expect(told?.remedy.join(' ')).not.toContain('wrote nothing');
});

describe('nothing is said of an app', () => {
  const served = '10.0.0.1 - - [21/Nov/2026:08:54:09 +0000] "GET / HTTP/1.1" 200 12';
  test.each([
    ['that went on serving after a trace', `${trace(TOP)}\n${served}`],
    ['that wrote on after a trace it had caught', `${trace(TOP)}\nusing the default plan\nbooting\nready`],
    ['whose request raised', trace('  File "/srv/web.py", line 9, in handle\n    work()')],
    ['that a logger told of an error', `2026-11-21 08:54:09 ERROR shop: cannot load the plan\n${trace(TOP)}`],
    [
      'that Granian restarts a worker of',
      '[ERROR] Unexpected exit from worker-1\n[INFO] Spawning worker-1 with PID: 31\n[INFO] Started worker-1\n[INFO] Started worker-1 runtime-1',
    ],
    [
      'whose session of PostgreSQL failed',
      '2026-11-21 08:54:09.130 UTC [44] FATAL:  could not write to file "pgsql_tmp7": No space left on device',
    ],
    [
      'whose server of Redis goes on',
      "1:M 21 Nov 2026 08:54:09.993 # Can't save in background: fork: Cannot allocate memory",
    ],
    [
      'that logs what an error of Rust is',
      'ERROR upload failed error=Permission denied (os error 13)\nlistening on port 8000',
    ],
    ['that asks for arguments', 'error: the following required arguments were not provided by the client: plan'],
    [
      'one of whose tests fails on purpose',
      'Error: Address already in use (os error 98)\n------------\n     Summary [   0.017s] 2 tests run: 2 passed, 0 skipped',
    ],
    ['whose docs show a cross', 'Error: × marks the spot'],
    ['whose page is missing', 'ERROR     Path does not exist in the cache'],
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
    [
      'that nginx serves after a failed reload, by its own log',
      `2026/11/21 08:54:08 [notice] 7#7: signal 1 (SIGHUP) received from 1, reconfiguring\n2026/11/21 08:54:09 [emerg] 7#7: unknown directive "lisen" in /etc/nginx/nginx.conf:3`,
    ],
    [
      'whose script asks Artisan for what it has not',
      '\n  Command "plan:run" is not defined.  \n\nbooting\nloading\nready',
    ],
    ['that speaks of a task', '{"level":"info","msg":"Task not found: 7"}\nwarn Task not found: 8'],
    [
      'whose own process of another library failed',
      `Process SpawnProcess-1:\n${trace(
        '  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap\n    self.run()',
        '  File "/srv/_subprocess.py", line 80, in subprocess_started\n    target()',
      )}`,
    ],
    ['that could not send a request', 'rates: error sending request for url (https://rates.example/)\nusing old rates'],
    ['whose Redis could not change its settings', 'note: Failed to configure TLS. Check logs for more info.\nready'],
    [
      'whose Artisan serves, in its own form, and has not what a job asks it for',
      '   INFO  Server running on [http://0.0.0.0:8000].\n\n  Command "plan:run" is not defined.\n\n  2026-11-21 08:54:09 /healthz ..... ~ 1ms',
    ],
    [
      'that Grunt watches',
      'Running "watch" task\nWaiting...\nWarning: Task "jshint:all" failed. Use --force to continue.\n\nAborted due to warnings.\nCompleted in 0.6s - Waiting...',
    ],
    ['that has no idea', '[chat] No idea what \'plan\' is!\nnote: task: Task "plan" does not exist'],
    ['whose script calls another tool wrongly', 'Unknown argument: plan\nbooting\nloading\nready'],
    ['that could not start a game', 'ERROR: the game could not be started because nobody came.'],
    ['that warns of a task', 'Warning: Task "plan" not found.\n[08:54:09] a Task never defined: plan'],
    ['that quotes Traefik', 'note: ERR Command error error="no plan" is what it says\nbooting\nready'],
    [
      'that keeps a ticket about Spring Boot',
      '{"id":7,"body":"\\nAPPLICATION FAILED TO START\\n***\\n\\nDescription:\\n\\nno plan\\n\\nAction:\\n\\nMake one\\n"}',
    ],
    [
      'that answers after a user quoted a port in use',
      '[chat] user 7: Error: listen EADDRINUSE: address already in use :::3000\nGET /healthz 200 1ms',
    ],
    ['that warns of root', 'WARNING: you should not run uWSGI as root\nspawned workers\nbooting\nready'],
    ['whose script calls a tool wrongly', "ls: unrecognized option '--prot'\nbooting\nloading\nready"],
    ['that tells where its Java is', 'Using JAVA_HOME: /usr/lib/jvm/java-21'],
    ['whose assertion a logger quotes', '2026-11-21 08:54:09 WARN shop: "Assertion failed: plan > 0" is harmless'],
    [
      'that was asked to stop, and stumbled',
      '08:54:09.476 [notice] SIGTERM received - shutting down\n\n** (ArgumentError) errors were found at the given arguments:\n\n    (stdlib 4.2) :ets.lookup(:elixir_config, :a)\n    app.exs:1: (file)',
    ],
    [
      'that spawned a process which failed',
      trace(
        '  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap\n    self.run()',
        '  File "/srv/shop.py", line 3, in work\n    main()',
      ),
    ],
    ['that could not reach its database at first', 'Error: connect ECONNREFUSED 10.0.0.7:5432, retrying in 5 s'],
    [
      'of which one request could not reach a host',
      `${served}\nError: connect ECONNREFUSED 10.0.0.7:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:2021:16)`,
    ],
    ['that only warns of a host', 'WARN cache: Error: connect ECONNREFUSED 10.0.0.7:6379'],
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
    ['whose script may not set a variable', 'start.sh: line 4: SHOP_KEY: readonly variable'],
    ['whose script goes on after one that it called', `sub.sh: line 4: KEY: unbound variable\n${'plan\n'.repeat(4)}`],
    ['that logs with the place in its source', 'plan.sh: 12: WARNING: the plan is old'],
    ['whose file may not be read', 'PermissionError: [Errno 13] Permission denied'],
    ['that prints the version it runs on', 'Node.js v20.11.0\nready'],
    ['whose job was called wrongly', "Listening on 0.0.0.0:8000\njob: error: argument --x: invalid int value: 'a'"],
    ['one of whose parts gives up', 'Listening on 8000\nERROR failed to initialize metrics exporter, giving up'],
    ['of which Terraform complains', 'Error: Invalid value for variable'],
    [
      'whose PHP-FPM goes on',
      '[20-Nov-2026 10:00:00] NOTICE: ready to handle connections\nPHP Fatal error:  Uncaught Error: no plan in /srv/a.php:3\nStack trace:\n#0 {main}\n  thrown in /srv/a.php on line 3',
    ],
    [
      'that lints before it starts',
      ' NX   Running target lint for project shop failed\nbooting\nplan loaded\nready\nlistening on 8000',
    ],
    ['whose task of Celery quotes its words', 'ready\ngot "beat raised exception <class OSError>: no plan"'],
    [
      'one of whose plugins is TypeScript',
      'Listening on 8000\nTypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /srv/plan.ts\n    at Object.getFileProtocolModuleFormat [as file:] (node:internal/modules/esm/get_format:160:9)',
    ],
    [
      'that logs a report of color-eyre',
      'job failed\nError: \n   0: no plan\n\nLocation:\n   src/job.rs:4\nsync\nsync\nsync',
    ],
    ['whose scheduler refuses a job', 'ready\nscheduler: refusing to start job 7 twice'],
    ['that cannot run a query', 'level=error ts=2026-11-21T08:54:09Z msg="error running query" err="no plan"'],
    [
      'that is called F',
      '2026/11/21 08:54:09 [F] grade given\n2026/11/21 08:54:10 a\n2026/11/21 08:54:10 b\n2026/11/21 08:54:10 c',
    ],
    ['that says what it would do', 'will retry, or report "fatal error" before exiting'],
  ])('%s', (_, log) => {
    expect(said(log)).toEqual([]);
  });
});

describe('a fence of Markdown', () => {
  const fenced = (...lines: readonly string[]): string => ['Then it prints:', '', '```', ...lines, '```'].join('\n');

  test.each([
    ['npm error code 1\nnpm error path /app'],
    ['Stack overflow.\n   at App.Run()'],
    ['FAILED: b\nninja: build stopped: subcommand failed.'],
    ['ERROR: LoadError: UndefVarError: x not defined'],
    [trace(TOP)],
  ])('quotes what stands before the one that closes it: %j', (lines) => {
    expect(said(fenced(lines))).toEqual([]);
    expect(said(`${fenced(lines)}\n\nDefine it then.`)).toEqual([]);
  });

  test('quotes nothing where none closes it, and nothing below the one that does', () => {
    expect(said(`\`\`\`\n${trace(TOP)}`)).toEqual([expect.stringContaining("KeyError: 'SHOP_KEY'")]);
    expect(said(`${fenced('npm error code 1')}\n${trace(TOP)}`)).toEqual([
      expect.stringContaining("KeyError: 'SHOP_KEY'"),
    ]);
  });

  test('does not bring back an app that had ended before it', () => {
    expect(said(`npm error code 3\n${fenced('see the notes')}`)).toEqual([
      expect.stringContaining('exited with code 3'),
    ]);
  });

  test('closes no quotation that began far above', () => {
    expect(said(`\`\`\`\n${'at work\n'.repeat(300)}${trace(TOP)}\n\`\`\``)).toEqual([
      expect.stringContaining("KeyError: 'SHOP_KEY'"),
    ]);
  });
});

describe('a record of JSON', () => {
  const traced = JSON.stringify(`I get this:\n\n${trace(TOP)}\n`);

  test('proves an end by the trace of an error, and none by that in a document such as a ticket', () => {
    expect(said(`{"level": "critical", "message": ${traced}}`)).toEqual([expect.stringContaining('SHOP_KEY')]);
    expect(said(`{"event": "cannot start", "exception": ${traced}}`)).toEqual([expect.stringContaining('SHOP_KEY')]);
    expect(said(`{"id": 4711, "title": "It crashes", "body": ${traced}}`)).toEqual([]);
  });

  test('of the gravest level proves one, unless it is said of one request', () => {
    const fatal = (more: string): string => `{"level":60,"time":1764500002000,${more}"msg":"ledger out of balance"}`;
    expect(said(fatal(''))).toEqual([expect.stringContaining('ledger out of balance')]);
    expect(said(fatal('"reqId":"req-2",'))).toEqual([]);
    expect(said(fatal('"req":{"method":"GET","url":"/"},'))).toEqual([]);
  });
});

describe('a fatal error of PHP', () => {
  const FATAL =
    'PHP Fatal error:  Uncaught RuntimeException: no plan in /srv/cron.php:4\nStack trace:\n#0 {main}\n  thrown in /srv/cron.php on line 4';
  const WARNING =
    '[21-Nov-2026 08:54:20] WARNING: [pool www] child 8 said into stderr: "NOTICE: PHP message: PHP Warning:  Undefined variable $x in /srv/a.php on line 3"';
  const ACCESS = '127.0.0.1 -  21/Nov/2026:08:54:19 +0000 "GET /index.php" 200';

  test.each([WARNING, ACCESS])('ends no PHP-FPM, whose own lines stand beside it: %s', (line) => {
    expect(said(`${line}\n${FATAL}\n${line}`)).toEqual([]);
    expect(said(`${line}\n${FATAL}`)).toEqual([]);
  });

  test('ends a program of which nothing shows that it serves', () => {
    expect(said(`${ACCESS.replace('" 200', '" 500')}\n${FATAL}`)).toEqual([expect.stringContaining('no plan')]);
  });
});
