import { describe, expect, test } from 'vitest';
import { dependencyFailures, type dependencyIn } from '../../../../src/sources/log/dependencies/parse-dependency.ts';
import { createLineParser } from '../../../../src/sources/log/read/line-parser.ts';

const words = (found: ReturnType<typeof dependencyIn>): string =>
  found === undefined ? 'nothing' : [found.how, found.target ?? '-', found.service ?? '-'].join(' ');

/** What a line of the log says by itself, as the clients write it: trouble, host and service. */
const lines: readonly (readonly [client: string, line: string, tells: string])[] = [
  [
    'hand-written',
    'could not connect to server: Connection refused (10.0.0.3:5432), retrying',
    'refused 10.0.0.3:5432 -',
  ],
  ['hand-written', 'Waiting for postgres at db:5432...', 'unreached db:5432 PostgreSQL'],
  ['hand-written', '2026-11-21 08:54:09 INFO waiting for PostgreSQL...', 'unreached - PostgreSQL'],
  ['hand-written', 'Waiting for database to be ready...', 'unreached - database'],
  ['hand-written', 'waiting for redis:6379', 'unreached redis:6379 -'],
  ['hand-written', 'Waiting for PostgreSQL to be ready at db:5432', 'unreached db:5432 PostgreSQL'],
  ['wait-for-it', 'wait-for-it.sh: waiting 60 seconds for postgres:5432', 'unreached postgres:5432 -'],
  ['wait-for-it', 'wait-for-it.sh: waiting for postgres:5432 without a timeout', 'unreached postgres:5432 -'],
  ['dockerize', '2026/11/21 12:00:00 Waiting for: tcp://db:5432', 'unreached db:5432 -'],
  [
    'dockerize',
    '2026/11/21 12:00:00 Problem with dial: dial tcp: lookup db on 127.0.0.11:53: no such host. Sleeping 1s',
    'no-such-name db -',
  ],
  ['wait-on', 'waiting for 1 resources: tcp:db:5432', 'unreached db:5432 -'],
  ['wait-on', 'waiting for 2 resources: http-get://web:8080/health, tcp:db:5432', 'unreached web:8080 -'],
  ['hand-written', 'Still waiting for tcp://db:5432', 'unreached db:5432 -'],
  ['hand-written', 'Database not ready, trying again in 5 s', 'unreached - database'],
  ['hand-written', '[entrypoint] db:3306 not reachable yet', 'unreached db:3306 -'],
  ['hand-written', 'Retrying connection to redis://cache:6379 (attempt 3)', 'unreached cache:6379 -'],
  ['hand-written', 'Connection to MySQL failed, retrying', 'unreached - MySQL'],
  ['hand-written', 'connection to amqp://guest:guest@rabbit:5672/ failed', 'unreached rabbit:5672 -'],
  ['hand-written', 'waiting for 127.0.0.1:5432: [Errno 111] Connection refused', 'refused 127.0.0.1:5432 -'],
  ['hand-written', 'Postgres is unavailable - sleeping', 'unreached - PostgreSQL'],
  ['hand-written', 'mysql:3306 is not ready yet', 'unreached mysql:3306 -'],
  ['docker-compose-wait', '[INFO  wait] Host [db:5432] not yet available...', 'unreached db:5432 -'],
  ['hand-written', 'mysql:3306 is not available', 'unreached mysql:3306 -'],
  [
    'hand-written',
    'ERROR cannot connect to the database at shop-db:5432, trying again in 5 s',
    'unreached shop-db:5432 -',
  ],
  ['hand-written', 'Failed to connect to Redis: Connection refused', 'refused - Redis'],
  ['hand-written', '[TypeOrmModule] Unable to connect to the database. Retrying (3)...', 'unreached - database'],
  ['hand-written', 'shop-db:5432 - Connection refused', 'refused shop-db:5432 -'],
  [
    'Npgsql',
    'Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.3:5432',
    'unreached 10.0.0.3:5432 PostgreSQL',
  ],
  [
    'Entity Framework',
    "An error occurred using the connection to database 'shop' on server 'tcp://shop-db:5432'.",
    'unreached shop-db:5432 PostgreSQL',
  ],
  [
    'SqlClient',
    'Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.',
    'unreached - SQL Server',
  ],
  [
    'MySqlConnector',
    'MySqlConnector.MySqlException (0x80004005): Unable to connect to any of the specified MySQL hosts.',
    'unreached - MySQL',
  ],
  [
    'StackExchange.Redis',
    'StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). Error connecting right now. UnableToConnect on redis:6379/Interactive',
    'unreached redis:6379 Redis',
  ],
  [
    'Postgrex',
    '[error] Postgrex.Protocol (#PID<0.312.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (shop-db:5432): connection refused - :econnrefused',
    'refused shop-db:5432 -',
  ],
  [
    'Postgrex',
    '[error] Postgrex.Protocol (#PID<0.312.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (shop-db:5432): non-existing domain - :nxdomain',
    'no-such-name shop-db:5432 -',
  ],
  [
    'DBConnection',
    '** (DBConnection.ConnectionError) connection not available and request was dropped from queue after 2000ms.',
    'unreached - database',
  ],
  ['sqlx', 'called `Result::unwrap()` on an `Err` value: PoolTimedOut', 'unreached - database'],
  ['sqlx', 'Error: error communicating with database: Connection refused (os error 111)', 'refused - database'],
  ['Rust', 'Error: Os { code: 111, kind: ConnectionRefused, message: "Connection refused" }', 'refused - -'],
  ['redis-rs', 'Error: Connection refused (os error 111)', 'refused - -'],
  ['tokio-postgres', 'Error: error connecting to server: Connection refused (os error 111)', 'refused - PostgreSQL'],
  [
    'mongodb of Rust',
    'Error: Kind: Server selection timeout: No available servers. Topology: { Type: Unknown, Servers: [ { Address: mongo:27017, Type: Unknown, Error: Kind: I/O error: Connection refused (os error 111) } ] }',
    'refused mongo:27017 MongoDB',
  ],
  [
    'mongo of Go',
    'server selection error: server selection timeout, current topology: { Type: Unknown, Servers: [{ Addr: mongo:27017, Type: Unknown, Last error: dial tcp: lookup mongo on 127.0.0.11:53: no such host }, ] }',
    'no-such-name mongo:27017 MongoDB',
  ],
  [
    'pymongo',
    'pymongo.errors.ServerSelectionTimeoutError: mongo:27017: [Errno -2] Name or service not known (configured timeouts: socketTimeoutMS: 20000.0ms), Timeout: 30s',
    'no-such-name mongo:27017 MongoDB',
  ],
  [
    'pymongo',
    'pymongo.errors.ServerSelectionTimeoutError: localhost:27017: [Errno 111] Connection refused, Timeout: 30s',
    'refused localhost:27017 MongoDB',
  ],
  [
    'ioredis',
    'MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option for details.',
    'unreached - Redis',
  ],
  [
    'kafkajs',
    '{"level":"ERROR","logger":"kafkajs","message":"[Connection] Connection error: connect ECONNREFUSED 10.0.0.4:9092","broker":"kafka:9092"}',
    'refused 10.0.0.4:9092 -',
  ],
  [
    'Kafka for Java',
    '[Producer clientId=p-1] Bootstrap broker kafka:9092 (id: -1 rack: null) disconnected',
    'unreached kafka:9092 Kafka',
  ],
  ['kafka-python', 'kafka.errors.NoBrokersAvailable: NoBrokersAvailable', 'unreached - Kafka'],
  [
    'sarama',
    'kafka: client has run out of available brokers to talk to: dial tcp 10.0.0.4:9092: connect: connection refused',
    'refused 10.0.0.4:9092 Kafka',
  ],
  ['pika', 'pika.exceptions.AMQPConnectionError', 'unreached - RabbitMQ'],
  ['aiormq', 'aiormq.exceptions.AMQPConnectionError: [Errno 111] Connection refused', 'refused - RabbitMQ'],
  [
    'bunny',
    'Could not establish TCP connection to rabbit:5672: Connection refused - connect(2) for 10.0.0.4:5672',
    'refused rabbit:5672 RabbitMQ',
  ],
  [
    'amqplib',
    'Error: Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."',
    'rejected - RabbitMQ',
  ],
  [
    'elasticsearch-py',
    'elastic_transport.ConnectionError: Connection error caused by: ConnectionError(Connection error caused by: NewConnectionError(<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused))',
    'refused - Elasticsearch',
  ],
  [
    'gRPC for Node',
    'Error: 14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 10.0.0.4:50051 (2026-11-21T08:54:09.123Z)',
    'refused 10.0.0.4:50051 -',
  ],
  [
    'gRPC for Node',
    'Error: 14 UNAVAILABLE: Name resolution failed for target dns:billing:50051',
    'no-such-name billing:50051 -',
  ],
  [
    'gRPC for Go',
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.4:50051: connect: connection refused"',
    'refused 10.0.0.4:50051 -',
  ],
  [
    'gRPC for Python',
    '\tdetails = "failed to connect to all addresses; last error: UNKNOWN: ipv4:10.0.0.4:50051: Failed to connect to remote host: connect: Connection refused (111)"',
    'refused 10.0.0.4:50051 -',
  ],
  [
    'Go',
    '2026/11/21 08:54:09 dial tcp: lookup shop-db on 10.96.0.10:53: read udp 10.0.0.5:4412->10.96.0.10:53: i/o timeout',
    'no-lookup shop-db -',
  ],
  [
    'Go',
    '2026/11/21 08:54:09 dial tcp: lookup shop-db on 10.255.255.53:53: dial udp 10.255.255.53:53: connect: network is unreachable',
    'no-lookup shop-db -',
  ],
  [
    'Go',
    '2026/11/21 08:54:09 cannot start: dial tcp: lookup shop-db on [::1]:53: read udp [::1]:52369->[::1]:53: read: connection refused',
    'no-lookup shop-db -',
  ],
  ['Go', 'dial tcp 198.51.100.7:3306: connect: network is unreachable', 'no-route 198.51.100.7:3306 -'],
  [
    'Prisma',
    'Error: P1000: Authentication failed against database server at `pg-desk`, the provided database credentials for `desk` are not valid.',
    'rejected pg-desk -',
  ],
  ['Node', 'Error: connect ENETUNREACH 2001:db8::7:5432 - Local (:::0)', 'no-route [2001:db8::7]:5432 -'],
  ['Java', 'java.net.SocketException: Network is unreachable', 'no-route - -'],
  ['redis-py', 'Error 101 connecting to 10.77.0.9:6379. Network is unreachable.', 'no-route 10.77.0.9:6379 Redis'],
  ['Go', 'dial tcp: lookup shop-db: i/o timeout', 'no-lookup shop-db -'],
  ['Go', 'dial tcp: lookup shop-db on 127.0.0.11:53: server misbehaving', 'no-such-name shop-db -'],
  [
    'pgx',
    'failed to connect to `host=shop-db user=shop database=shop`: dial error (dial tcp 10.0.0.4:5432: connect: connection refused)',
    'refused shop-db:5432 PostgreSQL',
  ],
  [
    'go-redis',
    'redis: 2026/11/21 08:54:09 pool.go:368: redis: connection pool: failed to dial after 5 attempts: dial tcp 10.0.0.4:6379: connect: connection refused',
    'refused 10.0.0.4:6379 -',
  ],
  [
    'MySQL for Java',
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
    'unreached - MySQL',
  ],
  [
    'MariaDB for Java',
    'java.sql.SQLNonTransientConnectionException: Could not connect to address=(host=shop-db)(port=3306)(type=master) : Socket fail to connect to host:address=(host=shop-db)(port=3306)(type=primary). Connection refused',
    'refused shop-db:3306 MySQL',
  ],
  [
    'SQL Server for Java',
    'com.microsoft.sqlserver.jdbc.SQLServerException: The TCP/IP connection to the host shop-db, port 1433 has failed. Error: "Connection refused. Verify the connection properties."',
    'refused shop-db:1433 SQL Server',
  ],
  [
    'Flyway',
    "Unable to obtain connection from database (jdbc:postgresql://localhost:5432/shop) for user 'shop': Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
    'refused localhost:5432 PostgreSQL',
  ],
  [
    'Hikari',
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
    'unreached - database',
  ],
  [
    'Jedis',
    'redis.clients.jedis.exceptions.JedisConnectionException: Failed to connect to redis:6379.',
    'unreached redis:6379 Redis',
  ],
  ['Rails', 'There is an issue connecting with your hostname: shop-db.', 'unreached shop-db database'],
  [
    'redis-client',
    'RedisClient::CannotConnectError: Connection refused - connect(2) for 10.0.0.4:6379 (redis://redis:6379)',
    'refused redis:6379 Redis',
  ],
  [
    'Net::HTTP',
    "/usr/lib/ruby/3.1.0/net/http.rb:998:in `initialize': Failed to open TCP connection to billing:8080 (getaddrinfo: Name or service not known) (SocketError)",
    'no-such-name billing:8080 -',
  ],
  [
    'predis',
    'PHP Fatal error:  Uncaught Predis\\Connection\\ConnectionException: Connection refused [tcp://redis:6379] in /srv/x.php:3',
    'refused redis:6379 -',
  ],
  [
    'phpredis',
    'php_network_getaddresses: getaddrinfo for redis failed: Name or service not known',
    'no-such-name redis -',
  ],
  ['curl', 'curl: (7) Failed to connect to api port 8080 after 0 ms: Connection refused', 'refused api:8080 -'],
  [
    'curl',
    "curl: (7) Failed to connect to api port 8080 after 0 ms: Couldn't connect to server",
    'unreached api:8080 -',
  ],
  ['curl', 'curl: (6) Could not resolve host: api', 'no-such-name api -'],
  ['busybox', "nc: bad address 'shop-db'", 'no-such-name shop-db -'],
  ['busybox', "wget: bad address 'api:8080'", 'no-such-name api:8080 -'],
  ['busybox', "nc: can't connect to remote host (10.0.0.4): Connection refused", 'refused 10.0.0.4 -'],
  ['wget', 'wget: unable to resolve host address ‘api’', 'no-such-name api -'],
  ['bash', 'wait.sh: line 3: /dev/tcp/shop-db/5432: Connection refused', 'refused shop-db:5432 -'],
  ['Prisma', "Error: P1001: Can't reach database server at `shop-db`:`5432`", 'unreached shop-db:5432 -'],
];

