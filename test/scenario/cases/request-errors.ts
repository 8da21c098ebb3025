// needs: php-cli puma ruby-rack
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const puma = '/usr/bin/puma';
const php = '/usr/bin/php';
const node = process.execPath;

const strict = {
  code: 'strict-status',
  severity: 'warning',
  flags: ['--endpoint', '8000', '--strict', '--release-timeout', '20'],
} as const;
const standIn = 'it is a stand-in, which always gives this answer';
const rackup = ['puma', '--bind', 'tcp://0.0.0.0:8000', 'config.ru'];

/** A server that answers each request with this, and logs the lines over it. */
const logging = (answer: string, lines: readonly string[]): Pick<Fault, 'command' | 'files'> => ({
  command: [node, 'app.js'],
  files: {
    'lines.json': JSON.stringify(lines),
    'app.js': `const lines = require('./lines.json');\nrequire('http').createServer((q, s) => { for (const line of lines) console.error(line); ${answer} }).listen(8000)\n`,
  },
});
const FAILS = "s.statusCode = 500; s.end('Internal Server Error')";

/** Apps whose health route raises something that their server catches, and logs in its own form. */
export const requestErrors: readonly Fault[] = [
  {
    ...strict,
    name: 'a Rack app whose route raises under Puma',
    cannotFix: 'the fault is in the code of the app',
    says: /returned 500: the app failed with NameError: uninitialized constant Freight::Table\./,
    remedy: /Require what defines Freight::Table/,
    requires: puma,
    files: { 'config.ru': 'class Freight\n  def call(env)\n    Table.of(env)\n  end\nend\nrun Freight.new\n' },
    command: rackup,
  },
  {
    ...strict,
    name: 'an app in the words of Rails whose migrations have not run',
    cannotFix: standIn,
    says: /PendingMigrationError: Migrations are pending/,
    remedy: /`bin\/rails db:migrate`/,
    requires: puma,
    files: {
      'config.ru':
        "tag = 'F, [2026-11-28T10:00:02.113042 #7] FATAL -- : [9d41] '\nrun ->(env) {\n  [' ', \"ActiveRecord::PendingMigrationError (\\n\\nMigrations are pending. To resolve this issue, run:\\n\\n        bin/rails db:migrate\\n\\n):\", ' '].each { |line| $stderr.puts tag + line }\n  [500, { 'Content-Type' => 'text/html' }, ['<h1>Sorry</h1>']]\n}\n",
    },
    command: rackup,
  },
  {
    ...strict,
    name: 'an app in the words of Laravel without its key',
    cannotFix: standIn,
    says: /returned 500: the app failed with MissingAppKeyException: No application encryption key/,
    remedy: /`php artisan key:generate --show`/,
    requires: php,
    files: {
      'router.php':
        "<?php\n$words = 'No application encryption key has been specified.';\nfile_put_contents('php://stderr', '[2026-11-28 10:00:02] staging.ERROR: ' . $words . ' {\"exception\":\"[object] (Illuminate\\\\\\\\Encryption\\\\\\\\MissingAppKeyException(code: 0): ' . $words . ' at /srv/vendor/laravel/framework/src/Illuminate/Encryption/EncryptionServiceProvider.php:83)' . \"\\n[stacktrace]\\n#0 {main}\\n\");\nhttp_response_code(500);\necho 'Server Error';\n",
    },
    command: ['php', '-S', '0.0.0.0:8000', 'router.php'],
  },
  {
    ...strict,
    name: 'an app in the words of Kestrel whose route throws',
    cannotFix: standIn,
    says: /the app failed with System\.InvalidOperationException: Sequence contains no elements/,
    remedy: /Fix the cause of System\.InvalidOperationException/,
    ...logging(FAILS, [
      'fail: Microsoft.AspNetCore.Server.Kestrel[13]',
      '      Connection id "0HN9", Request id "0HN9:00000001": An unhandled exception was thrown by the application.',
      '      System.InvalidOperationException: Sequence contains no elements',
      '         at Freight.Health.Check() in /src/Health.cs:line 21',
    ]),
  },
  {
    ...strict,
    name: 'an app whose log tells the error of its route in one line',
    cannotFix: standIn,
    says: /returned 500, and the app's log says "tariff table of 2026 is not readable"/,
    remedy: /the route exists/,
    ...logging(FAILS, ['2026-11-28 10:00:02 ERROR tariff table of 2026 is not readable']),
  },
  {
    ...strict,
    name: 'an app in the words of .NET whose health check names what is down',
    cannotFix: standIn,
    says: /returned 503 \("Unhealthy"\): the app's log reports that ledger-db is down \(A network-related error occurred\)/,
    remedy: /Check that ledger-db is up/,
    ...logging("s.writeHead(503, { 'content-type': 'text/plain', server: 'Kestrel' }); s.end('Unhealthy')", [
      'fail: Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService[103]',
      "      Health check ledger-db with status Unhealthy completed after 21.4ms with message 'A network-related error occurred'",
    ]),
  },
];

/** Apps that say 503 while they start, or log errors over requests that nobody checks. */
export const requestErrorsHealthy: readonly HealthyApp[] = [
  {
    name: 'a strict app that answers 503 for its first seconds',
    flags: ['--endpoint', '8000', '--strict', '--release-timeout', '60'],
    files: {
      'app.js':
        'const began = Date.now();\nrequire(\'http\').createServer((q, s) => { s.statusCode = Date.now() - began < 3000 ? 503 : 200; s.end(\'{"status":"loading"}\') }).listen(8000)\n',
    },
    command: [node, 'app.js'],
  },
  {
    name: 'a healthy app that logs an error of Rails over another request',
    flags: ['--endpoint', '8000', '--strict'],
    ...logging("s.end('ok')", [
      'F, [2026-11-28T10:00:02.113042 #7] FATAL -- : [9d41] ActionController::RoutingError (No route matches [GET] "/wp-login.php"):',
    ]),
  },
];
