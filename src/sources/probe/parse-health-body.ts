import type { DownPart } from '../../core/facts/probe.ts';
import { quotable } from '../../core/redaction/redact.ts';

/**
 * The parts that a JSON health response reports as down, at most three; none for any other text.
 * Reads Spring Boot (`components`, `details`), .NET (`entries`), MicroProfile and health+json (`checks`), Terminus (`error`), OkComputer,
 * and most formats that people write themselves.
 */
export function downParts(body: string): readonly DownPart[] {
  const value = jsonOf(body);
  const walk: Walk = { left: MOST_VALUES, isDown: isObject(value) && isDown(value) };
  const parts = value === undefined ? [] : partsIn(value, undefined, 0, walk);
  const names = new Set<string>();
  return parts.filter(({ name }) => !names.has(name) && names.add(name)).slice(0, MOST_PARTS);
}

/**
 * The parts that a plain-text health response reports as down, at most three, one per line; none for any other text.
 * Reads Kubernetes' library (`[-]etcd failed: reason withheld`) and OkComputer (`redis: FAILED …`).
 */
export function downLines(body: string): readonly DownPart[] {
  const lines = body.slice(0, MOST_CHARACTERS).split('\n', MOST_VALUES);
  const found = lines.map((line) => DOWN_LINE.exec(line.trimEnd())).filter((match) => match !== null);
  return found.slice(0, MOST_PARTS).map(([, one, two, other = '', three = '']) => {
    const says = two ?? three;
    return partOf(one ?? other, WITHHELD.test(says) ? undefined : says);
  });
}

const DOWN_LINE = /^\[-\](\S{1,100}) failed(?::\s{1,4}(.{1,300}))?$|^\s{0,4}(\w[\w.-]{0,60}): FAILED(?: (.{1,300}))?$/;
const WITHHELD = /^$|^reason withheld$/;
const MOST_CHARACTERS = 8_000;

const MOST_PARTS = 3;
const MOST_VALUES = 400;
const MOST_LEVELS = 6;
const NAME_CHARACTERS = 60;
const ERROR_CHARACTERS = 160;

interface Walk {
  /** How many more values to examine. */
  left: number;
  /** The response reports that the whole is down: only then does a plain `false` mean that a part is down. */
  readonly isDown: boolean;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function jsonOf(body: string): unknown {
  if (!/^\s*[{[]/.test(body)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const STATUS = /^(?:status|state|health)$/i;
const FLAG = /^(?:success|healthy|isHealthy|ok|up|alive)$/i;
const DOWN =
  /^(?:down|unhealthy|unavailable|out_of_service|fail(?:ed|ing|ure)?|error|critical|disconnected|not ?ready|ko)$/i;
const DOWN_TEXT =
  /^(?:down|unhealthy|unavailable|fail(?:ed|ing|ure)?|error|disconnected|not ready|ko)(?:[:\s,-]{1,3}(.+))?$/i;
/** Members that only hold the parts and are not parts themselves. */
const HOLDER =
  /^(?:components|details|checks|entries|results|services|dependencies|indicators|error|errors|info|data|health)$/i;
/** Members that hold only parts, and never settings. */
const CHECKS = /^(?:components|checks|services|dependencies|indicators)$/i;
/** Names of things an app depends on, alone or with a word that says what is false: `redis_connected`. Any other name may be a setting. */
const KIND =
  /^(?:db|database|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|valkey|memcached?|cache|queue|broker|kafka|rabbitmq|rabbit|amqp|nats|sqs|storage|disk|s3|smtp|mail(?:er)?|search|elastic(?:search)?|opensearch|solr|ldap|vault|api|upstream|backend)[_-]?(?:ok|up|connected|connection|healthy|ready|alive|reachable|available)?$/i;
/** Members that describe the whole response. */
const OF_ALL =
  /^(?:status|state|health|message|error|errors|description|output|title|type|detail|timestamp|path|version|reason|code|result|outcome|kind|level|severity)$/i;
const ERROR_KEYS = ['error', 'message', 'output', 'exception', 'description', 'reason', 'cause'];
const NAME_KEYS = ['name', 'component', 'componentId', 'id', 'key', 'service'];

/** The down parts at or below a value; the innermost if they are nested. */
function partsIn(value: unknown, name: string | undefined, level: number, walk: Walk): readonly DownPart[] {
  walk.left -= 1;
  if (walk.left < 0 || level > MOST_LEVELS) return [];
  if (Array.isArray(value)) return value.flatMap((each) => partsIn(each, name, level + 1, walk));
  if (typeof value === 'string') return textPart(value, name);
  if (!isObject(value)) return [];
  // A name at the top level is not a part's: it may be an error's name or a request's id.
  const own = level === 0 ? undefined : (nameIn(value) ?? name);
  const below = Object.entries(value).flatMap(([key, each]) => partsBelow(key, each, own, level, walk));
  if (below.length > 0 || own === undefined || !isDown(value)) return below;
  return [partOf(own, errorIn(value))];
}

function partsBelow(
  key: string,
  value: unknown,
  own: string | undefined,
  level: number,
  walk: Walk,
): readonly DownPart[] {
  const isText = typeof value === 'string';
  if (value === false) return own === undefined && walk.isDown && KIND.test(key) ? [partOf(key, undefined)] : [];
  if (own === undefined && walk.isDown && CHECKS.test(key) && isObject(value)) {
    return [...partsIn(value, own, level + 1, walk), ...falseIn(value)];
  }
  if (isText && (own !== undefined || OF_ALL.test(key))) return [];
  return isText || typeof value === 'object'
    ? partsIn(value, HOLDER.test(key) && !isText ? own : key, level + 1, walk)
    : [];
}

/** The members that are `false`, except those that describe the whole response. */
const falseIn = (value: object): readonly DownPart[] =>
  Object.entries(value)
    .filter(([key, each]) => each === false && !FLAG.test(key) && !OF_ALL.test(key))
    .slice(0, MOST_PARTS)
    .map(([key]) => partOf(key, undefined));

function textPart(text: string, name: string | undefined): readonly DownPart[] {
  const found = DOWN_TEXT.exec(text.slice(0, 1_000));
  return found === null || name === undefined ? [] : [partOf(name, found[1])];
}

const partOf = (name: string, says: string | undefined): DownPart => ({
  name: quotable(name, NAME_CHARACTERS),
  ...(says !== undefined && { says: quotable(says.trim(), ERROR_CHARACTERS) }),
});

const isDown = (value: object): boolean =>
  Object.entries(value).some(
    ([key, each]) =>
      (STATUS.test(key) && typeof each === 'string' && DOWN.test(each)) || (FLAG.test(key) && each === false),
  );

const nameIn = (value: object): string | undefined => textAt(value, NAME_KEYS);

/** The first text among these members; a text that repeats the status does not count. */
function textAt(value: object, keys: readonly string[]): string | undefined {
  const members = new Map(Object.entries(value));
  return keys
    .map((key) => members.get(key))
    .find((each) => typeof each === 'string' && each !== '' && !DOWN.test(each));
}

/** The error of a part: its own, or that of a value it holds. */
function errorIn(value: object): string | undefined {
  const own = textAt(value, ERROR_KEYS);
  const held = Object.values(value).filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
  return own ?? held.map((each) => textAt(each, ERROR_KEYS)).find((each) => each !== undefined);
}
