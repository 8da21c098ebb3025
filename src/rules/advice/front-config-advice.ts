import { putIntoImage } from './file-advice.ts';

/** What to do about words of a program as it ends; the groups go into the sentence. */
export type WordsRow = readonly [RegExp, (...found: [string, string, string]) => string];

const NGINX = String.raw`\[emerg\](?: \d{1,10}#\d{1,10}:)? `;
const FILE = String.raw` in ([\w./-]{1,200}):(\d{1,7})$`;

const nginx = (words: string, advise: WordsRow[1]): WordsRow => [new RegExp(NGINX + words), advise];
const at = (file: string, line: string): string => `in ${file} (line ${line})`;

/** What to do about a configuration that nginx, HAProxy or Caddy refuses, by its own line. */
export const FRONT_CONFIG_WORDS: readonly WordsRow[] = [
  nginx(
    `unexpected "}"${FILE}`,
    (file, line) =>
      `Correct ${file} before line ${line}: a statement there lacks its semicolon, or a block is closed that was not opened.`,
  ),
  nginx(
    `unexpected end of file, expecting (.{3,20})${FILE}`,
    (wanted, file) => `Close every block and quote in ${file}: it ends where nginx expects ${wanted}.`,
  ),
  nginx(
    `"([\\w-]{1,60})" directive is not allowed here${FILE}`,
    (word, file, line) =>
      `Move \`${word}\` ${at(file, line)} into the block where it belongs: nginx does not allow it there.`,
  ),
  nginx(
    `invalid URL prefix${FILE}`,
    (file, line) => `Write the address ${at(file, line)} with \`http://\` before it: nginx needs the scheme.`,
  ),
  nginx(
    `invalid number of arguments in "([\\w-]{1,60})" directive${FILE}`,
    (word, file, line) =>
      `Correct the values of \`${word}\` ${at(file, line)}: there are too many or too few, as where a variable was empty when the file was made.`,
  ),
  nginx(
    `"([\\w-]{1,60})" directive invalid value${FILE}`,
    (word, file, line) => `Correct the value of \`${word}\` ${at(file, line)}.`,
  ),
  nginx(
    `no "ssl_certificate" is defined for .{1,60}${FILE}`,
    (file, line) =>
      `Write \`ssl_certificate\` and \`ssl_certificate_key\` into the server block ${at(file, line)}, or take \`ssl\` out of its \`listen\` line.`,
  ),
  nginx('open\\(\\) "([^"]{1,300}\\.log)" failed \\(2: ', (path) => makeDirectory(path)),
  nginx('(?:mkdir|bind)\\(\\) (?:to unix:|")([^"\\s]{1,300})"? failed \\(2: ', (path) => makeDirectory(path)),
  nginx('open\\(\\) "([^"]{1,300})" failed \\(2: No such file or directory\\)', (path) => putIntoImage(path)),
  nginx(
    `duplicate (location|upstream) "([^"]{1,100})"`,
    (block, name) => `Write \`${block} ${name}\` once only in the configuration of nginx.`,
  ),
  nginx(
    `a duplicate default server for (\\S{1,60})${FILE}`,
    (address, file) =>
      `Leave \`default_server\` to one server block for ${address}: ${file} has a second one, beside that of another file.`,
  ),
  nginx(
    `host not found in "[^"]{0,60}\\$\\{?(\\w{1,60})\\}?[^"]{0,20}" of the "listen" directive${FILE}`,
    (name, file, line) =>
      `Fill in ${name} ${at(file, line)} before nginx starts (\`envsubst '$${name}'\` in the start script, or a file in /etc/nginx/templates of the official image): nginx reads no environment variable there.`,
  ),
  nginx(
    'unknown "(\\w{1,60})" variable',
    (name) =>
      `Correct \`$${name}\` in the configuration of nginx: it has no variable of that name, and reads none of the environment.`,
  ),
  nginx(
    `no servers are inside upstream${FILE}`,
    (file, line) => `Add a \`server\` line with an address to the \`upstream\` block ${at(file, line)}.`,
  ),
  nginx(
    'dlopen\\(\\) "([^"]{1,300})" failed',
    (path) => `Install the module of nginx at ${path} in the image, or remove its \`load_module\` line.`,
  ),
  nginx(
    'no "events" section in configuration',
    () => 'Add `events {}` to the main configuration of nginx: a file for conf.d is only a part of one.',
  ),
  nginx(
    'bind\\(\\) to ([\\d.:a-f[\\]]{3,45}):(\\d{1,5}) failed \\(99: ',
    (address, port) => `Write \`listen ${port};\` without ${address}: that is no address of this container.`,
  ),
  nginx(
    'zero size shared memory zone "(\\w{1,60})"',
    (zone) =>
      `Define the zone ${zone} in the http block of nginx (\`limit_req_zone\`, \`limit_conn_zone\` or \`proxy_cache_path\`): it is used without that.`,
  ),
  // HAProxy.
  [
    /unable to find required (default_backend|use_backend): '([\w.-]{1,60})'/,
    (word, name) =>
      `Write a section \`backend ${name}\` in the configuration of HAProxy, or correct the name behind \`${word}\`.`,
  ],
  [/unable to (?:stat|load) SSL certificate.{0,20} file '([^']{1,300})' ?: No such file/, (path) => putIntoImage(path)],
  [
    /\[([\w./-]{1,200}):(\d{1,7})\] : 'server [^']{1,100}' : could not resolve address '([^']{1,253})'/,
    (file, line, host) =>
      `Correct ${host} ${at(file, line)}, or write \`init-addr none\` behind it with a \`resolvers\` section, so that HAProxy starts before the name has an address.`,
  ],
  // What stands there as a variable is not set: HAProxy has filled in the others.
  [
    /\[([\w./-]{1,200}):(\d{1,7})\] : '(?:bind|listen)' : missing port specification in '[^']{0,60}\$\{?(\w{1,60})/,
    (file, line, name) =>
      `Set the environment variable ${name} for this container: \`bind\` ${at(file, line)} takes its port from it.`,
  ],
  [
    /\[([\w./-]{1,200}):(\d{1,7})\] : '(?:bind|listen)' : missing port specification in '/,
    (file, line) =>
      `Give \`bind\` a port ${at(file, line)}: there is none, as where its variable is not set in this container.`,
  ],
  [/errorfile : error opening file '([^']{1,300})'/, (path) => putIntoImage(path)],
  [/\[([\w./-]{1,200}):\d{1,7}\]: Missing LF on last line/, (file) => `End the last line of ${file} with a line feed.`],
  [/Cannot open configuration file\/directory (\S{1,300}) : No such file/, (path) => putIntoImage(path)],
  // Caddy.
  [
    /using caddyfile: (?:parsing .{1,80}: )?([\w./-]{1,200}):(\d{1,7}) - Syntax error: Unexpected token .{1,100}, expecting '\}'/,
    (file, line) => `Close every block with \`}\` on a line of its own in ${file}: one is open at line ${line}.`,
  ],
  [
    /using caddyfile: (?:parsing .{1,80}: )?([\w./-]{1,200}):(\d{1,7}) - Error during parsing: unrecognized (?:sub)?directive:? ([\w.-]{1,60})/,
    (file, line, word) => `Remove \`${word}\` ${at(file, line)}, or correct it: Caddy does not know that directive.`,
  ],
  [/Error during parsing: File to import not found: (\S{1,300}?)(?:,|$)/, (path) => putIntoImage(path)],
  [
    /using caddyfile: ambiguous site definition: (\S{1,200})$/,
    (site) => `Write the site ${site} once only in the Caddyfile: put both blocks into one.`,
  ],
];

/** The directory of a file that a program would make. */
export function makeDirectory(path: string): string {
  const directory = path.replace(/\/[^/]*\/?$/, '') || '/';
  return `Create the directory in the Dockerfile: \`RUN mkdir -p ${directory}\`, or correct the path ${path}.`;
}
