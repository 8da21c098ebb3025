import { expect, test } from 'vitest';
import { crashAdvice, lineAdvice } from '../../../src/rules/advice/crash-advice.ts';

test.each([
  [
    'nginx: [emerg] unknown directive "proxy_pas" in /etc/nginx/conf.d/shop.conf:12',
    'Remove `proxy_pas` in /etc/nginx/conf.d/shop.conf (line 12), or correct it: nginx does not know that directive, perhaps because it is misspelled or its module is not loaded.',
  ],
  [
    "[ALERT]    (7) : config : parsing [/etc/haproxy/haproxy.cfg:9] : unknown keyword 'balanc' in 'backend' section",
    'Remove `balanc` in /etc/haproxy/haproxy.cfg (line 9), or correct it: HAProxy does not know that keyword in this section.',
  ],
  [
    'ERROR:    Error loading ASGI app. Attribute "shop" not found in module "desk".',
    'Start the server with the object that desk defines, often `desk:app` instead of `desk:shop`: the module has no `shop`.',
  ],
  [
    'Error: adapting config using caddyfile: Caddyfile:2: unrecognized directive: respnd',
    'Remove `respnd` in Caddyfile (line 2), or correct it: Caddy does not know that directive.',
  ],
  [
    "uwsgi: option '--http' is ambiguous; possibilities: '--http-socket' '--http11-socket'",
    'Load the plugin with `--plugin http` before `--http`, or correct the name: this uWSGI does not have that option built in.',
  ],
  [
    "uwsgi: unrecognized option '--wsgi-file'",
    'Load the plugin with `--plugin python3` before `--wsgi-file`, or correct the name: this uWSGI does not have that option built in.',
  ],
  [
    'node: --stack-size= is not allowed in NODE_OPTIONS',
    'Remove `--stack-size` from the variable NODE_OPTIONS, and write it on the command line between `node` and the file: Node does not accept it in NODE_OPTIONS.',
  ],
  [
    'ERROR:    Error loading ASGI app. Could not import module "main".',
    'Start Uvicorn in the directory of main.py, set it with `--app-dir`, or add the package (`app.main:app`). The working directory has no main.py, or that file imports a missing module.',
  ],
  [
    'ERROR:    Error loading ASGI app. Could not import module "shop.web".',
    'Put shop/web.py into the image, or start Uvicorn in the directory above shop (or set it with `--app-dir`). Python cannot find the module from the working directory.',
  ],
  [
    'Invalid maximum heap size: -Xmx2gb',
    'Write `-Xmx2g` instead of `-Xmx2gb`: Java accepts a number with k, m, g or t, and nothing after it.',
  ],
  [
    'Invalid initial heap size: -Xmslots',
    'Correct `-Xmslots`: Java accepts a number with k, m, g or t, as in `-Xmx512m`.',
  ],
  [
    'Error: No such option: --prot (Possible options: --host, --port)',
    'Start it with `--port` instead of `--prot`: the program does not know that option.',
  ],
  [
    'Error: No such option: --wrkers (Possible options: --workers, --ws)',
    'Start it with `--workers` instead of `--wrkers`: the program does not know that option.',
  ],
])('%s', (line, advice) => {
  expect(lineAdvice([line])).toBe(advice);
});

test.each([
  'gunicorn: error: unrecognized arguments: --lazy',
  "Error: No such option '--lazy'.",
  '/usr/local/bin/node: bad option: --lazy',
  "/usr/bin/unicorn:111:in `block in <main>': invalid option: --lazy (OptionParser::InvalidOption)",
  "uwsgi: unrecognized option '--lazy'",
  "error: unexpected argument '--lazy' found",
  "error: unknown option '--lazy'",
  'unknown flag: --lazy',
])('an unknown option should be removed: %s', (line) => {
  expect(lineAdvice([line])).toBe('Start it without `--lazy`, or correct the option: the program does not know it.');
});

test('a name that ends in a carriage return is not a missing file', () => {
  const text = (name: string) => `Error: Cannot find module '/app/${name}'`;
  expect(crashAdvice({ text: text('desk.js\uFFFD') })).toMatch(
    /^Remove the carriage returns \(Windows line endings\) from the script/,
  );
  expect(crashAdvice({ text: text('desk.js') })).toMatch(/^Put \/app\/desk\.js into the image/);
});

