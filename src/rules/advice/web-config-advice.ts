import { putIntoImage } from './file-advice.ts';
import { makeDirectory, type WordsRow } from './front-config-advice.ts';

/** The start of Apache's message, joined with the previous line if there are two. */
const APACHE = String.raw`\bSyntax error on line (\d{1,7}) of ([\w./-]{1,200}): `;

const apache = (words: string, advise: WordsRow[1]): WordsRow => [new RegExp(APACHE + words), advise];
const at = (file: string, line: string): string => `in ${file} (line ${line})`;

/** Apache modules by the directives that are most often missing. */
const MODULES: Readonly<Record<string, string>> = {
  AddOutputFilterByType: 'filter',
  Alias: 'alias',
  AuthType: 'authn_core',
  AuthUserFile: 'authn_file',
  BalancerMember: 'proxy',
  CacheEnable: 'cache',
  CustomLog: 'log_config',
  Deny: 'access_compat',
  DirectoryIndex: 'dir',
  ExpiresActive: 'expires',
  ExpiresByType: 'expires',
  ExpiresDefault: 'expires',
  FallbackResource: 'dir',
  Header: 'headers',
  LogFormat: 'log_config',
  Order: 'access_compat',
  Allow: 'access_compat',
  ProxyPass: 'proxy',
  ProxyPassMatch: 'proxy',
  ProxyPassReverse: 'proxy',
  ProxyPreserveHost: 'proxy',
  ProxyRequests: 'proxy',
  Redirect: 'alias',
  RedirectMatch: 'alias',
  RequestHeader: 'headers',
  RemoteIPHeader: 'remoteip',
  Require: 'authz_core',
  RewriteCond: 'rewrite',
  RewriteEngine: 'rewrite',
  RewriteRule: 'rewrite',
  ScriptAlias: 'alias',
  SetEnv: 'env',
  SetEnvIf: 'setenvif',
  SSLCertificateFile: 'ssl',
  SSLEngine: 'ssl',
  SSLProxyEngine: 'ssl',
  User: 'unixd',
  WSGIDaemonProcess: 'wsgi',
  WSGIScriptAlias: 'wsgi',
};

