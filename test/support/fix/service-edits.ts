import { type FixableApp, withPrepared } from './fixable-app.ts';

/** How a step names another service that is to be up, or whose name is to be known. */
const NAMED: readonly RegExp[] = [
  /^Check that (?:the )?(?<service>[A-Za-z][\w ]* at )?(?<place>[\w.:[\]-]+) is up\b/,
  /^Correct the host name of (?<service>[A-Z][\w ]* at )?(?<place>[\w.:[\]-]+) in the app's configuration\b/,
  /^Start the app in the same container, where \w+ looks for it \((?<service>)(?<place>[\w.:[\]-]+)\)/,
];

/** The port at which a service is where nothing says another. */
const USUAL: Readonly<Record<string, string>> = { PostgreSQL: '5432', MySQL: '3306', Redis: '6379', MongoDB: '27017' };

/**
 * Starts a stand-in for the service that the step names, at the very address that it names: a program that takes connections, and answers those of HTTP.
 * Undefined where the step names none. Where it only corrects a name, that name gets an address.
 */
export function startService(step: string, app: FixableApp): FixableApp | undefined {
  const { service = '', place } = NAMED.map((pattern) => pattern.exec(step)?.groups).find((found) => found) ?? {};
  if (place === undefined) return undefined;
  const [, host = '', port] = /^\[?([\w.-]+|[\da-f:]+?)\]?(?::(\d+))?$/.exec(place) ?? [];
  const at = port ?? USUAL[service.replace(/ at $/, '')];
  if (host === '' || (at === undefined && !step.startsWith('Correct'))) return undefined;
  const known = withPrepared(app, reached(host));
  return at === undefined ? known : withPrepared(known, started(host, at));
}

/** Commands after which the host is one of the container's own: an address of it, or a name with one. */
function reached(host: string): string {
  if (/^(?:127\.|::1$|localhost$)/.test(host)) return 'true';
  if (/^[\d.]+$/.test(host)) return `ip addr add ${host}/32 dev lo`;
  return `cp /etc/hosts /run/hosts && echo "127.0.0.1 ${host}" >>/run/hosts && mount --bind /run/hosts /etc/hosts`;
}

/** To PostgreSQL's client it says that it speaks no TLS, and asks for a password. */
const STAND_IN = `
const http = "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok";
const answered = (client, asked) => {
  if (/^[A-Z]+ \\//.test(asked)) client.end(http);
  else if (asked[0] === 0) client.write(asked.length === 8 ? "N" : Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 3]));
};
require("net").createServer((client) => client.on("error", () => 0).on("data", (asked) => answered(client, asked)))
  .listen(process.argv[1], process.argv[2]);`.replaceAll('\n', ' ');

/** A command that starts it, and waits until it listens. */
function started(host: string, port: string): string {
  const address = /^[\d.]+$/.test(host) ? host : '::';
  const hex = Number(port).toString(16).toUpperCase().padStart(4, '0');
  return `${process.execPath} -e '${STAND_IN}' ${port} ${address} & until grep -q ":${hex} [0-9A-F:]* 0A " /proc/net/tcp /proc/net/tcp6; do sleep 0.1; done`;
}
