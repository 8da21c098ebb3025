import { describe, expect, test } from 'vitest';
import notFound from '../../../src/rules/strict/strict-not-found.ts';
import status from '../../../src/rules/strict/strict-status.ts';
import { answered, app, facts, NOW, process } from '../../support/builders.ts';
import { raised, refused, strict } from '../../support/probe-builders.ts';
import { log } from '../../support/rule-builders.ts';

const ASKED = ', client: 10.77.0.1, server: , request: "GET /healthcheck HTTP/1.1", host: "10.77.0.2:8000"';
const nginx = (words: string, asked = ASKED): string => `2026/11/30 12:23:44 [error] 24254#24254: *1 ${words}${asked}`;
const fpm = (words: string): string =>
  nginx(`FastCGI sent in stderr: "${words}" while reading response header from upstream`);
const apache = (module: string, words: string, why = ''): string =>
  `[Mon Nov 30 12:24:02.244298 2026] [${module}] [pid 25226:tid 25226] ${why}[client 10.77.0.1:60878] ${words}`;

const seenWith = (code: number, lines: readonly string[], server = 'nginx', bodyHead = '') =>
  facts({
    settings: strict(),
    probes: [refused(answered(code, { server, bodyHead }))],
    log: log(lines, { lastWrittenAt: NOW }),
  });

