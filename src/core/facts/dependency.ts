/**
 * How a service that the app depends on fails: nothing listens there, its name has no address, or no name server responds.
 * The container may also have no route to it, or nothing comes back. `rejected`: it turns the app away.
 * `unreached`: the client does not say how it fails.
 */
export type Trouble = 'refused' | 'no-such-name' | 'no-lookup' | 'no-route' | 'no-answer' | 'rejected' | 'unreached';

/** A host that the app depends on, and how it fails. */
export interface Dependency {
  readonly how: Trouble;
  /** `db:5432`, `db`, or a socket's path; without credentials. Undefined if nothing names it. */
  readonly target?: string;
  /** The product's official spelling: PostgreSQL, Redis. Undefined if unknown. */
  readonly service?: string;
}

/** "PostgreSQL at db:5432", "db:5432", "a service that it depends on". */
export function dependencyName({ target, service }: Omit<Dependency, 'how'>): string {
  if (target === undefined) return service === undefined ? 'a service that it depends on' : `its ${service}`;
  const byPort = SERVICES[portOf(target) ?? ''];
  // The port, or a host named after the product, says more than the word "database".
  const known = service === 'database' ? (byPort ?? byName(target) ?? 'the database') : (service ?? byPort);
  return known === undefined ? target : `${known} at ${target}`;
}

const byName = (target: string): string | undefined => PRODUCTS.find(([name]) => name.test(target))?.[1];

/** Hosts named after the product that runs there, often with the environment's name. */
const PRODUCTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:[\w-]{1,40}[-_])?(?:postgres(?:ql)?|pg)(?:[-_.:]|$)/, 'PostgreSQL'],
  [/^(?:[\w-]{1,40}[-_])?(?:mysql|mariadb)(?:[-_.:]|$)/, 'MySQL'],
  [/^(?:[\w-]{1,40}[-_])?mongo(?:db)?(?:[-_.:]|$)/, 'MongoDB'],
];

const VERBS: Readonly<Record<Trouble, string>> = {
  refused: 'refuses the connection',
  'no-such-name': 'cannot be found: the name has no address',
  'no-lookup': 'cannot be resolved: no name server responds',
  'no-route': 'cannot be reached: this container has no route to it',
  'no-answer': 'does not answer',
  rejected: 'turns it away',
  unreached: 'cannot be reached',
};

/**
 * The clause about it: "PostgreSQL at db:5432 refuses the connection", "nothing listens on 127.0.0.1:5432 (PostgreSQL) in this container".
 * `verb` replaces the verb phrase.
 */
export function troubleWords(dependency: Dependency, verb = VERBS[dependency.how]): string {
  const { how, target } = dependency;
  const name = dependencyName(dependency);
  if (how !== 'refused' || portOf(target ?? '') === undefined || !isOwnHost(target)) return `${name} ${verb}`;
  const product = name === target ? '' : ` (${name.slice(0, -` at ${target}`.length)})`;
  return `nothing listens on ${target}${product} in this container`;
}

/** What to do about it, best step first. Callers that know more about the trouble pass their own `step`. */
export function dependencyAdvice(
  dependency: Dependency,
  step: (name: string) => string = ADVICE[dependency.how],
): readonly string[] {
  const { how, target } = dependency;
  const name = namedAgain(dependency);
  return [
    ...(how === 'refused' && isOwnHost(target) ? [OWN_HOST] : []),
    ...(how === 'no-route' && target?.startsWith('[') ? [OVER_IPV4] : []),
    step(name),
    RETRY,
  ];
}

/** The name for a sentence that follows the first mention. */
const namedAgain = ({ target, service }: Dependency): string =>
  target === undefined ? nameOnly(service) : dependencyName({ target, ...(service !== undefined && { service }) });

/** A product's name needs no article; "database" and "broker" do. */
const nameOnly = (service = 'service'): string => (/^[A-Z]|^memcached$/.test(service) ? service : `the ${service}`);

const RETRY =
  'Let the app listen first and retry in the background, with a connect timeout of a few seconds. A dependency that is late or down then does not keep it from starting.';
const OWN_HOST =
  "Set the dependency's own host name in the app's configuration, for example in DATABASE_URL: localhost in a container is that container only.";

const OVER_IPV4 =
  "Give the app an IPv4 address for that host, or turn on IPv6 in the container's network: the app tried an IPv6 address.";

const ADVICE: Readonly<Record<Trouble, (name: string) => string>> = {
  refused: (name) =>
    `Check that ${name} is up, and that its host and port are right: the host responded, but nothing listens on that port.`,
  'no-such-name': (name) =>
    `Correct the host name ${name === nameOnly() ? 'that the app is given' : `of ${name} in the app's configuration`}, or attach the app to the network that knows this name.`,
  'no-lookup': (name) =>
    `Check the name server of this container (/etc/resolv.conf, the DNS of its network), then the host name of ${name}: the DNS query got no response.`,
  'no-route': (name) =>
    `Attach the container to a network that leads to ${name}, or correct its address: the kernel has no route to it and sent nothing.`,
  'no-answer': (name) =>
    `Check that ${name} is up and reachable from here: its address and port, and any firewall, security group or network in between.`,
  rejected: (name) =>
    `Correct what the app is given for ${name}: user, password and database name. Also check that it admits this host.`,
  unreached: (name) =>
    `Check that ${name} is up and reachable from here, and that its host name and port are right. The log does not say which of these fails.`,
};

/** Services known by their default port where nothing else names them. */
const SERVICES: Readonly<Record<string, string>> = {
  '5432': 'PostgreSQL',
  '3306': 'MySQL',
  '6379': 'Redis',
  '27017': 'MongoDB',
  '5672': 'RabbitMQ',
  '9092': 'Kafka',
  '9200': 'Elasticsearch',
  '1433': 'SQL Server',
  '1521': 'Oracle',
  '11211': 'memcached',
};

/** Whether a known database, broker or store uses this port by default. */
export const isServicePort = (port: number): boolean => SERVICES[String(port)] !== undefined;

/** Ports that receive telemetry: OTLP, StatsD, Datadog's agent, Zipkin, Jaeger, Fluentd, GELF, Prometheus' push gateway. */
const COLLECTOR_PORTS = /:(?:4317|4318|8125|8126|9411|14250|14268|6831|6832|24224|12201|9091)$/;
const COLLECTOR_WORDS =
  /\b(?:otel|otlp|opentelemetry|telemetry|span|spans|trac(?:es?|ing)|export(?:er|ing)?|metrics?|statsd|datadog|dd-trace|ddtrace|zipkin|jaeger|sentry|newrelic|new relic|fluentd|loki|pushgateway|apm)\b/i;

/**
 * Whether the host only collects the app's telemetry, so the app serves equally well without it. Known by its port or the line about it.
 */
export const isCollector = ({ target = '' }: Omit<Dependency, 'how'>, line = ''): boolean =>
  COLLECTOR_PORTS.test(target) || (COLLECTOR_WORDS.test(line.slice(0, 300)) && !SERVICES[portOf(target) ?? '']);

/** The service that the host's port is the default for. */
export const serviceByPort = ({ target = '' }: Omit<Dependency, 'how'>): string | undefined =>
  SERVICES[portOf(target) ?? ''];

const portOf = (target: string): string | undefined => /:(\d{1,5})$/.exec(target)?.[1];

/** Whether the host is this container. There the kernel refuses a port immediately if no process holds it. */
export const isOwnHost = (target: string | undefined): boolean =>
  target !== undefined && /^(?:localhost|127\.[\d.]+|\[?::1\]?)(?::\d+)?$/.test(target);
