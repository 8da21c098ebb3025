import { describe, expect, test } from 'vitest';
import { dependencyFailures, dependencyIn } from '../../../../src/sources/log/dependencies/parse-dependency.ts';
import { createLineParser } from '../../../../src/sources/log/read/line-parser.ts';
import { createExceptionParser } from '../../../../src/sources/log/traces/parse-exception.ts';
import { computedMs } from '../../../support/computed.ts';
import { holdsNeedle } from '../../../support/needles.ts';

const said = (line: string): string => {
  const found = dependencyFailures.parse(line);
  return found === undefined ? 'nothing' : [found.how, found.target ?? '-', found.service ?? '-'].join(' ');
};

/** Lines as clients write them, and what each tells: trouble, host and service. */
const told: readonly (readonly [line: string, tells: string])[] = [
  // PostgreSQL: libpq by itself, under psycopg, SQLAlchemy, Django, Ruby and Go.
  [
    'psycopg2.OperationalError: connection to server at "db" (172.18.0.2), port 5432 failed: Connection refused',
    'refused db:5432 PostgreSQL',
  ],
  [
    'psycopg.OperationalError: connection failed: connection to server at "10.0.0.5", port 5432 failed: timeout expired',
    'no-answer 10.0.0.5:5432 PostgreSQL',
  ],
  [
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "db" (172.18.0.2), port 5432 failed: FATAL:  password authentication failed for user "app"',
    'rejected db:5432 PostgreSQL',
  ],
  [
    'django.db.utils.OperationalError: could not translate host name "postgres" to address: Name or service not known',
    'no-such-name postgres PostgreSQL',
  ],
  [
    'psql: error: connection to server at "localhost" (::1), port 5432 failed: FATAL:  the database system is starting up',
    'rejected localhost:5432 PostgreSQL',
  ],
  [
    'PG::ConnectionBad: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory',
    'refused /var/run/postgresql/.s.PGSQL.5432 PostgreSQL',
  ],
  ['django.db.utils.OperationalError: could not connect to server: Connection refused', 'refused - PostgreSQL'],
  [
    'org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
    'refused db:5432 PostgreSQL',
  ],
  ['2026/11/21 08:54:09 failed to ping: pq: password authentication failed for user "app"', 'rejected - PostgreSQL'],
  ['pq: password authentication failed for user "app"', 'rejected - PostgreSQL'],
  ['db:5432 - no response', 'unreached db:5432 PostgreSQL'],
  ['db:5432 - rejecting connections', 'rejected db:5432 PostgreSQL'],
  // Redis and Celery.
  [
    'redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.',
    'refused redis:6379 Redis',
  ],
  [
    'redis.exceptions.ConnectionError: Error -2 connecting to cache:6379. Name or service not known.',
    'no-such-name cache:6379 Redis',
  ],
  [
    'Redis::CannotConnectError: Error connecting to Redis on redis:6379 (Errno::ECONNREFUSED)',
    'refused redis:6379 Redis',
  ],
  [
    '[2026-11-21 08:54:09,123: ERROR/MainProcess] consumer: Cannot connect to redis://:**@redis:6379/0: Error 111 connecting to redis:6379. Connection refused..',
    'refused redis:6379 Redis',
  ],
  [
    '[2026-11-21 08:54:09,123: ERROR/MainProcess] consumer: Cannot connect to amqp://guest:**@rabbit:5672//: [Errno 111] Connection refused.',
    'refused rabbit:5672 RabbitMQ',
  ],
  ['ReplyError: WRONGPASS invalid username-password pair or user is disabled.', 'rejected - Redis'],
  // MySQL.
  [
    `pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on 'db' ([Errno 111] Connection refused)")`,
    'refused db MySQL',
  ],
  [`MySQLdb.OperationalError: (2005, "Unknown MySQL server host 'mysql' (-2)")`, 'no-such-name mysql MySQL'],
  [
    `mysql.connector.errors.DatabaseError: 2003 (HY000): Can't connect to MySQL server on 'db:3306' (111)`,
    'refused db:3306 MySQL',
  ],
  [
    `django.db.utils.OperationalError: (1045, "Access denied for user 'app'@'10.0.0.7' (using password: YES)")`,
    'rejected - MySQL',
  ],
  ['PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused', 'refused - MySQL'],
  // Node.
  ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'refused 127.0.0.1:5432 -'],
  ['[ioredis] Unhandled error event: Error: connect ETIMEDOUT 10.0.0.5:6379', 'no-answer 10.0.0.5:6379 -'],
  ['Error: getaddrinfo ENOTFOUND db', 'no-such-name db -'],
  ['Error: getaddrinfo EAI_AGAIN db', 'no-such-name db -'],
  ['Error: connect ECONNREFUSED ::1:5432', 'refused [::1]:5432 -'],
  ['MongooseServerSelectionError: connect ECONNREFUSED 127.0.0.1:27017', 'refused 127.0.0.1:27017 -'],
  ["Can't reach database server at `db`:`5432`", 'unreached db:5432 -'],
  [
    '{"level":50,"time":1763715249000,"pid":7,"err":{"type":"Error","message":"connect ECONNREFUSED 10.0.0.5:5432","stack":"…"},"msg":"cannot start"}',
    'refused 10.0.0.5:5432 -',
  ],
  // Java.
  ['Caused by: java.net.UnknownHostException: db', 'no-such-name db -'],
  ['Caused by: java.net.ConnectException: Connection refused', 'refused - -'],
  [
    'io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: db/10.0.0.5:5432',
    'refused db:5432 -',
  ],
  [
    'Caused by: io.lettuce.core.RedisConnectionException: Unable to connect to redis/<unresolved>:6379',
    'refused redis:6379 Redis',
  ],
  [
    '[AdminClient clientId=adminclient-1] Connection to node -1 (kafka/10.0.0.5:9092) could not be established. Broker may not be available.',
    'unreached kafka:9092 Kafka',
  ],
  // Go.
  ['2026/11/21 08:54:09 dial tcp 10.0.0.5:5432: connect: connection refused', 'refused 10.0.0.5:5432 -'],
  ['2026/11/21 08:54:09 dial tcp: lookup db on 127.0.0.11:53: no such host', 'no-such-name db -'],
  ['panic: dial tcp 10.0.0.5:5432: i/o timeout', 'no-answer 10.0.0.5:5432 -'],
  [
    'time="2026-11-21T08:54:09Z" level=fatal msg="cannot connect" error="dial tcp [::1]:5432: connect: connection refused"',
    'refused [::1]:5432 -',
  ],
  [
    '{"level":"fatal","ts":1763715249.1,"msg":"no database","error":"dial tcp: lookup db: no such host"}',
    'no-such-name db -',
  ],
  // Python's own, and HTTP clients.
  ["ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 5432)", 'refused 127.0.0.1:5432 -'],
  ['ConnectionRefusedError: [Errno 111] Connection refused', 'refused - -'],
  ['socket.gaierror: [Errno -2] Name or service not known', 'no-such-name - -'],
  [
    "requests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: /x (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))",
    'refused api:80 -',
  ],
  // Ruby, front servers, scripts that wait.
  ['Errno::ECONNREFUSED: Connection refused - connect(2) for "redis" port 6379', 'refused redis:6379 -'],
  [
    'nginx: [emerg] host not found in upstream "app:3000" in /etc/nginx/conf.d/default.conf:3',
    'no-such-name app:3000 -',
  ],
  ['wait-for-it.sh: timeout occurred after waiting 15 seconds for db:5432', 'unreached db:5432 -'],
  [
    '2026/11/21 08:54:09 Problem with dial: dial tcp 10.0.0.5:5432: connect: connection refused. Sleeping 1s',
    'refused 10.0.0.5:5432 -',
  ],
  ['nc: connect to db port 5432 (tcp) failed: Connection refused', 'refused db:5432 -'],
  ['socket.gaierror: [Errno -3] Temporary failure in name resolution', 'no-such-name - -'],
  ['TimeoutError: [Errno 110] Connection timed out', 'no-answer - -'],
  ['OSError: [Errno 113] No route to host', 'no-answer - -'],
  ['OSError: [Errno 101] Network is unreachable', 'no-route - -'],
  ['java.net.NoRouteToHostException: No route to host', 'no-answer - -'],
  ['Error: Timed out waiting for: tcp:db:5432', 'unreached db:5432 -'],
];