describe('a web server that responds itself', () => {
  test.each([
    [
      403,
      nginx('directory index of "/srv/html/" is forbidden'),
      /403: nginx finds no index file in \/srv\/html\/\.$/,
      'Put /srv/html/index.html into the image',
    ],
    [
      403,
      nginx('open() "/srv/html/a.html" failed (13: Permission denied)'),
      /nginx cannot read \/srv\/html\/a\.html/,
      '`chmod a+rX /srv/html /srv/html/a.html`',
    ],
    [403, nginx('"/srv/html/index.html" is forbidden (13: Permission denied)'), /nginx cannot read/, '`chmod a+rX'],
    [403, nginx('access forbidden by rule'), /403: a rule of nginx denies it\.$/, '`deny`'],
    [
      500,
      nginx('rewrite or internal redirection cycle while internally redirecting to "/index.html"'),
      /500: nginx falls back to \/index\.html, which does not exist either/,
      'Put index.html into',
    ],
    [
      403,
      fpm('PHP message: PHP Warning: x; Unable to open primary script: /srv/a.php (Permission denied)'),
      /PHP-FPM cannot read \/srv\/a\.php/,
      '`chmod o+r /srv/a.php`',
    ],
    [
      403,
      fpm("Access to the script '/srv/a.html' has been denied (see security.limit_extensions)"),
      /PHP-FPM does not run a file that ends in \.html/,
      'location ~',
    ],
    [
      403,
      apache(
        'autoindex:error',
        'AH01276: Cannot serve directory /srv/html/healthcheck/: No matching DirectoryIndex (index.html) found, and server-generated directory index forbidden by Options directive',
      ),
      /Apache finds no index file in \/srv\/html\/healthcheck\//,
      '`DocumentRoot`',
    ],
    [
      403,
      apache('authz_core:error', 'AH01630: client denied by server configuration: /srv/html/healthcheck'),
      /the configuration of Apache denies \/srv\/html\/healthcheck/,
      '`Require all granted`',
    ],
    [
      403,
      apache(
        'core:error',
        'AH00132: file permissions deny server access: /srv/html/secret.html',
        '(13)Permission denied: ',
      ),
      /Apache cannot read \/srv\/html\/secret\.html/,
      'chmod',
    ],
    [
      403,
      apache(
        'core:error',
        "AH00529: /srv/html/.htaccess pcfg_openfile: unable to check htaccess file, ensure it is readable and that '/srv/html/' is executable",
        '(13)Permission denied: ',
      ),
      /Apache cannot read \/srv\/html\//,
      '`chmod a+rX /srv/html`',
    ],
    [
      503,
      nginx('limiting requests, excess: 0.983 by zone "one"'),
      /503: nginx limits the rate of requests \(zone one\)/,
      '`limit_req`',
    ],
    [
      500,
      apache(
        'core:error',
        'AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.',
      ),
      /500: the rewrite rules of Apache form a loop/,
      '`RewriteCond %{REQUEST_FILENAME} !-f`',
    ],
  ])('is judged by its own line: %i %s', (code, line, says, remedy) => {
    const found = raised(status, seenWith(code, ['listening', line]));
    expect(found.summary).toMatch(says);
    expect(found.remedy.join(' ')).toContain(remedy);
    expect(found.remedy.join(' ')).not.toMatch(/without a login/);
    expect(found.evidence.map(({ observed }) => observed)).toContain(line);
  });

  test.each([
    [
      fpm('Primary script unknown'),
      'nginx',
      /404: PHP-FPM does not find the PHP file that nginx names\.$/,
      '`fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;`',
    ],
    [
      apache('proxy_fcgi:error', "AH01071: Got error 'Primary script unknown'"),
      'Apache',
      /that Apache names/,
      'ProxyPassMatch',
    ],
    [
      nginx('open() "/srv/html/healthcheck" failed (2: No such file or directory)'),
      'nginx',
      /nginx looks for the file \/srv\/html\/healthcheck, which does not exist/,
      'location = /healthcheck',
    ],
  ])('has no file: %s', (line, server, says, remedy) => {
    const found = raised(notFound, seenWith(404, [line], server));
    expect(found.summary).toMatch(says);
    expect(found.remedy.join(' ')).toContain(remedy);
  });

  test.each([
    [403, 'AH01630: client denied by server configuration: /srv/html/.git/config', 'authz_core:error'],
    [
      403,
      'AH01276: Cannot serve directory /srv/html/uploads/: No matching DirectoryIndex (index.html) found',
      'autoindex:error',
    ],
    [404, 'AH00128: File does not exist: /srv/html/wp-login.php', 'core:info'],
  ])('is not judged by a line of Apache about another request: %i %s', (code, words, module) => {
    const found = raised(code === 404 ? notFound : status, seenWith(code, [apache(module, words)], 'Apache'));
    expect(found.summary).not.toContain('/srv/html');
  });

  test('is recognized by the words of PHP-FPM alone, if it is running', () => {
    const seen = (command: string) =>
      facts({
        settings: strict(),
        probes: [refused(answered(404, { bodyHead: 'File not found.\n' }))],
        processes: [process({ pid: 9, command: [command] })],
      });
    expect(raised(notFound, seen('php-fpm: master process (/etc/php/fpm.conf)')).summary).toContain(
      'PHP-FPM does not find',
    );
    expect(raised(notFound, seen('node')).summary).toContain('has no such route');
  });

  test.each([
    [
      'nginx',
      '<html><center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx/1.22.1</center>',
      'nginx itself forbids it',
    ],
    ['lighttpd/1.4.69', '<body>\n  <h1>403 Forbidden</h1>\n </body>', 'lighttpd itself forbids it'],
    [
      '',
      '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>',
      'a rule of HAProxy denies it',
    ],
  ])('is recognized by the page of %s', (server, bodyHead, says) => {
    expect(raised(status, seenWith(403, [], server, bodyHead)).summary).toContain(`returned 403: ${says}.`);
  });

  test('waits a moment for the line of a web server', () => {
    const probes = [refused(answered(403, { server: 'nginx' }), { at: NOW - 101, durationMs: 1 })];
    expect(status.judge(facts({ settings: strict(), probes })).kind).toBe('silent');
  });

  test.each([
    [
      'the line is about another path',
      nginx('directory index of "/srv/" is forbidden', ASKED.replace('/healthcheck', '/')),
    ],
    ['a line only quotes it', `GET /healthcheck: ${nginx('directory index of "/srv/" is forbidden')}`],
    ['the line goes with another status', nginx('open() "/srv/healthcheck" failed (2: No such file or directory)')],
  ])('is not blamed if %s', (_what, line) => {
    const found = raised(status, seenWith(403, [line]));
    expect(found.summary).toContain('returned 403, which forbids access');
  });

  test('is not blamed for the page of an app behind it', () => {
    const found = raised(status, seenWith(403, [], 'nginx', '<h1>403 Forbidden</h1><p>Please log in.</p>'));
    expect(found.remedy[0]).toContain('without a login');
  });

  test('is not blamed for an old line', () => {
    const line = { origin: 'stderr', text: nginx('directory index of "/srv/" is forbidden'), at: NOW - 60_000 };
    const seen = facts({
      settings: strict(),
      app: app(),
      probes: [refused(answered(403, { server: 'nginx' }))],
      log: { ...log([]), tail: [line], lastWrittenAt: NOW },
    });
    expect(raised(status, seen).summary).toContain('which forbids access');
  });
});
