import { describe, expect, test } from 'vitest';
import { lineAdvice } from '../../../src/rules/advice/crash-advice.ts';

const nginx = (words: string): readonly string[] => [`2026/11/30 12:48:24 [emerg] 16513#16513: ${words}`];
const apache = (words: string): readonly string[] => ['AH00526: Syntax error on line 15 of /srv/a.conf:', words];
const apacheAtOnce = (words: string): readonly string[] => [
  `apache2: Syntax error on line 15 of /srv/a.conf: ${words}`,
];
const haproxy = (words: string): readonly string[] => [
  `[ALERT]    (16809) : config : ${words}`,
  '[ALERT]    (16809) : config : Error(s) found in configuration file : h.cfg',
  '[ALERT]    (16809) : config : Fatal errors found in configuration.',
];
const caddy = (words: string): readonly string[] => [`Error: adapting config using caddyfile: ${words}`];
const lighttpd = (...words: readonly string[]): readonly string[] =>
  words.map((each) => `2026-11-30 12:48:34: ${each}`);
const fpm = (words: string): readonly string[] => [
  `[30-Nov-2026 12:37:56] ${words}`,
  '[30-Nov-2026 12:37:56] ERROR: FPM initialization failed',
];

describe('a configuration that a web server rejects', () => {
  test.each([
    [nginx('unexpected "}" in /srv/n.conf:7'), 'Fix /srv/n.conf before line 7'],
    [nginx('unexpected end of file, expecting ";" or "}" in /srv/n.conf:2'), 'it ends where nginx expects ";" or "}"'],
    [
      nginx('directive "listen" is not terminated by ";" in /srv/n.conf:8'),
      'End `listen` with a semicolon in /srv/n.conf',
    ],
    [nginx('"proxy_pass" directive is not allowed here in /srv/n.conf:3'), 'Move `proxy_pass` in /srv/n.conf (line 3)'],
    [nginx('invalid URL prefix in /srv/n.conf:3'), '`http://` before the address'],
    [
      nginx('invalid number of arguments in "root" directive in /srv/n.conf:3'),
      'Correct the values of `root` in /srv/n.conf (line 3)',
    ],
    [
      nginx('"client_max_body_size" directive invalid value in /srv/n.conf:3'),
      'Correct the value of `client_max_body_size`',
    ],
    [
      nginx('no "ssl_certificate" is defined for the "listen ... ssl" directive in /srv/n.conf:3'),
      '`ssl_certificate_key`',
    ],
    [
      nginx('open() "/etc/nginx/mime.types" failed (2: No such file or directory) in /srv/n.conf:3'),
      'Put /etc/nginx/mime.types into the image',
    ],
    [nginx('open() "/var/log/shop/a.log" failed (2: No such file or directory)'), '`RUN mkdir -p /var/log/shop`'],
    [
      nginx('mkdir() "/var/cache/nginx/client_temp" failed (2: No such file or directory)'),
      '`RUN mkdir -p /var/cache/nginx`',
    ],
    [nginx('bind() to unix:/run/web/a.sock failed (2: No such file or directory)'), '`RUN mkdir -p /run/web`'],
    [
      nginx(
        'cannot load certificate "/etc/nginx/ssl/tls.crt": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory',
      ),
      'Put /etc/nginx/ssl/tls.crt into the image, or mount it there',
    ],
    [nginx('duplicate location "/" in /srv/n.conf:3'), 'Write `location /` only once'],
    [
      nginx('a duplicate default server for 0.0.0.0:80 in /etc/nginx/sites-enabled/shop:2'),
      'Set `default_server` in only one server block for 0.0.0.0:80',
    ],
    [nginx(`host not found in "\${PORT}" of the "listen" directive in /srv/n.conf:1`), "`envsubst '$PORT'`"],
    [nginx('unknown "api_host" variable'), 'Correct `$api_host`'],
    [nginx('no servers are inside upstream in /srv/n.conf:1'), 'Add a `server` line'],
    [
      nginx(
        'dlopen() "/usr/lib/nginx/modules/x.so" failed (/usr/lib/nginx/modules/x.so: cannot open shared object file: No such file or directory) in /srv/n.conf:1',
      ),
      'Install the nginx module /usr/lib/nginx/modules/x.so',
    ],
    [nginx('no "events" section in configuration'), '`events {}`'],
    [
      nginx('bind() to 8.8.8.8:8000 failed (99: Cannot assign requested address)'),
      'Write `listen 8000;` without 8.8.8.8',
    ],
    [nginx('zero size shared memory zone "one"'), 'Define the zone one'],
    [
      apache(
        "Invalid command 'Header', perhaps misspelled or defined by a module not included in the server configuration",
      ),
      '`a2enmod headers`',
    ],
    [
      apache(
        "Invalid command 'RewriteEngine', perhaps misspelled or defined by a module not included in the server configuration",
      ),
      '`LoadModule rewrite_module modules/mod_rewrite.so`',
    ],
    [
      apache("DocumentRoot '/srv/www' is not a directory, or is not readable"),
      'Put the directory /srv/www into the image',
    ],
    [apache('Cannot define multiple Listeners on the same IP:port'), 'Remove the `Listen` in /srv/a.conf (line 15)'],
    [apache('Port must be specified'), 'Give `Listen` a port'],
    [apache('Require not allowed here'), 'Move `Require`'],
    [
      apacheAtOnce('Expected </IfModule> before end of configuration'),
      'Close the block of line 15 in /srv/a.conf with `</IfModule>`',
    ],
    [apacheAtOnce('</Directory> without matching <Directory> section'), 'Remove `</Directory>`'],
    [
      apacheAtOnce(
        'Cannot load modules/libphp.so into server: /etc/apache2/modules/libphp.so: cannot open shared object file: No such file or directory',
      ),
      'Install the module modules/libphp.so',
    ],
    [
      apacheAtOnce('Could not open configuration file /srv/b.conf: No such file or directory'),
      'Put /srv/b.conf into the image',
    ],
    [
      [
        "(2)No such file or directory: AH02291: Cannot access directory '/var/log/shop/' for main error log",
        'AH00014: Configuration check failed',
      ],
      '(`RUN mkdir -p /var/log/shop`).',
    ],
    [haproxy("Proxy 'a': unable to find required default_backend: 'api'."), '`backend api`'],
    [
      haproxy(
        "parsing [h.cfg:7] : 'bind :443' in section 'frontend' : unable to stat SSL certificate from file '/srv/a.pem' : No such file or directory.",
      ),
      'Put /srv/a.pem into the image, or mount it there',
    ],
    [haproxy("[h.cfg:10] : 'server b/a' : could not resolve address 'api'."), 'Correct api in h.cfg (line 10)'],
    [
      haproxy(`parsing [h.cfg:7] : 'bind' : missing port specification in ':\${PORT}'`),
      'Set the environment variable PORT for this container',
    ],
    [haproxy("parsing [h.cfg:7] : 'bind' : missing port specification in ':'"), 'its variable is not set'],
    [
      haproxy("parsing [h.cfg:8] : errorfile : error opening file '/srv/503.http'."),
      'Put /srv/503.http into the image',
    ],
    [
      haproxy('parsing [h.cfg:10]: Missing LF on last line, file might have been truncated at position 22.'),
      'Add a line break at the end of h.cfg',
    ],
    [caddy("Caddyfile:2 - Syntax error: Unexpected token 'reverse_proxy', expecting '}'"), 'Close every block'],
    [
      caddy(
        "parsing caddyfile tokens for 'reverse_proxy': Caddyfile:3 - Error during parsing: unrecognized subdirective nope",
      ),
      'Remove `nope` in Caddyfile (line 3)',
    ],
    [
      caddy('Caddyfile:5 - Error during parsing: File to import not found: /srv/common'),
      'Put /srv/common into the image',
    ],
    [caddy('ambiguous site definition: :8000'), 'Write the site :8000 only once'],
    [
      lighttpd('(configfile.c.2593) server.document-root is not set', '(server.c.1442) setting default values failed'),
      'Set `server.document-root`',
    ],
    [
      lighttpd(
        '(plugin.c.214) dlopen() failed for: /usr/lib/lighttpd/mod_nope.so /usr/lib/lighttpd/mod_nope.so: cannot open shared object file: No such file or directory',
        '(server.c.1448) loading plugins finally failed',
      ),
      'remove `mod_nope` from `server.modules`',
    ],
    [lighttpd('(configfile-glue.c.216) got a string but expected a short: server.port a'), 'without quotes'],
    [
      lighttpd(
        "(configfile.c.1722) opening errorlog '/var/log/shop/e.log' failed: No such file or directory",
        '(server.c.1700) Opening errorlog failed. Going down.',
      ),
      '`RUN mkdir -p /var/log/shop`',
    ],
    [
      lighttpd(
        "(configfile.c.1722) opening errorlog '/srv/e.log' failed: Permission denied",
        '(server.c.1700) Opening errorlog failed. Going down.',
      ),
      'remove `server.errorlog`',
    ],
    [lighttpd("(server.c.1574) can't find username shop"), '`RUN useradd --system shop`'],
    [lighttpd('(configfile.c.2259) include file not found: /srv/b.conf'), 'Put /srv/b.conf into the image'],
    [
      [
        'Undefined env variable: PORT',
        ...lighttpd('(configfile.c.2164) source: l.conf line: 3 pos: 0 parser failed somehow near here: (EOL)'),
      ],
      'Set the environment variable PORT',
    ],
    [
      lighttpd(
        '(configfile.c.1978) source: l.conf line: 1 pos: 23 missing closing quote',
        '(configfile.c.2161) configfile parser failed at: ',
      ),
      'Close the quote in l.conf (line 1)',
    ],
    [
      ['Backend host \'"api"\' could not be resolved to an IP address:', '\tName or service not known'],
      'Correct the host name api in the VCL file',
    ],
    [['VCL version declaration missing', 'Update your VCL to Version 4 syntax, and add'], '`vcl 4.1;`'],
    [["Error: Neither -b nor -f given. (use -f '' to override)", '(-? gives usage)'], 'Start varnishd with `-b`'],
    [['Directory public does not exist.'], 'Put the directory public into the image'],
    [
      fpm("ERROR: unable to bind listening socket for address '/run/php/fpm.sock': No such file or directory (2)"),
      '`RUN mkdir -p /run/php`',
    ],
    [fpm("ERROR: [fpm.conf:9] unknown entry 'bogus'"), 'Remove `bogus` in fpm.conf (line 9)'],
    [
      fpm(
        'ALERT: [pool www] pm.start_servers(9) must not be less than pm.min_spare_servers(1) and not greater than pm.max_spare_servers(3)',
      ),
      'Correct `pm.start_servers` in www.conf',
    ],
    [fpm('ALERT: [pool www] pm.max_children must be a positive value'), 'Set `pm.max_children` to 1 or more'],
    [fpm('ALERT: [pool www] no listen address have been defined!'), '`listen = 127.0.0.1:9000`'],
  ])('gets its advice: %j', (lines, advice) => {
    expect(lineAdvice(lines)).toContain(advice);
  });

  test('is only corrected if Apache cannot distinguish a missing module from a typo', () => {
    const words =
      "Invalid command 'Heeder', perhaps misspelled or defined by a module not included in the server configuration";
    expect(lineAdvice(apache(words))).toMatch(/^Remove `Heeder`/);
  });

  test.each([
    [
      '2026/11/30 12:48:24 [error] 9#9: *1 open() "/srv/a.html" failed (2: No such file or directory), client: 10.0.0.1',
    ],
    ['2026/11/30 12:48:24 [warn] 9#9: conflicting server name "shop" on 0.0.0.0:80, ignored'],
    ['Directory public does not exist yet, creating it'],
    ['the docs say: unexpected "}" in nginx.conf:7'],
  ])('is none of %s', (line) => {
    expect(lineAdvice([line])).toBeUndefined();
  });
});

describe('a certificate that is not trusted', () => {
  test.each([
    ['Error: self-signed certificate', 'NODE_EXTRA_CA_CERTS'],
    ['Error: unable to verify the first certificate', 'NODE_EXTRA_CA_CERTS'],
    [
      'FetchError: request to https://api/ failed, reason: self-signed certificate in certificate chain',
      'NODE_EXTRA_CA_CERTS',
    ],
    [
      'sun.security.validator.ValidatorException: PKIX path building failed: unable to find valid certification path',
      'keytool',
    ],
    [
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1000)',
      'SSL_CERT_FILE',
    ],
    [
      'Get "https://api/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      "image's trust store",
    ],
    [
      'SSL_connect returned=1 errno=0 state=error: certificate verify failed (self-signed certificate)',
      "image's trust store",
    ],
  ])('goes to the list that its runtime reads: %s', (line, advice) => {
    expect(lineAdvice([line])).toContain(advice);
  });
});