describe('a line', () => {
  test.each(lines)('of %s: %s', (_, line, tells) => {
    expect(words(dependencyFailures.parse(line))).toBe(tells);
  });
});

describe('no dependency is made of', () => {
  test.each([
    'Waiting for 5 seconds',
    'waiting 60 seconds for the cache to warm up',
    'wait-for-it.sh: postgres:5432 is available after 3 seconds',
    'waiting for 3 resources: a.css, b.js',
    'Waiting for database migrations lock',
    'waiting for connections on port 5432',
    'Waiting for redis lock of job 7',
    'listening on 0.0.0.0:8000, waiting for requests',
    'The database is ready',
    'retrying job 7 of 9',
    'connection to client 10.0.0.7 closed',
    'feature flags not available in this plan',
    'panic: listen tcp: lookup shop-web on 10.0.0.2:53: no such host',
    '10.0.0.9 - - [21/Nov/2026:08:54:09 +0000] "GET /?q=could+not+connect+to+db:5432 HTTP/1.1" 200 2',
    'console.log("Waiting for postgres at db:5432...")',
    "echo 'Postgres is unavailable - sleeping'",
    'Set REDIS_URL or we cannot connect to it',
  ])('%s', (line) => {
    expect(words(dependencyFailures.parse(line))).toBe('nothing');
  });
});

