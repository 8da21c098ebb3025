import { isServicePort } from './dependency.ts';
import type { Listener } from './listener.ts';
import { nameOf } from './program-kinds.ts';

/** Ports that tools open for themselves; they do not show where the app serves. */
const TOOLS: ReadonlySet<number> = new Set([
  2019, // Caddy's admin API
  4369, // Erlang's port mapper
  5005, // Java's debugger
  5678, // Python's debugger
  9229, // Node's inspector
]);

/** Default ports of metrics exporters; a program may use one of them for all its traffic. */
const METRICS: ReadonlySet<number> = new Set([
  9100, // node_exporter, and what is copied from its manual
  9102, // statsd_exporter
  9394, // prometheus_exporter of Ruby
  9464, // OpenTelemetry
]);

/**
 * Ports of protocols other than HTTP, in addition to databases and brokers: mail, SSH, MQTT, XMPP, NATS, and the internal ports of data
 * stores.
 */
const OTHER_PROTOCOLS: ReadonlySet<number> = new Set([
  ...[22, 25, 465, 587, 143, 993],
  ...[1883, 8883, 5222, 5671, 61613, 61616],
  ...[4222, 6222, 7687, 9300, 9042, 25672, 2181],
]);

/** How a command line shows that a port belongs to a tool. */
const SAID_OF_TOOLS: readonly RegExp[] = [
  /-(?:agentlib:jdwp=|Xrunjdwp:)\S{0,200}\baddress=(?:[^\s,]{0,100}:)?(?<port>\d{1,5})/,
  /-Dcom\.sun\.management\.jmxremote(?:\.rmi)?\.port=(?<port>\d{1,5})/,
  /--inspect(?:-brk|-wait)?=(?:\S{0,100}:)?(?<port>\d{1,5})(?:\s|$)/,
  /\bdebugpy\b.{0,100}? --listen (?:\S{0,100}:)?(?<port>\d{1,5})/,
  /\brdbg\b.{0,100}? --port[= ](?<port>\d{1,5})/,
  /\bdlv\b.{0,200}? --listen[= ]\S{0,100}:(?<port>\d{1,5})/,
  /\binet_dist_listen_m(?:in|ax) (?<port>\d{1,5})/,
];
/** How a command line shows that a port is not for traffic. */
const SAID_ASIDE: readonly RegExp[] = [
  /--(?:metrics|prometheus|telemetry|debug|pprof|admin|management)-(?:port|addr|address|listen)[= ](?:\S{0,100}:)?(?<port>\d{1,5})/,
];
const MAX_LINE = 4_000;

/** The kernel picks ports from here for programs that name none (net.ipv4.ip_local_port_range). */
export const FIRST_EPHEMERAL = 32_768;

/** Programs that open an arbitrary port for their peers: Erlang's distribution, the second port of JMX. */
const hasPeers = (command: readonly string[]): boolean =>
  nameOf(command[0] ?? '') === 'beam.smp' || command.some((word) => word.startsWith('-Dcom.sun.management.jmxremote'));

/** Whether a listener's port is a tool's: a debugger's, a port mapper's. */
export const isTools = ({ port }: Seen): boolean => TOOLS.has(port);

/** Whether the port hardly ever speaks HTTP, where a request would only cause an error in a log. */
export const isOtherProtocols = ({ port }: Seen): boolean => OTHER_PROTOCOLS.has(port) || isServicePort(port);

/** Whether the command line of the listener shows that its port belongs to a tool. */
export const isSaidTools = ({ port, command }: Seen): boolean => isSaid(SAID_OF_TOOLS, port, command);

/**
 * Whether a listener is not for traffic, when traffic is expected elsewhere. It serves metrics, or its command line or program shows it.
 */
export function isAside(listener: Seen): boolean {
  const { port, command = [] } = listener;
  if (METRICS.has(port) || (port >= FIRST_EPHEMERAL && hasPeers(command))) return true;
  return isSaidTools(listener) || isSaid(SAID_ASIDE, port, command);
}

/** Whether only the port number suggests that a listener serves metrics. */
export const isByNumberAside = ({ port, command = [] }: Seen): boolean =>
  METRICS.has(port) && !isSaid(SAID_ASIDE, port, command);

type Seen = Pick<Listener, 'port' | 'command'>;

function isSaid(patterns: readonly RegExp[], port: number, command: readonly string[] = []): boolean {
  const line = command.join(' ').slice(0, MAX_LINE);
  return patterns.some((pattern) => Number(pattern.exec(line)?.groups?.['port']) === port);
}