/** What glibc says, and what musl does in an image of Alpine. */
const OTHER_WORDS: readonly (readonly [string, string])[] = [
  ['Name or service not known', 'Name does not resolve'],
  ['Temporary failure in name resolution', 'Try again'],
  ['Connection timed out', 'Operation timed out'],
  ['No route to host', 'Host is unreachable'],
  ['Network is unreachable', 'Network unreachable'],
];

const toldByMusl = told.flatMap(([line, tells]) => {
  const short = OTHER_WORDS.reduce((text, [words, others]) => text.replaceAll(words, others), line);
  return short === line ? [] : [[short, tells] as const];
});

/** Lines that hold such words and are none. */
const innocent: readonly string[] = [
  '10.0.0.9 - - [21/Nov/2026:08:54:09 +0000] "GET /?q=connect%20ECONNREFUSED%20127.0.0.1:5432 HTTP/1.1" 200 2',
  '10.0.0.9 - - "GET /search?q=connect ECONNREFUSED 127.0.0.1:5432 HTTP/1.1" 200 2 "-" "curl/8"',
  'INFO: user searched for "connect ECONNREFUSED 127.0.0.1:5432"',
  "asked: 'getaddrinfo ENOTFOUND db'",
  'why do I get getaddrinfo ENOTFOUND db?',
  'Retry policy: on Connection refused wait 2 s',
  'connected to db:5432',
  'Operation timed out, Try again later',
  'error: Try again',
  '2026-11-21 08:54:09.123 UTC [81] FATAL:  password authentication failed for user "app"',
  '2026/11/21 08:54:09 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: , request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:3000/"',
];

