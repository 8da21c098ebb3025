import { expect, test } from 'vitest';
import { crashAdvice, lineAdvice } from '../../../src/rules/shared/crash-advice.ts';

test.each([
  [
    'nginx: [emerg] unknown directive "proxy_pas" in /etc/nginx/conf.d/shop.conf:12',
    'Remove `proxy_pas` in /etc/nginx/conf.d/shop.conf (line 12), or correct it: nginx does not know that directive, as where it is misspelled or its module is not loaded.',
  ],
  [
    "[ALERT]    (7) : config : parsing [/etc/haproxy/haproxy.cfg:9] : unknown keyword 'balanc' in 'backend' section",
    'Remove `balanc` in /etc/haproxy/haproxy.cfg (line 9), or correct it: HAProxy does not know that keyword in this section.',
  ],
  [
    'ERROR:    Error loading ASGI app. Attribute "shop" not found in module "desk".',
    'Name the object that desk really has, often `desk:app` instead of `desk:shop`: it has no `shop`.',
  ],
  [
    'Error: adapting config using caddyfile: Caddyfile:2: unrecognized directive: respnd',
    'Remove `respnd` in Caddyfile (line 2), or correct it: Caddy does not know that directive.',
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
])('an unknown option is to be left out: %s', (line) => {
  expect(lineAdvice([line])).toBe('Start it without `--lazy`, or correct that: the program does not know this option.');
});

test('a name that ends in a carriage return is none of a file that is missing', () => {
  const text = (name: string) => `Error: Cannot find module '/app/${name}'`;
  expect(crashAdvice({ text: text('desk.js\uFFFD') })).toMatch(/^Take the carriage returns out of the script/);
  expect(crashAdvice({ text: text('desk.js') })).toMatch(/^Put \/app\/desk\.js into the image/);
});

test('Apache names the place in the line before', () => {
  const said = [
    'AH00526: Syntax error on line 6 of /etc/apache2/apache2.conf:',
    "Invalid command 'ProxyPas', perhaps misspelled or defined by a module not included in the server configuration",
  ];
  expect(lineAdvice(said)).toMatch(/^Remove `ProxyPas` in \/etc\/apache2\/apache2\.conf \(line 6\)/);
});

test('npm itself may know which script was meant', () => {
  const said = ['npm error Missing script: "strat"', 'npm error', 'npm error Did you mean this?'];
  expect(lineAdvice([...said, 'npm error   npm start # Start a package', 'npm error'])).toBe(
    'Start it with `npm start` instead of `npm run strat`: package.json has no script "strat", and npm suggests the other.',
  );
  expect(lineAdvice([...said.slice(0, 2), 'npm error   npm run'])).toMatch(
    /^Write the script "strat" in package\.json/,
  );
});

test.each([
  'nginx: [emerg] unknown directive "a`b" in /etc/nginx/nginx.conf:3',
  'GET /?q=[emerg] unknown directive "x" in /etc/nginx/nginx.conf:3 HTTP/1.1',
])('nothing is removed by the words of %s', (line) => {
  expect(lineAdvice([line]) ?? '').not.toContain('Remove');
});

test("a service link of Kubernetes in Spring's port names the variable that holds it", () => {
  const text = (value: string) =>
    `Failed to bind properties under 'server.port' to java.lang.Integer: Property: server.port Value: "${value}"`;
  expect(crashAdvice({ text: text('tcp://10.0.0.1:80') })).toMatch(
    /^Set `SERVER_PORT=8000` .*`tcp:\/\/10\.0\.0\.1:80`/,
  );
  expect(crashAdvice({ text: text('eighty') })).toMatch(/^Set the port to a number: the app was given `eighty`/);
});

test('an address that is none of this container is given with what takes its place', () => {
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
])('names the step of the deployment that was left out: %s', (text, words) => {
  expect(crashAdvice({ text })).toContain(words);
});

test('no table is missed where something else does not exist', () => {
  expect(crashAdvice({ text: 'ERROR: column "rate" does not exist' })).toBeUndefined();
});
