// needs: default-jdk-headless elixir golang-go haproxy nginx-light php-cli python3 ruby rustc
import type { Fault, HealthyApp } from '../../support/scenario.ts';
import * as small from '../../support/small-servers.ts';

const python = '/usr/bin/python3';
const ended = { code: 'exited-early', exit: 1 } as const;

/** An app that prints lines as a program wrote them that is not installed here, and ends; where it says what makes it well, as long as that is not so. */
const printing = (
  text: string,
  code = 1,
  isWell?: string,
): Pick<Fault, 'command' | 'files' | 'cannotFix' | 'fixWorks'> => ({
  ...(isWell === undefined ? { cannotFix: 'it only prints what a real program printed' } : { fixWorks: true }),
  command: [process.execPath, 'print.mjs'],
  files: {
    'words.txt': text,
    'print.mjs': `import { readFileSync } from 'node:fs';
if (${isWell ?? 'false'}) ${small.nodeModuleServer}else setTimeout(() => { process.stderr.write(readFileSync('words.txt')); process.exitCode = ${code}; }, 400);
`,
  },
});

const variable = /^Set the environment variable \w+ for this container/;

/** Apps whose end is told by a line that is not their last one. */
export const tellingFaults: readonly Fault[] = [
  {
    name: "an app whose settings fail Zod's check",
    ...ended,
    says: /ZodError: LEDGER_URL: Required; MAIL_FROM: Required \(\/app\/env\.js line 4/,
    remedy: /^Set the environment variable LEDGER_URL .* The error also names MAIL_FROM\./,
    ...printing(
      `ZodError: [
${['LEDGER_URL', 'MAIL_FROM'].map((name) => `  {\n    "code": "invalid_type",\n    "path": [\n      "${name}"\n    ],\n    "message": "Required"\n  }`).join(',\n')}
]
    at get error [as error] (/app/node_modules/zod/lib/types.js:55:31)
    at Object.<anonymous> (/app/env.js:4:9) {
  issues: [
    {
      code: 'invalid_type',
      path: [Array],
      message: 'Required'
    }
  ]
}

Node.js v20.11.0
`,
      1,
      'process.env.LEDGER_URL',
    ),
  },
  {
    name: 'a migration with Alembic whose revision the image does not have',
    ...ended,
    exit: 255,
    says: /Can't locate revision identified by 'a1b2c3d4e5f6'/,
    remedy: /^Put the file of revision a1b2c3d4e5f6 into `versions` of the image/,
    ...printing("FAILED: Can't locate revision identified by 'a1b2c3d4e5f6'\n", 255),
  },
  {
    name: 'a setup program that asks a question',
    cannotFix: 'the fault is in the code of the app',
    ...ended,
    says: /EOFError: EOF when reading a line \(.*setup\.py line 1/,
    remedy: /^Take the value from an argument or an environment variable/,
    requires: python,
    files: { 'setup.py': "input('Name of the shop: ')\n" },
    command: ['sh', '-c', 'exec python3 setup.py < /dev/null'],
  },
  {
    name: 'a Rust program that expects a variable',
    fixWorks: true,
    ...ended,
    exit: 101,
    says: /MAILER_TOKEN must be set: NotPresent \(main\.rs line 2\)/,
    remedy: variable,
    requires: '/usr/bin/rustc',
    files: {
      'main.rs': `fn main() {\n    std::env::var("MAILER_TOKEN").expect("MAILER_TOKEN must be set");\n    ${small.rustServer}}\n`,
    },
    prepare: 'rustc -C opt-level=0 -o mailer main.rs',
    command: ['./mailer'],
  },
  {
    name: 'a Rust program whose main returns an error with causes',
    ...ended,
    says: /No such file or directory \(os error 2\), the cause of Error: cannot open the ledger/,
    remedy: /^(?:Fix what the quoted log line reports|Fix the cause of that error)/,
    ...printing(
      'Error: cannot open the ledger\n\nCaused by:\n    0: cannot read ledger.toml\n    1: No such file or directory (os error 2)\n',
    ),
  },
  {
    name: 'an Elixir script that fetches a variable',
    fixWorks: true,
    ...ended,
    says: /could not fetch environment variable "LEDGER_KEY" because it is not set/,
    remedy: variable,
    requires: '/usr/bin/elixir',
    files: { 'boot.exs': `System.fetch_env!("LEDGER_KEY")\n${small.elixirServer}` },
    command: ['elixir', 'boot.exs'],
  },
  {
    name: 'an Elixir release whose configuration raises',
    field: true,
    ...ended,
    says: /environment variable CLOAK_KEY is missing.*runtime\.exs line 31/,
    remedy: variable,
    ...printing(
      'ERROR! Config provider Config.Reader failed with:\n** (RuntimeError) environment variable CLOAK_KEY is missing.\nFor example: mix phx.gen.secret\n\n    /srv/ledger/releases/0.9.1/runtime.exs:31: (file)\n    (elixir 1.15.7) src/elixir.erl:396: anonymous fn/4 in :elixir.eval_external_handler/3\n    (stdlib 5.1.1) erl_eval.erl:750: :erl_eval.do_apply/7\n\nRuntime terminating during boot ({#{},[{elixir_eval,eval}]})\n\nCrash dump is being written to: erl_crash.dump...done\n',
      1,
      'process.env.CLOAK_KEY',
    ),
  },
  {
    name: 'a .NET program with an exception within another',
    ...ended,
    exit: 134,
    says: /Billing:ApiKey.*Keys\.cs line 12/,
    remedy: /Billing__ApiKey/,
    ...printing(
      "Unhandled exception. System.TypeInitializationException: The type initializer for 'Ledger.Keys' threw an exception.\n ---> System.InvalidOperationException: Missing required configuration value 'Billing:ApiKey'\n   at Ledger.Keys.Read(String name) in /src/Keys.cs:line 12\n   at Ledger.Keys..cctor() in /src/Keys.cs:line 5\n   --- End of inner exception stack trace ---\n   at Program.<Main>$(String[] args) in /src/Program.cs:line 4\nAborted (core dumped)\n",
      134,
      'process.env.Billing__ApiKey',
    ),
  },
  {
    name: 'a Go program that logs its fatal error',
    fixWorks: true,
    ...ended,
    says: /its last line was "cannot start: LEDGER_DSN is not set"/,
    remedy: variable,
    requires: '/usr/bin/go',
    files: {
      'main.go': `package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	if os.Getenv("LEDGER_DSN") == "" {
		log.Fatal("cannot start: LEDGER_DSN is not set")
	}
	${small.goServer}
}
`,
    },
    prepare: 'GOFLAGS=-mod=mod GOCACHE=/tmp/sidewatch-go CGO_ENABLED=0 go build -o ledger main.go',
    command: ['./ledger'],
  },
  {
    name: 'a Java program with a cause below a trace of a hundred lines',
    fixWorks: true,
    ...ended,
    says: /LEDGER_DSN is not set \(Ledger\.java line \d+, in Ledger\.read\), the cause of java\.lang\.RuntimeException: cannot start the ledger/,
    remedy: variable,
    requires: '/usr/bin/java',
    files: {
      'Ledger.java': `public class Ledger {\n  static void read() { if (System.getenv("LEDGER_DSN") == null) throw new IllegalStateException("LEDGER_DSN is not set"); }\n  static void deep(int n) { if (n > 0) { deep(n - 1); return; } try { read(); } catch (Exception e) { throw new RuntimeException("cannot start the ledger", e); } }\n  public static void main(String[] a) throws Exception { deep(100); ${small.javaServer} }\n}\n`,
    },
    prepare: 'javac Ledger.java',
    command: ['java', '-cp', '.', 'Ledger'],
  },
  {
    name: 'a Spring Boot app that explains why it cannot start',
    field: true,
    ...ended,
    says: /Failed to bind properties under 'server\.port'/,
    remedy: /^Set `SERVER_PORT=8000`.*tcp:\/\/10\.0\.0\.1:80/,
    environment: { SERVER_PORT: 'tcp://10.0.0.1:80' },
    ...printing(
      `2026-11-21T08:54:09.120Z ERROR 1 --- [           main] o.s.b.d.LoggingFailureAnalysisReporter   : \n\n***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nFailed to bind properties under 'server.port' to java.lang.Integer:\n\n    Property: server.port\n    Value: "tcp://10.0.0.1:80"\n    Origin: System Environment Property "SERVER_PORT"\n\nAction:\n\nUpdate your application's configuration\n\n`,
      1,
      "process.env.SERVER_PORT === '8000'",
    ),
  },
  {
    name: 'a Python program that raises from another error',
    fixWorks: true,
    ...ended,
    says: /RuntimeError: cannot read the settings \(.*boot\.py line 5, in <module>\), caused by KeyError: 'LEDGER_DSN'/,
    remedy: variable,
    requires: python,
    files: {
      'boot.py': `import os\ntry:\n    os.environ['LEDGER_DSN']\nexcept KeyError as e:\n    raise RuntimeError('cannot read the settings') from e\n${small.pythonServer}`,
    },
    command: ['python3', 'boot.py'],
  },
  {
    name: 'a Ruby program that raises over another error',
    fixWorks: true,
    ...ended,
    says: /RuntimeError: cannot read the ledger \(boot\.rb line 4.*caused by Errno::ENOENT/,
    remedy: /Put ledger\.yml into the image/,
    requires: '/usr/bin/ruby',
    files: {
      'boot.rb': `begin\n  File.read('ledger.yml')\nrescue StandardError\n  raise 'cannot read the ledger'\nend\n${small.rubyServer}`,
    },
    command: ['ruby', 'boot.rb'],
  },
  {
    name: 'a PHP program with a chain of exceptions',
    fixWorks: true,
    ...ended,
    exit: 255,
    says: /LogicException: cannot start.*caused by .*LEDGER_DSN is not set/,
    remedy: variable,
    requires: '/usr/bin/php',
    files: {
      'boot.php': `<?php\nfunction dsn() { if (getenv('LEDGER_DSN') === false) throw new RuntimeException('LEDGER_DSN is not set'); }\ntry { dsn(); } catch (Exception $e) { throw new LogicException('cannot start', 0, $e); }\n${small.phpServer}`,
    },
    command: ['php', '-d', 'display_errors=stderr', 'boot.php'],
  },
  {
    name: 'a Perl program without its module',
    cannotFix: 'the module is not in the image',
    ...ended,
    exit: 2,
    says: /Can't locate Ledger\/Store\.pm/,
    remedy: /Perl module Ledger::Store/,
    requires: '/usr/bin/perl',
    files: { 'boot.pl': 'use Ledger::Store;\n' },
    command: ['perl', 'boot.pl'],
  },
  {
    name: 'a Deno program with an error below its source',
    ...ended,
    says: /Missing LEDGER_DSN \(\/srv\/ledger\/main\.ts line 3\)/,
    remedy: variable,
    ...printing(
      'error: Uncaught (in promise) Error: Missing LEDGER_DSN\n  throw new Error("Missing LEDGER_DSN");\n        ^\n    at file:///srv/ledger/main.ts:3:9\n    at eventLoopTick (ext:core/01_core.js:175:7)\n',
      1,
      'process.env.LEDGER_DSN',
    ),
  },
  {
    name: 'a Java program that was compiled for a later Java',
    ...ended,
    says: /it (?:wrote|.*last line was) "java\.lang\.UnsupportedClassVersionError: .*class file version 65\.0/,
    remedy: /^Use Java 21 or later in the image, or compile with `--release 17`/,
    ...printing(
      'Error: LinkageError occurred while loading main class com.ledger.Api\n\tjava.lang.UnsupportedClassVersionError: com/ledger/Api has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0\n',
    ),
  },
  {
    name: 'a Go program whose logger writes the stack below its words',
    ...ended,
    says: /could not parse config .*yaml: line 14/,
    remedy: /^Fix the YAML that the app reads/,
    ...printing(
      '2026-11-28T10:00:01.207Z\tFATAL\tserver/main.go:31\tcould not parse config\t{"error": "yaml: line 14: did not find expected key"}\nmain.main\n\t/src/server/main.go:31\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:267\n',
    ),
  },
  {
    name: 'a Go program that panics without its file',
    ...ended,
    exit: 2,
    says: /panic: open config\/ledger\.yaml: no such file or directory/,
    remedy: /^Put config\/ledger\.yaml into the image/,
    ...printing(
      'panic: open config/ledger.yaml: no such file or directory\n\ngoroutine 1 [running]:\nmain.load(...)\n\t/src/ledger/main.go:5\nmain.main()\n\t/src/ledger/main.go:8 +0x2d\nexit status 2\n',
      2,
    ),
  },
  {
    name: 'a Deno program that may not read its environment',
    ...ended,
    says: /Requires env access to "LEDGER_REGION"/,
    remedy: /^Start Deno with `--allow-env`/,
    ...printing(
      'error: Uncaught (in promise) NotCapable: Requires env access to "LEDGER_REGION", run again with the --allow-env flag\n    at Object.getEnv [as get] (ext:deno_os/30_os.js:124:10)\n    at file:///app/main.ts:3:25\n',
    ),
  },
  {
    name: 'a Node program whose module has no such export',
    ...ended,
    cannotFix: 'the code of the app is wrong',
    says: /'\.\/lib\.mjs' does not provide an export named 'createLedger'/,
    remedy: /^Export `createLedger` from \.\/lib\.mjs, or correct the import in \S*main\.mjs line 1/,
    files: {
      'main.mjs': "import { createLedger } from './lib.mjs'\ncreateLedger().listen(8000)\n",
      'lib.mjs': 'export const makeLedger = () => null\n',
    },
    command: [process.execPath, 'main.mjs'],
  },
  {
    name: 'a Bun program without its module',
    ...ended,
    says: /Cannot find package "ledgerkit"/,
    remedy: /the package ledgerkit/,
    ...printing('error: Cannot find package "ledgerkit" from "/srv/ledger/index.ts"\n\nBun v1.1.38 (Linux x64)\n'),
  },
  {
    name: 'npm without the script that it is to run',
    cannotFix: 'there is no server to start',
    field: true,
    ...ended,
    says: /Missing script: "serve"/,
    remedy: /script "serve" to package\.json/,
    files: { 'package.json': '{"name":"ledger","private":true,"scripts":{"build":"true"}}' },
    environment: { HOME: '/tmp/sidewatch-npm' },
    command: ['npm', 'run', 'serve'],
  },
  {
    name: 'npm whose script is misspelled',
    fixWorks: true,
    ...ended,
    says: /Missing script: "strt"/,
    remedy: /^Start it with `npm start` instead of `npm run strt`/,
    files: {
      'package.json': '{"name":"ledger","private":true,"scripts":{"start":"node app.js"}}',
      'app.js': small.nodeServer,
    },
    environment: { HOME: '/tmp/sidewatch-npm' },
    command: ['npm', 'run', 'strt'],
  },
  {
    name: 'npm whose script says why, before its own lines',
    fixWorks: true,
    ...ended,
    says: /wrote "|last line was "LEDGER_DSN is required"/,
    remedy: variable,
    files: {
      'package.json': '{"name":"ledger","private":true,"scripts":{"start":"node boot.js"}}',
      'boot.js': `if (!process.env.LEDGER_DSN) { console.error('LEDGER_DSN is required'); process.exit(1) }\n${small.nodeServer}`,
    },
    environment: { HOME: '/tmp/sidewatch-npm' },
    command: ['npm', 'start'],
  },
  {
    name: 'Yarn whose script says why, before its own lines',
    ...ended,
    says: /last line was "LEDGER_DSN is required"/,
    remedy: variable,
    ...printing(
      'yarn run v1.22.22\n$ node boot.js\nLEDGER_DSN is required\nerror Command failed with exit code 1.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.\n',
      1,
      'process.env.LEDGER_DSN',
    ),
  },
  {
    name: 'an app whose progress bar ends in an error',
    cannotFix: 'it only prints, and never serves',
    ...ended,
    says: /last line was "model ledger-7b: checksum mismatch"/,
    remedy: /^(?:Fix what the quoted log line reports|Fix the cause of that error)/,
    requires: python,
    files: {
      'boot.py':
        "import sys, time\nfor n in range(0, 101, 4):\n    sys.stderr.write('\\rdownloading %d %%' % n); sys.stderr.flush(); time.sleep(0.02)\nsys.stderr.write('\\rmodel ledger-7b: checksum mismatch\\n')\nsys.exit(1)\n",
    },
    command: ['python3', 'boot.py'],
  },
  {
    name: 'an app that logs the reason as JSON, and closes down well',
    ...ended,
    says: /wrote "cannot start: LEDGER_DSN is required"/,
    remedy: variable,
    ...printing(
      '{"level":60,"time":1763715249000,"pid":7,"err":{"type":"Error","message":"LEDGER_DSN is required"},"msg":"cannot start"}\n{"level":30,"time":1763715249001,"pid":7,"msg":"closing the pool"}\n{"level":30,"time":1763715249002,"pid":7,"msg":"closed"}\n',
      1,
      'process.env.LEDGER_DSN',
    ),
  },
  {
    name: 'an app whose logger puts its own words before the reason',
    cannotFix: 'it only prints, and never serves',
    ...ended,
    says: /last line was "the ledger is locked by another instance"/,
    remedy: /^(?:Fix what the quoted log line reports|Fix the cause of that error)/,
    requires: python,
    files: {
      'boot.py':
        "import logging, sys\nlogging.basicConfig(format='%(asctime)s %(levelname)s %(name)s: %(message)s')\nlogging.getLogger('ledger.store').error('the ledger is locked by another instance')\nsys.exit(1)\n",
    },
    command: ['python3', 'boot.py'],
  },
  {
    name: 'nginx with a directive that it does not know',
    fixWorks: true,
    ...ended,
    says: /unknown directive "ledger_pass"/,
    remedy: /^Remove `ledger_pass` in \S+n\.conf \(line 2\)/,
    requires: '/usr/sbin/nginx',
    files: { 'n.conf': 'events {}\nhttp { server { listen 8000; ledger_pass on; } }\n' },
    command: ['sh', '-c', 'exec nginx -p "$PWD" -e stderr -c "$PWD/n.conf" -g "daemon off;"'],
  },
  {
    name: 'HAProxy with a keyword that it does not know',
    fixWorks: true,
    ...ended,
    says: /unknown keyword 'ledger'/,
    remedy: /^Remove `ledger` in h\.cfg \(line 6\)/,
    requires: '/usr/sbin/haproxy',
    files: {
      'h.cfg': 'defaults\n  mode http\n  timeout client 5s\nfrontend f\n  bind :8000\n  ledger on\n',
    },
    command: ['haproxy', '-db', '-f', 'h.cfg'],
  },
  {
    name: 'a Python program with a key that its table does not have',
    cannotFix: 'the fault is in the code of the app',
    ...ended,
    says: /KeyError: 'EUR' \(.*rates\.py line 3, in <module>\)/,
    remedy: /^Fix the cause of that error \(.*rates\.py line 3/,
    requires: python,
    files: { 'rates.py': `RATES = {'USD': 1}\nprint('rates are read', flush=True)\nRATES['EUR']\n` },
    command: ['python3', 'rates.py'],
  },
  {
    name: 'an app that calls itself before it listens',
    cannotFix: 'the fault is in the code of the app',
    ...ended,
    says: /ECONNREFUSED 127\.0\.0\.1:8000/,
    remedy: /^Check that 127\.0\.0\.1:8000 is up before the app connects: that is this container itself/,
    files: { 'warm.mjs': `await fetch('http://127.0.0.1:8000/rates');\n${small.nodeModuleServer}` },
    command: [process.execPath, 'warm.mjs'],
    flags: ['--endpoint', '8000'],
  },
  {
    name: 'Prisma, which shows the place in its schema last',
    ...ended,
    says: /"error: Error validating datasource `db`: the URL must start with the protocol `postgresql:\/\/`/,
    remedy: /^Give the app a database URL that starts with `postgresql:\/\/`/,
    ...printing(
      'Prisma schema loaded from schema.prisma\nerror: Error validating datasource `db`: the URL must start with the protocol `postgresql://` or `postgres://`.\n  -->  schema.prisma:10\n   | \n 9 |   provider = "postgresql"\n10 |   url      = env("LEDGER_URL")\n   | \n\nValidation Error Count: 1\n[Context: getConfig]\n\nPrisma CLI Version : 5.22.0\n',
    ),
  },
  {
    name: 'Java with a size of its heap that it cannot read',
    field: true,
    fixWorks: true,
    ...ended,
    says: /its last line was "Invalid maximum heap size: -Xmx2gb"/,
    remedy: /^Write `-Xmx2g` instead of `-Xmx2gb`/,
    requires: '/usr/bin/javac',
    files: {
      'Desk.java': `public class Desk {\n  public static void main(String[] a) throws Exception { ${small.javaServer} }\n}\n`,
    },
    prepare: 'javac Desk.java',
    command: ['java', '-Xmx2gb', '-cp', '.', 'Desk'],
  },
  {
    name: 'a command of Laravel whose database refuses it',
    field: true,
    cannotFix: 'it only prints what a real program printed',
    code: 'dependency-unreachable',
    says: /because MySQL at desk-db:3306 refuses the connection/,
    remedy: /^Check that MySQL at desk-db:3306 is up/,
    exit: 1,
    ...printing(
      `
   Illuminate\\Database\\QueryException 

  SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, Host: desk-db, Port: 3306, Database: desk, SQL: select 1)

  at vendor/laravel/framework/src/Illuminate/Database/Connection.php:825
    821▕                     $this->getName(), $query
  ➜ 825▕             throw new QueryException(

      +35 vendor frames 

  36  artisan:13
      Illuminate\\Foundation\\Application::handleCommand(Object(Symfony\\Component\\Console\\Input\\ArgvInput))
`,
    ),
  },
  {
    name: 'a bundle of one line that lacks a variable',
    field: true,
    fixWorks: true,
    ...ended,
    says: /Error: Missing DESK_URL in environment \(\S+ line 1/,
    remedy: variable,
    files: {
      'bundle.js': `${'function f(x){return x*2};'.repeat(1_500)}if(!process.env.DESK_URL)throw new Error('Missing DESK_URL in environment');${small.nodeServer.replaceAll('\n', ';')}`,
    },
    command: [process.execPath, 'bundle.js'],
  },
  {
    name: "a setting of .NET's configuration that is not there",
    field: true,
    ...ended,
    says: /Configuration value 'Jwt:Key' was not found/,
    remedy: /^Set the environment variable Jwt__Key /,
    exit: 134,
    ...printing(
      "Unhandled exception. System.InvalidOperationException: Configuration value 'Jwt:Key' was not found.\n   at Program.<Main>$(String[] args) in /src/Shop.Api/Program.cs:line 24\n",
      134,
      'process.env.Jwt__Key',
    ),
  },
];

const serve = "require('http').createServer((q, s) => s.end('ok')).listen(8000)";

/** Apps that write such lines and serve. */
export const tellingHealthy: readonly HealthyApp[] = [
  {
    name: 'a healthy app that quotes the panics of others',
    files: {
      'app.js': `console.error("thread 'worker' panicked at src/job.rs:9:1:\\njob 7 failed\\nnote: run with \`RUST_BACKTRACE=1\`\\n** (RuntimeError) job 8 failed\\n    lib/job.ex:3: Job.run/1\\nUnhandled exception. System.Exception: job 9\\n   at Job.Run() in /src/Job.cs:line 2");\n${serve}\n`,
    },
    command: [process.execPath, 'app.js'],
  },
  {
    name: 'a healthy app that npm starts, with a progress bar',
    files: {
      'package.json': '{"name":"ledger","private":true,"scripts":{"start":"node app.js"}}',
      'app.js': `let n = 0;\nconst bar = setInterval(() => { process.stderr.write('\\rwarming up ' + ++n + ' %'); if (n === 40) clearInterval(bar); }, 30);\n${serve}\n`,
    },
    environment: { HOME: '/tmp/sidewatch-npm' },
    command: ['npm', 'start'],
  },
  {
    name: 'a healthy app that logs lines which only look like failures',
    files: {
      'app.js': `for (const line of ['robots.txt missing, wrote the default', 'Loaded error pages', 'rate limit was not exceeded', 'exception handlers registered', 'Denied list loaded', '0 errors', 'failed: 0']) console.log(line);\n${serve}\n`,
    },
    command: [process.execPath, 'app.js'],
  },
];