test('Apache names the place in the previous line', () => {
  const said = [
    'AH00526: Syntax error on line 6 of /etc/apache2/apache2.conf:',
    "Invalid command 'ProxyPas', perhaps misspelled or defined by a module not included in the server configuration",
  ];
  expect(lineAdvice(said)).toMatch(/^Remove `ProxyPas` in \/etc\/apache2\/apache2\.conf \(line 6\)/);
});

test('npm may suggest the right script', () => {
  const said = ['npm error Missing script: "strat"', 'npm error', 'npm error Did you mean this?'];
  expect(lineAdvice([...said, 'npm error   npm start # Start a package', 'npm error'])).toBe(
    'Start it with `npm start` instead of `npm run strat`: package.json has no script "strat", and npm suggests this one.',
  );
  expect(lineAdvice([...said.slice(0, 2), 'npm error   npm run'])).toMatch(/^Add the script "strat" to package\.json/);
});

test.each([
  'nginx: [emerg] unknown directive "a`b" in /etc/nginx/nginx.conf:3',
  'GET /?q=[emerg] unknown directive "x" in /etc/nginx/nginx.conf:3 HTTP/1.1',
])('no step removes anything because of %s', (line) => {
  expect(lineAdvice([line]) ?? '').not.toContain('Remove');
});

test("a service link of Kubernetes in Spring's port names the variable that holds it", () => {
  const text = (value: string) =>
    `Failed to bind properties under 'server.port' to java.lang.Integer: Property: server.port Value: "${value}"`;
  expect(crashAdvice({ text: text('tcp://10.0.0.1:80') })).toMatch(
    /^Set `SERVER_PORT=8000` .*`tcp:\/\/10\.0\.0\.1:80`/,
  );
  expect(crashAdvice({ text: text('eighty') })).toMatch(/^Set the port to a number: the app got `eighty`/);
});

test('an address of another host is quoted with its replacement', () => {
  const said = { text: 'Error: getaddrinfo ENOTFOUND ledger-web', isListening: true } as const;
  expect(crashAdvice(said)).toMatch(/^Listen on `0\.0\.0\.0` instead of `ledger-web`:/);
});

test.each([
  [
    'ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate',
    'Run `bin/rails db:migrate`',
  ],
  ['MissingAppKeyException: No application encryption key has been specified.', 'APP_KEY'],
  ['django.db.utils.OperationalError: no such table: rates_rate', 'no table rates_rate'],
  ['PG::UndefinedTable: ERROR: relation "rates" does not exist', 'no table rates'],
  ["PDOException: SQLSTATE[42S02]: Base table or view not found: 1146 Table 'desk.rates' doesn't exist", 'desk.rates'],
  ["ValueError: Missing staticfiles manifest entry for 'css/desk.css'", 'collectstatic'],
  ['Sprockets::Rails::Helper::AssetNotFound: The asset "desk.css" is not present in the asset pipeline.', 'precompile'],
  ['Exception: Vite manifest not found at: /app/public/build/manifest.json', '`npm run build`'],
])('names the missing deployment step: %s', (text, words) => {
  expect(crashAdvice({ text })).toContain(words);
});

test('no table is missing if something else does not exist', () => {
  expect(crashAdvice({ text: 'ERROR: column "rate" does not exist' })).toBeUndefined();
});

const adviceOn = (text: string): string | undefined => crashAdvice({ text, where: 'app.x line 3' });

