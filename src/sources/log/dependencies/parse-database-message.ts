import { type DependencyMessage, HOST, message, OS, PORT } from './parse-dependency-message.ts';

const postgresql: readonly DependencyMessage[] = [
  message(
    `connection to server at "(?<host>[^"\\s]{1,253})"(?: \\([^)]{1,64}\\))?, port ${PORT} failed: (?<why>.{1,300})$`,
    'PostgreSQL',
  ),
  message('connection to server on socket "(?<host>/[^"]{1,200})" failed: (?<why>.{1,300})$', 'PostgreSQL'),
  // Before version 14 the host is in the lines below the first.
  message(
    `could not connect to server: ${OS}.{0,3}\\s{1,4}Is the server running on host "(?<host>[^"\\s]{1,253})"(?: \\([^)]{1,64}\\))? and accepting\\s{1,4}TCP/IP connections on port ${PORT}`,
    'PostgreSQL',
  ),
  message(`could not connect to server: ${OS}$`, 'PostgreSQL'),
  message(
    `(?:NpgsqlException|Npgsql).{0,40}?Failed to connect to ${HOST}:${PORT}(?:.{0,80}?${OS})?`,
    'PostgreSQL',
    'unreached',
  ),
  message(`using the connection to database '[^']{0,63}' on server 'tcp://${HOST}:${PORT}'`, 'PostgreSQL', 'unreached'),
  message(
    `failed to connect to .host=${HOST} .{0,300}?\\bdial (?:tcp|udp)[46]? \\S{1,80}:${PORT}: (?:connect: )?(?<why>connection refused|i/o timeout|no route to host)`,
    'PostgreSQL',
  ),
  message(
    `failed to connect to .host=${HOST} .{0,300}?(?<why>connection refused|no such host|i/o timeout|no route to host|password authentication failed|does not exist)`,
    'PostgreSQL',
  ),
  message(
    `(?:PoolTimeout: |pool initialization incomplete after|error connecting to server: (?:failed to lookup address information: )?${OS})`,
    'PostgreSQL',
    'unreached',
  ),
  message(
    'could not translate host name "(?<host>[^"\\s]{1,253})" to address: .{1,100}$',
    'PostgreSQL',
    'no-such-name',
  ),
  message(`Connection to ${HOST}:${PORT} refused\\. Check that the hostname`, 'PostgreSQL', 'refused'),
  // pgx, which puts the name after the address.
  message(
    `(?:^|[\\s:])[\\d.]{7,15}:${PORT} \\(${HOST}\\): .{0,60}?(?<why>password authentication failed|database "[^"]{1,63}" does not exist|connection refused|i/o timeout)`,
    'PostgreSQL',
  ),
  message(
    '(?:^|: |^FATAL: {1,2}|: FATAL: {1,2}|\\(invalid_password\\) )password authentication failed for user "[^"]{1,64}"',
    'PostgreSQL',
    'rejected',
  ),
  message(
    '(?:OperationalError: |InvalidCatalogNameError: |PSQLException: |^error: |^pq: |3D000: |\\(invalid_catalog_name\\) |db error: )(?:FATAL: {1,2})?database "[^"]{1,63}" does not exist',
    'PostgreSQL',
    'rejected',
  ),
  // The same without the client's words before it.
  message('^database "[^"]{1,63}" does not exist$', 'PostgreSQL', 'rejected'),
  message(
    '(?:^|^error: |OperationalError: |PSQLException: FATAL: |[a-z]Error: |: FATAL: {1,2}|^pq: |db error: )no pg_hba\\.conf entry for host "[^"]{1,64}", user "',
    'PostgreSQL',
    'rejected',
  ),
  // Also logged when the name has no address, and when the port refuses.
  message(`^${HOST}:${PORT} - no response$`, 'PostgreSQL', 'unreached'),
  message(`^${HOST}:${PORT} - rejecting connections$`, 'PostgreSQL', 'rejected'),
];