/** Steps for a configuration that Apache, lighttpd, Varnish or PHP rejects, by its own line. */
export const WEB_CONFIG_WORDS: readonly WordsRow[] = [
  apache(`Invalid command '(${Object.keys(MODULES).join('|')})', perhaps misspelled`, (line, file, word) => {
    const module = MODULES[word] ?? '';
    return `Load the module of \`${word}\` before it is used ${at(file, line)}: \`a2enmod ${module}\` in the Dockerfile on Debian, otherwise \`LoadModule ${module}_module modules/mod_${module}.so\`.`;
  }),
  apache(
    'Expected (</[\\w]{1,40}>) before end of configuration',
    (line, file, tag) => `Close the block of line ${line} in ${file} with \`${tag}\`.`,
  ),
  apache(
    '(</[\\w]{1,40}>) without matching',
    (line, file, tag) => `Remove \`${tag}\` ${at(file, line)}, or open its block before it.`,
  ),
  apache(
    "DocumentRoot '([^']{1,300})' is not a directory",
    (line, file, path) => `Put the directory ${path} into the image, or correct \`DocumentRoot\` ${at(file, line)}.`,
  ),
  apache(
    'Cannot load (\\S{1,300}) into server: .{0,400}No such file',
    (line, file, path) =>
      `Install the module ${path} in the image, or remove its \`LoadModule\` line ${at(file, line)}.`,
  ),
  apache(
    'Cannot define multiple Listeners on the same IP:port',
    (line, file) => `Remove the \`Listen\` ${at(file, line)}: another line or file already opens that port.`,
  ),
  apache('Could not open configuration file (\\S{1,300}): No such file', (_line, _file, path) => putIntoImage(path)),
  apache(
    'Port must be specified',
    (line, file) => `Give \`Listen\` a port ${at(file, line)}, or set the variable that it uses.`,
  ),
  apache(
    '(\\w{1,40}) not allowed here$',
    (line, file, word) =>
      `Move \`${word}\` ${at(file, line)} into a block where Apache allows it, such as \`<Directory>\` or \`<VirtualHost>\`.`,
  ),
  [
    /\bAH0229[17]: Cannot access directory '([^']{1,300})'/,
    (path) => makeDirectory(`${path.replace(/\/?$/, '/')}file`).replace(/, or correct.*/, '.'),
  ],
  // lighttpd.
  [/\) server\.document-root is not set$/, () => 'Set `server.document-root` in the lighttpd configuration.'],
  [
    /\) got a string but expected a short: server\.port (\S{0,60})/,
    () => 'Write the number of `server.port` without quotes in the lighttpd configuration.',
  ],
  [/\bopening errorlog '([^']{1,300})' failed: No such file/, (path) => makeDirectory(path)],
  [
    /\bopening errorlog '([^']{1,300})' failed: Permission denied$/,
    (path) =>
      `Give lighttpd's user write access to ${path} (chown in the Dockerfile), or remove \`server.errorlog\` to log to standard error.`,
  ],
  [/\) include file not found: (\S{1,300})$/, (path) => putIntoImage(path)],
  [
    /^Undefined env variable: ([A-Za-z_]\w{0,60})$/,
    (name) => `Set the environment variable ${name} for this container: the lighttpd configuration reads it.`,
  ],
  [
    /\) source: (\S{1,200}) line: (\d{1,7}) pos: \d{1,7} missing closing quote$/,
    (file, line) => `Close the quote ${at(file, line)}.`,
  ],
  [
    /\bdlopen\(\) failed for: \S{1,200}\/(mod_\w{1,60})\.so /,
    (module) =>
      `Install the package of lighttpd's ${module} in the image, or remove \`${module}\` from \`server.modules\`.`,
  ],
  // Varnish.
  [
    /^Backend host '"?([^'"]{1,253})"?' could not be resolved/,
    (host) => `Correct the host name ${host} in the VCL file: Varnish resolves it when it starts.`,
  ],
  [/^VCL version declaration missing/, () => 'Write `vcl 4.1;` as the first line of the VCL file.'],
  [/^No backends or directors found in VCL/, () => 'Add a `backend` with `.host` and `.port` to the VCL file.'],
  [
    /^Expected ';' got '.{1,40}'$/,
    () => 'End the statement in the VCL file with a semicolon, at the place that Varnish names.',
  ],
  [/\bNeither -b nor -f given\./, () => "Start varnishd with `-b` and the app's address, or with `-f` and a VCL file."],
  [/\bCannot read -f file '([^']{1,300})' \(No such file/, (path) => putIntoImage(path)],
  // PHP.
  [
    /^Directory (\S{1,300}) does not exist\.?$/,
    (path) =>
      `Put the directory ${path} into the image (COPY it, or run the build that creates it), or correct \`-t\`.`,
  ],
  [
    /\bERROR: unable to bind listening socket for address '(\/[^']{1,300})': No such file/,
    (path) => makeDirectory(path),
  ],
  [
    /\bERROR: \[([\w./-]{1,200}):(\d{1,7})\] unknown entry '([^']{1,60})'/,
    (file, line, word) => `Remove \`${word}\` ${at(file, line)}, or correct it: PHP-FPM does not know that setting.`,
  ],
  [/\bERROR: failed to open configuration file '([^']{1,300})': No such file/, (path) => putIntoImage(path)],
  [
    /\bALERT: \[pool [\w.-]{1,60}\] (pm\.\w{1,40}) must be a positive value/,
    (name) => `Set \`${name}\` to 1 or more in www.conf (the pool's file).`,
  ],
  [
    /\bALERT: \[pool [\w.-]{1,60}\] (pm\.\w{1,40})(?:\(\d{1,10}\))? (?:must|cannot|and)\b/,
    (name) => `Correct \`${name}\` in www.conf (the pool's file): it does not match the other \`pm\` values.`,
  ],
  [
    /\bALERT: \[pool [\w.-]{1,60}\] no listen address have been defined/,
    () => "Write `listen = 127.0.0.1:9000` in www.conf (the pool's file).",
  ],
  [
    /\bERROR: No pool defined\./,
    () => 'Add a pool to PHP-FPM: a section such as `[www]` in a file that its configuration includes.',
  ],
];