test.each([
  // Files.
  ['panic: open config/production.yaml: no such file or directory', 'Put config/production.yaml into the image'],
  ['load routes: open /etc/desk/routes.toml: no such file or directory', 'Put /etc/desk/routes.toml into the image'],
  [
    'java.io.FileNotFoundException: /etc/ledger/keystore.p12 (No such file or directory)',
    'Put /etc/ledger/keystore.p12 into',
  ],
  ['java.nio.file.NoSuchFileException: /etc/ledger/app.yml', 'Put /etc/ledger/app.yml into'],
  ['Error: Unable to access jarfile build/libs/desk-all.jar', 'Put build/libs/desk-all.jar into'],
  ['Could not open input file: artisan', 'Put artisan into'],
  [
    "FileNotFoundError: [Errno 2] Unable to load configuration file (No such file or directory): '/srv/desk.toml'",
    'Put /srv/desk.toml into',
  ],
  ["System.IO.FileNotFoundException: Could not find file '/app/cert.pfx'.", 'Put /app/cert.pfx into'],
  ['open /data/app.db: permission denied', "Give the app's user access to /data/app.db"],
  ["EACCES: permission denied, open '/data/app.db'", "Give the app's user access to /data/app.db"],
  // Modules.
  ['LoadError: cannot load such file -- trilogy_pool', 'Install trilogy_pool in the image: add its gem'],
  [
    "Gem::MissingSpecError: Could not find 'hanami-cabinet' (~> 2.1) among 110 total gem(s)",
    'Install the gem hanami-cabinet',
  ],
  ['NameError: uninitialized constant Desk::Tariff', 'Require what defines Desk::Tariff in app.x line 3'],
  [
    'Fatal error: Uncaught Error: Class "Memcached" not found',
    'Install the PHP extension memcached (it provides Memcached) in the image: pecl install',
  ],
  [
    'Fatal error: Uncaught Error: Class "App\\Kernel" not found',
    'Correct the name of the class App\\Kernel in app.x line 3',
  ],
  [
    'Fatal error: Uncaught Error: Call to undefined function mb_strlen()',
    'Install the PHP extension mbstring (it provides `mb_strlen()`)',
  ],
  [
    'Fatal error: Uncaught Error: Call to undefined function total()',
    'Define `total()` before it is called in app.x line 3',
  ],
  [
    'java.lang.UnsupportedClassVersionError: com/desk/Api has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0',
    'Use Java 21 or later in the image, or compile with `--release 17`',
  ],
  [
    "SyntaxError: The requested module './lib.mjs' does not provide an export named 'createApp'",
    'Export `createApp` from ./lib.mjs, or correct the import in app.x line 3',
  ],
  [
    "SyntaxError: The requested module 'ws' does not provide an export named 'Hub'",
    'Correct the import of `Hub` in app.x line 3',
  ],
  ['SyntaxError: Cannot use import statement outside a module', 'Write `"type": "module"` in package.json'],
  [
    'NotCapable: Requires env access to "SHOP_REGION", run again with the --allow-env flag',
    'Start Deno with `--allow-env`',
  ],
  [
    'NotCapable: Requires net access to "0.0.0.0:8000", run again with the --allow-net flag',
    'Start Deno with `--allow-net`',
  ],
  // Values, and the app's own code.
  [
    'HTTP_PORT: strconv.Atoi: parsing "": invalid syntax',
    'Set the environment variable HTTP_PORT to a number: it is empty',
  ],
  ["ValueError: invalid literal for int() with base 10: ''", 'Set the value that is read in app.x line 3'],
  [
    "ERROR: [pool www] cannot get uid for user 'deploy'",
    'Create the user in the Dockerfile (`RUN useradd --system deploy`)',
  ],
  [
    'nginx: [emerg] getpwnam("web") failed in /etc/nginx/nginx.conf:1',
    'Create the user in the Dockerfile (`RUN useradd --system web`)',
  ],
  ['SyntaxError: Unexpected token \'<\', "<html>" is not valid JSON', 'Fix what the app reads as JSON in app.x line 3'],
  ['SyntaxError: Unexpected end of JSON input', 'Fix what the app reads as JSON'],
  ['json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)', 'Fix what the app reads as JSON'],
  ["SyntaxError: '(' was never closed", 'Fix the syntax in app.x line 3'],
  ['Parse error: syntax error, unexpected token ";"', 'Fix the syntax in app.x line 3'],
  ['ReferenceError: server is not defined', 'Define or import `server` in app.x line 3'],
  ["NameError: name 'server' is not defined", 'Define or import `server` in app.x line 3'],
  ['panic: assignment to entry in nil map', 'Create the map with `make`'],
])('%s', (text, advice) => {
  expect(adviceOn(text)).toContain(advice);
});

test.each([
  'FATAL: password authentication failed for user "deploy"',
  'cannot open the shop before nine',
  'Error: class not found for pupil 7',
  'the user deploy opened no such file',
  'Requires access to the manager',
  'panic: no license',
])('there is no advice for %s', (text) => {
  expect(adviceOn(text)).toBeUndefined();
});

