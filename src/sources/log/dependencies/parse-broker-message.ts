import { type DependencyMessage, HOST, message, OS, PORT } from './parse-dependency-message.ts';

const redis: readonly DependencyMessage[] = [
  message(`Error (?:-?\\d{1,3}|while) connecting to ${HOST}:${PORT}\\. ${OS}\\.`, 'Redis'),
  message(`Error connecting to Redis on ${HOST}:${PORT} \\((?:Errno::)?(?<why>\\w{1,60})\\)`, 'Redis'),
  message(`RedisConnectionException: Unable to connect to \\[?${HOST}(?:/[^\\s:]{0,60})?:${PORT}`, 'Redis', 'refused'),
  message(
    '(?:AuthenticationError: |ReplyError: |ResponseError: |CommandError: |Error: )?(?:WRONGPASS invalid username-password pair|NOAUTH Authentication required)',
    'Redis',
    'rejected',
  ),
  message(`UnableToConnect on ${HOST}:${PORT}`, 'Redis', 'unreached'),
  message('It was not possible to connect to the redis server', 'Redis', 'unreached'),
  message('MaxRetriesPerRequestError: Reached the max retries per request limit', 'Redis', 'unreached'),
  message(`JedisConnectionException: Failed to connect to ${HOST}:${PORT}`, 'Redis', 'unreached'),
  message(
    '(?:JedisConnectionException: (?:Could not get a resource|Failed to create socket)|RedisConnectionFailureException: )',
    'Redis',
    'unreached',
  ),
  message(`${OS}(?: - connect\\(2\\) for \\S{1,80})? \\(rediss?://(?:[^\\s@/]{0,200}@)?${HOST}(?::${PORT})?`, 'Redis'),
  message('redis\\.exceptions\\.TimeoutError: Timeout connecting to server', 'Redis', 'no-answer'),
  message(
    `Cannot connect to rediss?://(?:[^\\s@/]{0,200}@)?${HOST}(?::${PORT})?(?:/\\S{0,100})?: .{0,100}?${OS}`,
    'Redis',
  ),
];

const rabbitmq: readonly DependencyMessage[] = [
  message(
    `Cannot connect to (?:amqp|pyamqp)s?://(?:[^\\s@/]{0,200}@)?${HOST}(?::${PORT})?/\\S{0,100}: .{0,100}?${OS}`,
    'RabbitMQ',
  ),
  message(`AMQPConnectionError(?:: .{0,100}?${OS}|$)`, 'RabbitMQ', 'unreached'),
  message(`Could not establish TCP connection to ${HOST}:${PORT}(?:.{0,80}?${OS})?`, 'RabbitMQ', 'unreached'),
  message(
    'TCPConnectionFailedForAllHosts|Could not establish TCP connection to any of the configured hosts',
    'RabbitMQ',
    'unreached',
  ),
  message(
    'Handshake terminated by server: 403 \\(ACCESS-REFUSED\\)|ACCESS_REFUSED - Login was refused',
    'RabbitMQ',
    'rejected',
  ),
];

const kafka: readonly DependencyMessage[] = [
  // Logged whatever the result of the connect.
  message(
    `Connection to node -?\\d{1,9} \\(${HOST}/\\S{0,60}:${PORT}\\) could not be established`,
    'Kafka',
    'unreached',
  ),
  message(`Couldn't resolve server ${HOST}:${PORT} from bootstrap\\.servers`, 'Kafka', 'no-such-name'),
  message(`: ${HOST}:${PORT}/\\w{1,30}: Connect to \\S{1,80} failed: ${OS}`, 'Kafka'),
  message(`: ${HOST}:${PORT}/\\w{1,30}: Failed to resolve '[^']{1,253}': ${OS}`, 'Kafka'),
  message(`Bootstrap broker ${HOST}:${PORT} \\(id: -?\\d{1,9} rack: \\w{1,20}\\) disconnected`, 'Kafka', 'unreached'),
  message('No resolvable bootstrap urls given in bootstrap\\.servers', 'Kafka', 'no-such-name'),
  message('NoBrokersAvailable|client has run out of available brokers to talk to', 'Kafka', 'unreached'),
];

const elasticsearch: readonly DependencyMessage[] = [
  message(`(?:elastic_transport|elasticsearch)\\S{0,40}ConnectionError.{0,300}?${OS}`, 'Elasticsearch'),
];

/** The messages of clients of caches, brokers and search engines. */
export const brokerMessages: readonly DependencyMessage[] = [...redis, ...rabbitmq, ...kafka, ...elasticsearch];
