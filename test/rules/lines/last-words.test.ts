import { expect, test } from 'vitest';
import { tellingLine } from '../../../src/rules/lines/last-words.ts';

const told = (lines: string): string | undefined =>
  tellingLine(lines.split('\n').map((text) => ({ origin: 'stderr', text })))?.text;

test.each([
  [
    'npm',
    '> shop@1.0.0 start\n> node a.js\nno key\nnpm error Lifecycle script `start` failed with error:\nnpm error code 1\nnpm error path /srv\nnpm error command sh -c node a.js',
    'no key',
  ],
  [
    'npm before 10',
    'no key\nnpm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! A complete log of this run can be found in:\nnpm ERR!     /root/.npm/_logs/x-debug-0.log',
    'no key',
  ],
  [
    'npm itself',
    'npm error Missing script: "start"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run',
    'npm error Missing script: "start"',
  ],
  [
    'Yarn',
    'yarn run v1.22.19\n$ node a.js\nno key\nerror Command failed with exit code 1.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.',
    'no key',
  ],
  [
    'zap, above the frames of Go',
    '2026-11-28T10:00:01.201Z\tINFO\tserver/main.go:22\tstarting\n2026-11-28T10:00:01.207Z\tFATAL\tserver/main.go:31\tcould not parse config\t{"error": "yaml: line 14"}\nmain.main\n\t/src/server/main.go:31\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:267',
    'server/main.go:31 could not parse config {"error": "yaml: line 14"}',
  ],
  [
    'the launcher of Java',
    'Error: LinkageError occurred while loading main class com.desk.Api\n\tjava.lang.UnsupportedClassVersionError: com/desk/Api (class file version 65.0)',
    'java.lang.UnsupportedClassVersionError: com/desk/Api (class file version 65.0)',
  ],
  [
    'Prisma',
    'Error: P1000: Authentication failed against database server at `pg-desk`, the provided database credentials for `desk` are not valid.\n\nPlease make sure to provide valid database credentials for the database server at `pg-desk`.',
    'Error: P1000: Authentication failed against database server at `pg-desk`, the provided database credentials for `desk` are not valid.',
  ],
  [
    'PHP-FPM',
    "[30-Nov-2026 02:14:13] ERROR: [pool www] cannot get uid for user 'deploy'\n[30-Nov-2026 02:14:13] ERROR: FPM initialization failed",
    "cannot get uid for user 'deploy'",
  ],
  ['one word that is no frame', 'could not start\nbye.now', 'bye.now'],
  ['pnpm', 'no key\n ELIFECYCLE  Command failed with exit code 1.', 'no key'],
  [
    'Bun',
    'error: Cannot find module "parcelkit" from "/srv/cart/index.ts"\n\nBun v1.1.38 (Linux x64)',
    'error: Cannot find module "parcelkit" from "/srv/cart/index.ts"',
  ],
  [
    'Node',
    '/srv/a.js:1\nthrow "no key"\n^\nno key\n(Use `node --trace-uncaught ...` to show where the exception was thrown)\n\nNode.js v20.20.2',
    'no key',
  ],
  [
    'an Erlang release',
    '[notice] Application shop exited: shutdown\nKernel pid terminated (application_controller) ("{application_start_failure,shop}")\n\nCrash dump is being written to: erl_crash.dump...done',
    'Application shop exited: shutdown',
  ],
  [
    'Perl',
    "Can't locate Dancer2.pm in @INC (@INC contains: /etc/perl) at app.pl line 3.\nBEGIN failed--compilation aborted at app.pl line 3.",
    "Can't locate Dancer2.pm in @INC (@INC contains: /etc/perl) at app.pl line 3.",
  ],
  [
    'clap',
    "error: the following required arguments were not provided:\n  --port <PORT>\n\nUsage: shop --port <PORT>\n\nFor more information, try '--help'.",
    'error: the following required arguments were not provided: --port <PORT>',
  ],
  [
    'an entrypoint',
    'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser.',
    'Error: Database is uninitialized and superuser password is not specified.',
  ],
  [
    'HAProxy',
    "[ALERT]    (1) : config : parsing [haproxy.cfg:3] : unknown keyword 'foo' in 'global' section\n[ALERT]    (1) : config : Error(s) found in configuration file : haproxy.cfg\n[ALERT]    (1) : config : Fatal errors found in configuration.",
    "parsing [haproxy.cfg:3] : unknown keyword 'foo' in 'global' section",
  ],
  [
    'nginx',
    'nginx: [emerg] unknown directive "foo" in /etc/nginx/nginx.conf:3\nnginx: configuration file /etc/nginx/nginx.conf test failed',
    'nginx: [emerg] unknown directive "foo" in /etc/nginx/nginx.conf:3',
  ],
  [
    'Apache',
    "AH00526: Syntax error on line 3 of /etc/apache2/apache2.conf:\nInvalid command 'Foo', perhaps misspelled\nAction 'start' failed.\nThe Apache error log may have more information.",
    "Invalid command 'Foo', perhaps misspelled",
  ],
  [
    'a logger',
    '2026-11-21 08:54:09,100 ERROR app.main: no key\n2026-11-21 08:54:09,101 INFO app.main: closing 3 pools\n2026-11-21 08:54:09,102 INFO app.main: shut down',
    'no key',
  ],
  [
    'a logger of JSON',
    '{"level":60,"time":1,"err":{"type":"Error","message":"no key"},"msg":"cannot start"}\n{"level":30,"msg":"closed"}',
    'cannot start: no key',
  ],
  ['.NET', 'fail: Kiln.Api[0]\n      no key\nAborted (core dumped)', 'no key'],
  ['Go', '2026/11/21 08:54:09 no key\nexit status 1', 'no key'],
  [
    'Gunicorn',
    'no key\n[2026-11-21 08:54:09 +0000] [4] [INFO] Shutting down: Master\n[2026-11-21 08:54:09 +0000] [4] [INFO] Reason: Worker failed to boot.',
    'no key',
  ],
  ['a reason below its head', 'Startup failed.\nReason: the ledger is sealed', 'Reason: the ledger is sealed'],
  ['a cause below its head', 'Startup failed.\nCaused by: the ledger is sealed', 'Caused by: the ledger is sealed'],
  [
    'the JVM',
    "Unrecognized VM option 'UseDesk'\nError: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.",
    "Unrecognized VM option 'UseDesk'",
  ],
  [
    'Prisma, above the place in its schema',
    'error: the URL must start with the protocol `postgresql://`.\n  -->  schema.prisma:10\n   | \n 9 |   provider = "postgresql"\n10 |   url      = env("DESK_URL")\n   | \n\nValidation Error Count: 1',
    'error: the URL must start with the protocol `postgresql://`.',
  ],
  [
    'Laravel, above the place in its source',
    '   Illuminate\\Database\\QueryException \n\n  could not find driver (Connection: mysql)\n\n  at vendor/laravel/Connection.php:829\n    825|                     $bindings, $e\n    826|                 );',
    'could not find driver (Connection: mysql)',
  ],
  [
    'uWSGI',
    "unable to load app 0 (mountpoint='') (callable not found or import error)\n*** no app loaded. GAME OVER ***\nSIGINT/SIGTERM received...killing workers...",
    "unable to load app 0 (mountpoint='') (callable not found or import error)",
  ],
  [
    '.NET without its framework',
    "You must install or update .NET to run this application.\n\nFramework: 'Microsoft.NETCore.App', version '8.0.0' (x64)\n.NET location: /usr/share/dotnet\n\nThe following frameworks were found:\n  7.0.15 at [/usr/share/dotnet/shared/Microsoft.NETCore.App]\n\nLearn more:\nhttps://aka.ms/dotnet/app-launch-failed",
    "Framework: 'Microsoft.NETCore.App', version '8.0.0' (x64)",
  ],
  [
    'Django',
    'desk.Order: (fields.E210) Pillow is not installed.\n\tHINT: get it\n\nSystem check identified 1 issue (0 silenced).',
    'desk.Order: (fields.E210) Pillow is not installed.',
  ],
  [
    'Symfony, above how the command is written',
    'In LicenseCheck.php line 12:\n                     \n  the license expired  \n                     \n\nserver:start [--port PORT]',
    'In LicenseCheck.php line 12: the license expired',
  ],
  [
    'bash',
    "start.sh: line 7: syntax error near unexpected token `fi'\nstart.sh: line 7: `fi'",
    "start.sh: line 7: syntax error near unexpected token `fi'",
  ],
  ['zerolog', '8:54AM INF starting\n8:54AM FTL no key\n8:54AM INF closed', 'no key'],
  ['one who only says goodbye', 'hello\nbye.', 'hello'],
  [
    'Bundler',
    'Could not find rack-timeout-0.6.3 in locally installed gems\nRun `bundle install` to install missing gems.',
    'Could not find rack-timeout-0.6.3 in locally installed gems',
  ],
  [
    'pnpm without the script',
    ' ERR_PNPM_NO_SCRIPT  Missing script: serve\n\nCommand "serve" not found.',
    'ERR_PNPM_NO_SCRIPT  Missing script: serve',
  ],
  [
    'lighttpd',
    '2026-11-30 12:48:34: (configfile.c.2593) server.document-root is not set\n2026-11-30 12:48:34: (server.c.1442) setting default values failed',
    'server.document-root is not set',
  ],
  [
    'Varnish',
    [
      'Error:',
      'Message from VCC-compiler:',
      "Expected ';' got '}'",
      '(program line 417), at',
      "('/srv/v.vcl' Line 2 Pos 52)",
      'backend default { .host = "127.0.0.1"; .port = "9" }',
      '---------------------------------------------------#',
      'Running VCC-compiler failed, exited with 2',
      'VCL compilation failed',
    ].join('\n'),
    "Expected ';' got '}'",
  ],
])('%s', (_, lines, text) => {
  expect(told(lines)).toBe(text);
});

test('finds nothing in lines that are only notes', () => {
  expect(told('\n}\nNode.js v20.20.2')).toBeUndefined();
});

test.each([
  [
    'time=2026-11-30T01:02:03.004Z level=ERROR msg="cannot read the ledger" err="open /srv/ledger: permission denied"',
    'cannot read the ledger: open /srv/ledger: permission denied',
  ],
  ['flag provided but not defined: -prot', 'flag provided but not defined: -prot'],
])('takes the line above the help on a command line: %s', (line, told) => {
  const help = [
    'Usage of ./ledger:',
    '  -addr string',
    '    \taddress to listen on (default ":8000")',
    '  -v\tlog more',
  ];
  expect(tellingLine([line, ...help].map((text) => ({ origin: 'stderr', text })))?.text).toBe(told);
});

test('takes an error below the usage', () => {
  const lines = ['usage: a.py [-h]', '            [--port PORT]', 'a.py: error: unrecognized arguments: --prot 8000'];
  expect(tellingLine(lines.map((text) => ({ origin: 'stderr', text })))?.text).toBe(lines[2]);
});