test('an address that Kubernetes put into the port of a Go program', () => {
  const line = 'listen tcp: address :tcp://10.96.14.2:8000: too many colons in address';
  expect(lineAdvice([line], ['./web'])).toMatch(/^Set `PORT=8000` .*`tcp:\/\/10\.96\.14\.2:8000`/);
});

test('the time for a long text grows no faster than its length', () => {
  const msFor = (times: number): number => {
    const begin = performance.now();
    for (const part of ['A_', 'a', 'open ', 'tcp:', "can't open ", 'x.', '/']) lineAdvice([part.repeat(times)]);
    return performance.now() - begin;
  };
  const best = (times: number): number => Math.min(...Array.from({ length: 5 }, () => msFor(times)));
  // Ten times as long; what grew with its square would take a hundred times as long.
  expect(best(500) / best(50)).toBeLessThan(40);
});

test.each([
  [
    "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/desk'",
    /^Start it without watching files .*no disk is full\.$/,
  ],
  ['OSError: [Errno 24] inotify instance limit reached', /^Start it without watching files/],
  ["Error: EMFILE: too many open files, watch '/srv/desk'", /^Start it without watching files/],
  ['Error: ENOSPC: no space left on device, write', /^Free disk space, or use a larger disk: the disk is full\.$/],
  ['Error: EMFILE: too many open files, open /srv/a', /^Close the files that the app opens/],
  ['Error: listen EADDRINUSE: address already in use /run/desk/app.sock', /^Remove \/run\/desk\/app\.sock before/],
  ['listen unix /run/desk.sock: bind: address already in use', /^Remove \/run\/desk\.sock before/],
  [
    'Error: listen EADDRINUSE: address already in use :::8000',
    /^Start the server only once, or .*already uses the port\.$/,
  ],
  ['OSError: [Errno 98] Address already in use', /^Start the server only once, or .*already uses the port\.$/],
  ["Error: ENOENT: no such file or directory, open '/run/secrets/desk_key'", /^Mount the secret desk_key into/],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: '/var/run/secrets/kubernetes.io/serviceaccount/token'",
    /^Mount the service account token into the pod/,
  ],
  ["Error: ENOENT: no such file or directory, open '/srv/secrets.yml'", /^Put \/srv\/secrets\.yml into the image/],
  [
    'SyntaxError: Cannot convert 12.5 to a BigInt',
    /^Set the value that is read to a whole number: `12\.5` is not a whole number\.$/,
  ],
  ["SyntaxError: Unexpected token ')'", /^Fix the syntax/],
  [
    'Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:sqlite',
    /^Use a newer Node in the image: .*`node:sqlite`\.$/,
  ],
  ['SyntaxError: Unexpected token < in JSON at position 0', /: it is not valid JSON,/],
  [
    'Psych::SyntaxError: (config/desk.yml): did not find expected key while parsing a block at line 4 column 3',
    /^Fix the YAML in config\/desk\.yml near line 4\.$/,
  ],
  [
    'org.h2.jdbc.JdbcSQLSyntaxErrorException: Table "PLAN_RATES" not found',
    /^Run the app's migrations .*PLAN_RATES\.$/,
  ],
  [
    "ImproperlyConfigured: You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.",
    /^Set `STATIC_ROOT` in the Django settings/,
  ],
  ['Error: @prisma/client did not initialize yet. Please run "prisma generate"', /^Run `npx prisma generate`/],
  ['The table `public.User` does not exist in the current database.', /^Run the app's migrations .*public\.User\.$/],
  [
    "Error: Could not find a production build in the '.next' directory. Try building your app",
    /^Run `npm run build` in the Dockerfile, and keep \.next/,
  ],
  [
    'PrismaClientInitializationError: Prisma Client could not locate the Query Engine for runtime "linux-musl"',
    /^Run `npx prisma generate` in the image .*"linux-musl"/,
  ],
  [
    'Error: /srv/node_modules/a/b.node: invalid ELF header',
    /^Run `npm ci` in the image, .*\/srv\/node_modules\/a\/b\.node was/,
  ],
  [
    'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /srv/a.ts',
    /^Start the compiled JavaScript/,
  ],
  ['Error: Please install pg package manually', /^Install the package pg in the image/],
  ["ModuleNotFoundError: No module named 'yaml'", /^Install the Python module yaml .*the package PyYAML/],
  ['ImproperlyConfigured: Error loading MySQLdb module.', /^Install the Python package mysqlclient/],
  ["sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres", /^Write `postgresql:\/\/`/],
  ['sqlalchemy.exc.ArgumentError: Expected string or URL object, got None', /^Set the value that is passed/],
  [
    'MissingKeyError: Missing encryption key to decrypt file with. Ask your team',
    /^Set the environment variable RAILS_MASTER_KEY/,
  ],
  ['PDOException: could not find driver (Connection: pgsql, SQL: select 1)', /^Install the PHP extension pdo_pgsql/],
  ['Fatal error: Allowed memory size of 134217728 bytes exhausted', /^Raise `memory_limit` .*128 MiB/],
  ['no main manifest attribute, in /srv/desk.jar', /^Build \/srv\/desk\.jar as an executable jar/],
  [
    "Framework: 'Microsoft.AspNetCore.App', version '8.0.0' (x64)",
    /^Use an image with Microsoft\.AspNetCore\.App 8\.0\.0/,
  ],
  ['start.sh: 3: Bad substitution', /^Run start\.sh with bash instead of sh/],
  ["start.sh: line 7: syntax error near unexpected token `fi'", /^Fix the syntax of start\.sh near line 7/],
  ['Error: error:1E08010C:DECODER routines::unsupported', /^Set the value that is read to the whole key in PEM format/],
  ["init_by_lua error: /srv/init.lua:2: module 'resty.redis' not found:", /^Install the Lua module resty\.redis/],
  ['Error: ER_NOT_SUPPORTED_AUTH_MODE: Client does not support authentication', /^Use the package mysql2/],
  ['Missing ENV key: "DESK_KEY" (KeyError)', /^Set the environment variable DESK_KEY/],
  [
    'Error: connect ECONNREFUSED 127.0.0.1:8000',
    /^Check that 127\.0\.0\.1:8000 is up before the app connects: that is this container itself/,
  ],
  ['Error: connect ECONNREFUSED 10.0.0.7:8000', /^Check that 10\.0\.0\.7:8000 is up .*: the app needs it to start\.$/],
])('advises on %s', (text, advice) => {
  expect(crashAdvice({ text })).toMatch(advice);
});