const mysql: readonly DependencyMessage[] = [
  message('Communications link failure', 'MySQL', 'unreached'),
  message('Unable to connect to any of the specified MySQL hosts', 'MySQL', 'unreached'),
  message(`address=\\(host=${HOST}\\)\\(port=${PORT}\\).{0,200}?${OS}`, 'MySQL'),
  message(`trilogy_connect - unable to connect to ${HOST}:${PORT}`, 'MySQL', 'unreached'),
  message(`Can't connect to (?:MySQL|MariaDB) server on '${HOST}(?::${PORT})?' \\((?<why>[^)]{1,100})\\)`, 'MySQL'),
  message(
    "Can't connect to local (?:MySQL|MariaDB) server through socket '(?<host>/[^']{1,200})' \\((?<why>[^)]{1,100})\\)",
    'MySQL',
    'refused',
  ),
  message(`Unknown (?:MySQL |MariaDB )?server host '${HOST}'`, 'MySQL', 'no-such-name'),
  message(
    `(?:\\(1045, "|\\[1045\\] |Error: |AccessDeniedError: |SQLException: )Access denied for user '[^']{0,80}'@'[^']{0,253}'`,
    'MySQL',
    'rejected',
  ),
  // Laravel since version 12.
  message(
    `SQLSTATE\\[HY000\\] \\[2002\\] (?<why>.{1,200}?) \\(Connection: [\\w-]{1,60}, Host: ${HOST}, Port: ${PORT},`,
    'MySQL',
  ),
  message(
    'SQLSTATE\\[HY000\\] \\[2002\\] (?:php_network_getaddresses: getaddrinfo (?:for (?<host>\\S{1,253}) )?failed: )?(?<why>.{1,200})$',
    'MySQL',
  ),
];

/** MySQL's messages about a wrong database name, or a user without access to it. */
const unknownDatabase: readonly DependencyMessage[] = [
  message(
    `(?:\\(1049, "|\\[1049\\] |^ERROR 1049 \\(42000\\)[^:]{0,20}: |Error(?: 1049)?(?: \\(42000\\))?: |SQLSyntaxErrorException: )Unknown database '[^']{1,64}'`,
    'MySQL',
    'rejected',
  ),
  message(
    `(?:\\(1044, "|\\[1044\\] |^ERROR 1044 \\(42000\\)[^:]{0,20}: )Access denied for user '`,
    'MySQL',
    'rejected',
  ),
];

/** Databases that do not say which product they are, through a library that supports several. */
const others: readonly DependencyMessage[] = [
  message(
    'A network-related or instance-specific error occurred while establishing a connection to SQL Server',
    'SQL Server',
    'unreached',
  ),
  message(`SqlException .{0,40}?Login failed for user '`, 'SQL Server', 'rejected'),
  message(
    `The TCP/IP connection to the host ${HOST}, port ${PORT} has failed\\.(?: Error: "(?<why>.{1,80}))?`,
    'SQL Server',
    'unreached',
  ),
  message('ORA-125(?:41|14|05|43)|The Network Adapter could not establish the connection', 'Oracle', 'unreached'),
  message(
    `ServerSelectionTimeoutError: (?:Could not reach any servers in .{0,200}?)?${HOST}:${PORT}: (?:\\[Errno -?\\d{1,3}\\] )?(?<why>[^(,]{1,80})`,
    'MongoDB',
    'unreached',
  ),
  message(
    `[Ss]erver selection (?:timeout|error).{0,200}?(?:Addr|Address): ${HOST}:${PORT}(?:.{0,200}?(?<why>refused|no such host|i/o timeout|timed out))?`,
    'MongoDB',
    'unreached',
  ),
  message(
    `\\{address=${HOST}:${PORT}, type=UNKNOWN(?:.{0,300}?(?<why>Connection refused|UnknownHostException|timed out))?`,
    'MongoDB',
    'unreached',
  ),
  message(`'${HOST}:${PORT}' => ServerDescription`, 'MongoDB', 'unreached'),
  message(
    `timeout occurred after \\d{1,9}ms selecting a server using .{0,900}?EndPoint: "(?:Unspecified/)?${HOST}:${PORT}"(?:.{0,900}?(?<why>Connection refused|Name or service not known|Temporary failure in name resolution|timed out))?`,
    'MongoDB',
    'unreached',
  ),
  message('Server(?:Selection)? ?(?:Error: Server )?selection timed out after \\d', 'MongoDB', 'unreached'),
  message('MongoServerError: Authentication failed\\.', 'MongoDB', 'rejected'),
  message(
    "[Cc]an't reach database server at `(?<host>[\\w.-]{1,253})(?:`:`|:)(?<port>\\d{1,5})`",
    undefined,
    'unreached',
  ),
  message(
    '\\bAuthentication failed against (?:the )?database server(?: at)? `(?<host>[\\w.-]{1,253})`',
    undefined,
    'rejected',
  ),
  message('\\bAuthentication failed against (?:the )?database server, the provided ', 'database', 'rejected'),
  message(`error communicating with database: (?:failed to lookup address information: )?${OS}`, 'database'),
  message('\\bPoolTimedOut\\b|pool timed out while waiting for an open connection', 'database', 'unreached'),
  message('connection not available and request was dropped from queue after', 'database', 'unreached'),
  message('Connection is not available, request timed out after', 'database', 'unreached'),
  message(`There is an issue connecting (?:to|with) your hostname: ${HOST}\\.`, 'database', 'unreached'),
];

/** The messages of databases' clients. */
export const databaseMessages: readonly DependencyMessage[] = [...postgresql, ...mysql, ...unknownDatabase, ...others];
