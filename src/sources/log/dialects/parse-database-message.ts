import { type DependencyMessage, HOST, message, OS, PORT } from './parse-dependency-message.ts';

const postgresql: readonly DependencyMessage[] = [
  message(
    `connection to server at "(?<host>[^"\\s]{1,253})"(?: \\([^)]{1,64}\\))?, port ${PORT} failed: (?<why>.{1,300})$`,
    'PostgreSQL',
  ),
  message('connection to server on socket "(?<host>/[^"]{1,200})" failed: (?<why>.{1,300})$', 'PostgreSQL'),
  message(`could not connect to server: ${OS}$`, 'PostgreSQL'),
  message(
    'could not translate host name "(?<host>[^"\\s]{1,253})" to address: .{1,100}$',
    'PostgreSQL',
    'no-such-name',
  ),
  message(`Connection to ${HOST}:${PORT} refused\\. Check that the hostname`, 'PostgreSQL', 'refused'),
  message(
    '(?:OperationalError: |ConnectionBad: |PSQLException: |^error: |^pq: |InvalidPasswordError: )(?:FATAL: {1,2})?password authentication failed for user "[^"]{1,64}"',
    'PostgreSQL',
    'rejected',
  ),
  message(`^${HOST}:${PORT} - no response$`, 'PostgreSQL', 'no-answer'),
  message(`^${HOST}:${PORT} - rejecting connections$`, 'PostgreSQL', 'rejected'),
];

const mysql: readonly DependencyMessage[] = [
  message(`Can't connect to (?:MySQL|MariaDB) server on '${HOST}(?::${PORT})?' \\((?<why>[^)]{1,100})\\)`, 'MySQL'),
  message(
    "Can't connect to local (?:MySQL|MariaDB) server through socket '(?<host>/[^']{1,200})' \\((?<why>[^)]{1,100})\\)",
    'MySQL',
    'refused',
  ),
  message(`Unknown MySQL server host '${HOST}'`, 'MySQL', 'no-such-name'),
  message(
    `(?:\\(1045, "|\\[1045\\] |Error: |AccessDeniedError: |SQLException: )Access denied for user '[^']{0,80}'@'[^']{0,253}'`,
    'MySQL',
    'rejected',
  ),
  message(
    'SQLSTATE\\[HY000\\] \\[2002\\] (?:php_network_getaddresses: getaddrinfo (?:for (?<host>\\S{1,253}) )?failed: )?(?<why>.{1,200})$',
    'MySQL',
  ),
];

const redis: readonly DependencyMessage[] = [
  message(`Error (?:-?\\d{1,3}|while) connecting to ${HOST}:${PORT}\\. ${OS}\\.`, 'Redis'),
  message(`Error connecting to Redis on ${HOST}:${PORT} \\((?:Errno::)?(?<why>\\w{1,60})\\)`, 'Redis'),
  message(`RedisConnectionException: Unable to connect to \\[?${HOST}(?:/[^\\s:]{0,60})?:${PORT}`, 'Redis', 'refused'),
  message(
    '(?:AuthenticationError: |ReplyError: |ResponseError: |CommandError: |Error: )?(?:WRONGPASS invalid username-password pair|NOAUTH Authentication required)',
    'Redis',
    'rejected',
  ),
];

/** Other databases, brokers and stores. */
const others: readonly DependencyMessage[] = [
  message(
    `ServerSelectionTimeoutError: (?:[\\w.-]{1,253}:\\d{1,5}: \\[Errno |${HOST}:${PORT}: )`,
    'MongoDB',
    'no-answer',
  ),
  message('MongoServerError: Authentication failed\\.', 'MongoDB', 'rejected'),
  message(
    `Cannot connect to (?:amqp|pyamqp)s?://(?:[^\\s@/]{0,200}@)?${HOST}(?::${PORT})?/\\S{0,100}: .{0,100}?${OS}`,
    'RabbitMQ',
  ),
  message(
    `Cannot connect to rediss?://(?:[^\\s@/]{0,200}@)?${HOST}(?::${PORT})?(?:/\\S{0,100})?: .{0,100}?${OS}`,
    'Redis',
  ),
  message(`Connection to node -?\\d{1,9} \\(${HOST}/\\S{0,60}:${PORT}\\) could not be established`, 'Kafka', 'refused'),
  message(`Couldn't resolve server ${HOST}:${PORT} from bootstrap\\.servers`, 'Kafka', 'no-such-name'),
  message(`: ${HOST}:${PORT}/\\w{1,30}: Connect to \\S{1,80} failed: ${OS}`, 'Kafka'),
  message(`: ${HOST}:${PORT}/\\w{1,30}: Failed to resolve '[^']{1,253}': ${OS}`, 'Kafka'),
  message(
    "[Cc]an't reach database server at `(?<host>[\\w.-]{1,253})(?:`:`|:)(?<port>\\d{1,5})`",
    undefined,
    'no-answer',
  ),
];

/** The wordings of databases' clients, of brokers' and of stores'. */
export const databaseMessages: readonly DependencyMessage[] = [...postgresql, ...mysql, ...redis, ...others];
