import { putIntoImage } from './file-advice.ts';

/** The step for a line that a program prints as it exits. It gets the groups. */
export type WordsRow = readonly [RegExp, (...found: [string, string, string]) => string];

const NGINX = String.raw`\[emerg\](?: \d{1,10}#\d{1,10}:)? `;
const FILE = String.raw` in ([\w./-]{1,200}):(\d{1,7})$`;

const nginx = (words: string, advise: WordsRow[1]): WordsRow => [new RegExp(NGINX + words), advise];
const at = (file: string, line: string): string => `in ${file} (line ${line})`;

/** Steps for a configuration that nginx, HAProxy or Caddy rejects, by its own line. */
export const FRONT_CONFIG_WORDS: readonly WordsRow[] = [
  nginx(
    `unexpected "}"${FILE}`,
    (file, line) =>
      `Fix ${file} before line ${line}: a statement there has no semicolon, or a \`}\` has no opening \`{\`.`,
  ),
  nginx(
    `unexpected end of file, expecting (.{3,20})${FILE}`,
    (wanted, file) => `Close every block and quote in ${file}: it ends where nginx expects ${wanted}.`,
  ),
  nginx(
    `"([\\w-]{1,60})" directive is not allowed here${FILE}`,
    (word, file, line) =>
      `Move \`${word}\` ${at(file, line)} into the block where it belongs: nginx does not allow it in this one.`,
  ),
  nginx(
    `invalid URL prefix${FILE}`,
    (file, line) => `Write \`http://\` before the address ${at(file, line)}: nginx requires the scheme.`,
  ),
  nginx(
    `invalid number of arguments in "([\\w-]{1,60})" directive${FILE}`,
    (word, file, line) =>
      `Correct the values of \`${word}\` ${at(file, line)}: there are too many or too few, perhaps because a variable was empty when the file was generated.`,
  ),
  nginx(
    `"([\\w-]{1,60})" directive invalid value${FILE}`,
    (word, file, line) => `Correct the value of \`${word}\` ${at(file, line)}.`,
  ),
  nginx(
    `no "ssl_certificate" is defined for .{1,60}${FILE}`,
    (file, line) =>
      `Write \`ssl_certificate\` and \`ssl_certificate_key\` into the server block ${at(file, line)}, or remove \`ssl\` from its \`listen\` line.`,
  ),
  nginx('open\\(\\) "([^"]{1,300}\\.log)" failed \\(2: ', (path) => makeDirectory(path)),
  nginx('(?:mkdir|bind)\\(\\) (?:to unix:|")([^"\\s]{1,300})"? failed \\(2: ', (path) => makeDirectory(path)),
  nginx('open\\(\\) "([^"]{1,300})" failed \\(2: No such file or directory\\)', (path) => putIntoImage(path)),
  nginx(
    `duplicate (location|upstream) "([^"]{1,100})"`,
    (block, name) => `Write \`${block} ${name}\` only once in the nginx configuration.`,
  ),
  nginx(
    `a duplicate default server for (\\S{1,60})${FILE}`,
    (address, file) =>
      `Set \`default_server\` in only one server block for ${address}: ${file} has a second one besides that in another file.`,
  ),
  nginx(
    `host not found in "[^"]{0,60}\\$\\{?(\\w{1,60})\\}?[^"]{0,20}" of the "listen" directive${FILE}`,
    (name, file, line) =>
      `Expand ${name} ${at(file, line)} before nginx starts: use \`envsubst '$${name}'\` in the start script, or /etc/nginx/templates of the official image. The configuration itself cannot read environment variables.`,
  ),
  nginx(
    'unknown "(\\w{1,60})" variable',
    (name) =>
      `Correct \`$${name}\` in the nginx configuration: nginx has no variable with that name, and does not read environment variables.`,
  ),
  nginx(
    `no servers are inside upstream${FILE}`,
    (file, line) => `Add a \`server\` line with an address to the \`upstream\` block ${at(file, line)}.`,
  ),
  nginx(
    'dlopen\\(\\) "([^"]{1,300})" failed',
    (path) => `Install the nginx module ${path} in the image, or remove its \`load_module\` line.`,
  ),
  nginx(
    'no "events" section in configuration',
    () => 'Add `events {}` to the main nginx configuration: a file for conf.d is only a part of it.',
  ),
  nginx(
    'bind\\(\\) to ([\\d.:a-f[\\]]{3,45}):(\\d{1,5}) failed \\(99: ',
    (address, port) => `Write \`listen ${port};\` without ${address}: this container does not have that address.`,
  ),
  nginx(
    'zero size shared memory zone "(\\w{1,60})"',
    (zone) =>
      `Define the zone ${zone} in the http block of nginx (\`limit_req_zone\`, \`limit_conn_zone\` or \`proxy_cache_path\`): it is used but not defined.`,
  ),
  // HAProxy.
  [
    /unable to find required (default_backend|use_backend): '([\w.-]{1,60})'/,
    (word, name) =>
      `Add a \`backend ${name}\` section to the HAProxy configuration, or correct the name after \`${word}\`.`,
  ],
  [/unable to (?:stat|load) SSL certificate.{0,20} file '([^']{1,300})' ?: No such file/, (path) => putIntoImage(path)],
  [
    /\[([\w./-]{1,200}):(\d{1,7})\] : 'server [^']{1,100}' : could not resolve address '([^']{1,253})'/,
    (file, line, host) =>
      `Correct ${host} ${at(file, line)}. Or write \`init-addr none\` after it and add a \`resolvers\` section, so HAProxy starts before the name has an address.`,
  ],
  // A variable that is still there is not set: HAProxy has expanded the others.
  [
    /\[([\w./-]{1,200}):(\d{1,7})\] : '(?:bind|listen)' : missing port specification in '[^']{0,60}\$\{?(\w{1,60})/,
    (file, line, name) =>
      `Set the environment variable ${name} for this container: \`bind\` ${at(file, line)} reads its port from it.`,
  ],
  [
    /\[([\w./-]{1,200}):(\d{1,7})\] : '(?:bind|listen)' : missing port specification in '/,
    (file, line) =>
      `Give \`bind\` a port ${at(file, line)}: it has none, perhaps because its variable is not set in this container.`,
  ],
  [/errorfile : error opening file '([^']{1,300})'/, (path) => putIntoImage(path)],
  [
    /\[([\w./-]{1,200}):\d{1,7}\]: Missing LF on last line/,
    (file) => `Add a line break at the end of ${file}: the last line has none.`,
  ],
  [/Cannot open configuration file\/directory (\S{1,300}) : No such file/, (path) => putIntoImage(path)],
  // Caddy.
  [
    /using caddyfile: (?:parsing .{1,80}: )?([\w./-]{1,200}):(\d{1,7}) - Syntax error: Unexpected token .{1,100}, expecting '\}'/,
    (file, line) => `Close every block in ${file} with \`}\` on its own line: a block is open at line ${line}.`,
  ],
  [
    /using caddyfile: (?:parsing .{1,80}: )?([\w./-]{1,200}):(\d{1,7}) - Error during parsing: unrecognized (?:sub)?directive:? ([\w.-]{1,60})/,
    (file, line, word) => `Remove \`${word}\` ${at(file, line)}, or correct it: Caddy does not know that directive.`,
  ],
  [/Error during parsing: File to import not found: (\S{1,300}?)(?:,|$)/, (path) => putIntoImage(path)],
  [
    /using caddyfile: ambiguous site definition: (\S{1,200})$/,
    (site) => `Write the site ${site} only once in the Caddyfile: merge both blocks.`,
  ],
];

/** The step for a program that cannot create a file because its directory does not exist. */
export function makeDirectory(path: string): string {
  const directory = path.replace(/\/[^/]*\/?$/, '') || '/';
  return `Create the directory in the Dockerfile (\`RUN mkdir -p ${directory}\`), or correct the path ${path}.`;
}