describe("a client's words that another host failed it", () => {
  test.each(told)('%s', (line, tells) => expect(said(line)).toBe(tells));

  test.each(toldByMusl)('in other words: %s', (line, tells) => {
    expect([said(line), holdsNeedle(`\n${line}`)]).toEqual([tells, true]);
  });

  test.each(innocent)('nothing: %s', (line) => expect(said(line)).toBe('nothing'));

  test.each(told.filter(([, tells]) => tells !== 'nothing'))('is searched for: %s', (line) =>
    expect(holdsNeedle(`\n${line}`)).toBe(true),
  );

  test('carries no password', () => {
    const line = 'could not connect to redis://app:hunter2@cache:6379/0: connect ECONNREFUSED 10.0.0.5:6379';
    expect(JSON.stringify(dependencyFailures.parse(line))).not.toContain('hunter2');
  });

  test('takes linear time on hostile lines', () => {
    const hostile = ['connect ECONNREFUSED ', 'dial tcp ', 'lookup ', 'Cannot connect to amqp://', '[Errno 111] '].map(
      (begin) => `Connection refused ${begin}${'a:1.'.repeat(480)}`.slice(0, 2_000),
    );
    const work = (): void => {
      for (const line of hostile) for (let i = 0; i < 50; i += 1) dependencyIn(line);
    };
    expect(computedMs(work)).toBeLessThan(2_000);
  });
});

describe('an exception', () => {
  const trace = (text: string): readonly string[] => [
    'Traceback (most recent call last):',
    '  File "/srv/app/db.py", line 4, in connect',
    '    return driver.connect(url)',
    text,
  ];
  const read = (lines: readonly string[]) => {
    const parser = createLineParser();
    const events = [...lines.flatMap((line) => parser.push(line)), ...parser.flush()];
    return events.filter((event) => event.kind === 'exception');
  };

  test('names the dependency by its own text', () => {
    const [found] = read(
      trace('redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.'),
    );
    expect(found).toMatchObject({ dependency: { how: 'refused', target: 'redis:6379', service: 'Redis' } });
  });

  test('names it by the error that led to it', () => {
    const chain = [
      ...trace('ConnectionRefusedError: [Errno 111] Connection refused'),
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      ...trace('RuntimeError: no database'),
    ];
    expect(read(chain)).toEqual([
      {
        kind: 'exception',
        language: 'python',
        text: 'RuntimeError: no database',
        cause: 'ConnectionRefusedError: [Errno 111] Connection refused',
        where: '/srv/app/db.py line 4, in connect',
        dependency: { how: 'refused' },
      },
    ]);
  });

  test('of another kind names none', () => {
    expect(read(trace("KeyError: 'DATABASE_URL'"))[0]).not.toHaveProperty('dependency');
    expect(createExceptionParser().isTracing).toBe(false);
  });
});