test('libpq before 14 names host and port in the second and third line', () => {
  const parser = createLineParser();
  const text = `psql: error: could not connect to server: Connection refused
\tIs the server running on host "shop-db" (172.18.0.2) and accepting
\tTCP/IP connections on port 5432?`;
  const told = text.split('\n').flatMap((line) => parser.push(line));
  expect(told.map((event) => event.kind === 'dependency-failed' && words(event))).toEqual([
    'refused - PostgreSQL',
    'refused shop-db:5432 PostgreSQL',
  ]);
});

describe('a trace of many lines', () => {
  const exceptionOf = (text: string) => {
    const parser = createLineParser();
    const events = [...text.split('\n').flatMap((line) => parser.push(line)), ...parser.flush()];
    return events.filter((event) => event.kind === 'exception').at(-1)?.dependency;
  };

  test('.NET: the outer exception names the host, the inner one how it failed', () => {
    const text = `Unhandled exception. Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.3:5432
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)
   at Program.<Main>$(String[] args) in /src/Program.cs:line 21`;
    expect(words(exceptionOf(text))).toBe('refused 10.0.0.3:5432 PostgreSQL');
  });

  test('MongoDB for .NET: the host stands among the servers, in the text of the outer exception', () => {
    const text = `Unhandled exception. System.TimeoutException: A timeout occurred after 30000ms selecting a server using CompositeServerSelector{ Selectors = WritableServerSelector }. Client view of cluster state is { ClusterId : "1", Servers : [{ ServerId: "{ ClusterId : 1, EndPoint : "Unspecified/mongo:27017" }", EndPoint: "Unspecified/mongo:27017", HeartbeatException: "MongoDB.Driver.MongoConnectionException: An exception occurred while opening a connection to the server.
 ---> System.Net.Sockets.SocketException (00000005, 0xFFFDFFFF): Name or service not known
   at System.Net.Dns.GetHostEntryOrAddressesCore(String hostName)
   at Program.<Main>$(String[] args) in /src/Program.cs:line 22`;
    expect(words(exceptionOf(text))).toBe('no-such-name mongo:27017 MongoDB');
  });

  test('MongoDB for Node: the host stands among the servers', () => {
    const text = `MongooseServerSelectionError: Server selection timed out after 30000 ms
    at Connection.openUri (/app/node_modules/mongoose/lib/connection.js:825:32) {
  reason: TopologyDescription {
    servers: Map(1) {
      'mongo:27017' => ServerDescription {
        address: 'mongo:27017',
      }
    }
  }
}`;
    expect(words(exceptionOf(text))).toBe('unreached mongo:27017 MongoDB');
  });

  test('Java: one in the middle of the chain names the host', () => {
    const text = `org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'flyway'
\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:1)
Caused by: org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.
\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:1)
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)`;
    expect(words(exceptionOf(text))).toBe('refused localhost:5432 PostgreSQL');
  });

  test('Ruby: libpq names the host below the first line', () => {
    const text = `/bundle/gems/pg-1.5.4/lib/pg.rb:14:in \`new_client': could not connect to server: Connection refused (PG::ConnectionBad)
\tIs the server running on host "shop-db" (172.18.0.3) and accepting
\tTCP/IP connections on port 5432?
\tfrom /srv/shop/config/environment.rb:5:in \`<top (required)>'`;
    expect(words(exceptionOf(text))).toBe('refused shop-db:5432 PostgreSQL');
  });
});