test.each([
  'Error: the directory "/srv/dist" does not exist',
  'TypeError: name must be a string, got "7"',
  'Error: driver not found',
  'Error: credentials are wrong',
  'Please install the update',
])('knows no step for %s', (text) => {
  expect(crashAdvice({ text })).toBeUndefined();
});

test('a service link that is read as a number is named, with the setting of Kubernetes', () => {
  const text = 'ArgumentError: invalid value for Integer(): "tcp://10.3.0.1:8000"';
  expect(crashAdvice({ text, where: 'web.rb line 1' })).toBe(
    'Set `enableServiceLinks: false` in the pod spec, or set the variable that is read in web.rb line 1 to a number. Kubernetes put `tcp://10.3.0.1:8000` there, for a service with a matching name.',
  );
  const other = 'ArgumentError: invalid value for Integer(): "eighty"';
  expect(crashAdvice({ text: other, where: 'web.rb line 1' })).not.toContain('Kubernetes');
});

test('a failed Prisma migration is named, with the command that marks it', () => {
  const text = 'The `20260110_add_orders` migration started at 2026-01-10 08:15:22.011 UTC failed';
  expect(crashAdvice({ text })).toContain('`prisma migrate resolve --rolled-back 20260110_add_orders`');
  expect(crashAdvice({ text: 'The `20260110_add_orders` migration started at 08:15' })).toBeUndefined();
});

test('a .NET setting is named by its environment variable', () => {
  const text = "System.InvalidOperationException: Configuration value 'Jwt:Key' was not found.";
  expect(crashAdvice({ text })).toMatch(/^Set the environment variable Jwt__Key for this container, or `Jwt:Key`/);
  expect(crashAdvice({ text: "Configuration value 'Jwt:Key' was changed" })).toBeUndefined();
});
