import { atStart, gaveUp, type LifeMessage, lifeDialect, note, serving, unsure, withCode } from './parse-life-words.ts';

const NEEDLES = new RegExp(
  [
    "nginx: (?:\\[(?:emerg|alert)\\]|\\[error\\] init_by_lua|configuration file)|\\d \\[emerg\\] \\d|\\(SIGHUP\\) received|AH\\d{5}: |\\n(?:httpd|apache2|AH00)|\\nAction '|no listening sockets available|\\nThe Apache error log",
    '\\[ALERT\\] |FPM initialization failed|Going down\\.|finally failed|\\n(?: {1,4}(?:INFO|ERROR) {2})?Error: (?:adapting|loading|reading|beginning|ambiguous)|too many consecutive|not reached frankenphp_handle_request|\\nrun: (?:adapting|loading)',
    'required Server component failed to start|WFLYSRV0056|exiting with code 1|ommand (?:traefik error|error error=)|\\nhandle_serve_command: |error initializing config|\\] exiting$',
    'FATAL:  |database system is shut down|aborting startup due to |initdb: error: |execution of the PostgreSQL|\\nThe server must be started under|security compromise\\.|how to properly start the server|\\nRun initdb or |\\npostgres: |\\nError: Database is uninitialized|\\[ERROR\\] .{0,60}Aborting|\\[Entrypoint\\]: ',
    'Failed to configure TLS\\.|\\*\\*\\* FATAL CONFIG FILE ERROR|Fatal error(?:,| loading)|# Can.t open |, aborting\\.|BOOT FAILED|exception in initAndListen|fatal exception while booting|bootstrap checks? failed|Elasticsearch (?:exited unexpectedly|did not exit normally)|bootstrap check failure \\[|due to fatal exception',
    ' as root\\b|could not be started because |\\nerror loading configuration from |Unable to open config file |Refusing to start|msg="(?:Error loading config \\(|error running )|\\nError found at |ERROR: Failed to start server in ',
    "\\nRun with '--verbose' |\\nERROR: You need to ",
    'JAVA_HOME|JRE_HOME|VC[CL][- ](?:compiler|compilation) failed',
  ].join('|'),
);

/** Timestamps and levels: `2026/11/21 12:00:00 [emerg] 7#7: `, `[2026-11-21 …] `, `1:M 21 Nov 2026 12:00:00.000 # `. */
const STAMP = '(?:\\S{1,40} ){0,8}';

const stamped = (words: string): RegExp => new RegExp(`^${STAMP}${words}$`);

/** Messages of front servers, application servers and databases that do not start. */
export const serverWords = lifeDialect(NEEDLES, [
  // nginx writes its name only while it has no log yet.
  [/^nginx: \[(?:(?:emerg|alert)\] \S|error\] init_by_lua(?:_file|_block)? error: ).*$/, withCode('nginx', 1)],
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[emerg\] \d{1,10}#\d{1,10}: \S.*$/, atStart(withCode('nginx', 1))],
  // A running nginx keeps its old configuration if it cannot use the new one.
  [/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[notice\] \d{1,10}#\d{1,10}: signal 1 \(SIGHUP\) received\b.*$/, serving],
  [/^nginx: configuration file .{1,200} test failed$/, note],
  // Apache.
  [/^(?:AH00526: |(?:httpd|apache2): )Syntax error on line \d{1,7} of \S.*$/, withCode('Apache', 1)],
  [/^Action '.{1,100}' failed\.$/, withCode('Apache', 1)],
  [/^(?:AH00534: )?(?:apache2|httpd): Configuration error: .*$/, withCode('Apache', 1)],
  [
    /^(?:no listening sockets available, shutting down|AH00015: Unable to open logs|AH00016: Configuration Failed|AH00020: Configuration Failed, exiting)$/,
    withCode('Apache', 1),
  ],
  [/^The Apache error log may have more information\.$/, note],
  // HAProxy, Caddy, lighttpd, Traefik, Envoy.
  [
    /^\[ALERT\] .{0,60}(?:Fatal errors found in configuration\.|Failed to initialize server\(s\) addr\.|Error\(s\) found in configuration file : .{1,200}|Some protocols failed to start their listeners! Exiting\.|Starting (?:proxy|frontend) .{1,100}: cannot bind socket.{0,100})$/,
    withCode('HAProxy', 1),
  ],
  [
    /^(?: {1,4}(?:INFO|ERROR) {2})?(?:Error: |run: )(?:adapting config using |loading (?:initial )?config: |reading config (?:from )?file: ).*$/,
    withCode('Caddy', 1),
  ],
  // FrankenPHP, also after the prefix of Laravel Octane.
  [
    /^(?: {1,4}(?:INFO|WARN|ERROR) {2})?(?:Error: )?(?:worker (?:script )?\S{0,200} ?has not reached frankenphp_handle_request\(\)|too many consecutive (?:worker )?failures)\b.{0,300}$/,
    unsure(withCode('FrankenPHP', 1)),
  ],
  [
    stamped('\\(\\w{1,30}\\.c\\.\\d{1,5}\\) .{1,200}(?:Going down\\.|setting default values failed)'),
    withCode('lighttpd', 255),
  ],
  [stamped('\\(\\w{1,30}\\.c\\.\\d{1,5}\\) loading plugins finally failed'), withCode('lighttpd', 255)],
  [stamped('command traefik error: .{1,500}'), withCode('Traefik', 1)],
  // Its timestamp may have been read as a log driver's.
  [/^(?:\d{4}-\d\d-\d\dT\S{1,30} )?ERR Command error error=.{1,500}$/, withCode('Traefik', 1)],
  [stamped('error initializing config(?:uration)? .{1,500}'), withCode('Envoy', 1)],
  // RoadRunner; PHP-FPM; Tomcat; WildFly.
  [/^handle_serve_command: \S.*$/, withCode('RoadRunner', 1)],
  [
    /^\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d{1,6})?\] ERROR: FPM initialization failed$/,
    withCode('PHP-FPM', 78),
  ],
  [
    stamped('.{0,100}The required Server component failed to start so Tomcat is unable to start\\.?'),
    withCode('Tomcat', 1),
  ],
  [
    stamped('.{0,100}WFLYSRV0056: Server boot has failed in an unrecoverable manner; exiting\\b.{0,200}'),
    withCode('WildFly', 1),
  ],
  // PostgreSQL: a session's FATAL ends only that session.
  [
    stamped(
      '(?:\\[\\d{1,10}\\] )?FATAL:  (?:data directory |could not (?:create (?:any TCP/IP sockets|shared memory)|load |\\w{2,10} lock file|access (?:file|private key))|lock file |configuration file |database files are incompatible|private key file |bogus data in lock file).{0,400}',
    ),
    withCode('PostgreSQL', 1),
  ],
  [
    /^(?:initdb: error: |postgres: could not (?:access (?:the server configuration file|directory) |find the database system\b)|postgres does not know where to find |Error: Database is uninitialized and |Run initdb or pg_basebackup to initialize ).*$/,
    withCode('PostgreSQL', 1),
  ],
  [stamped('(?:\\[\\d{1,10}\\] )?LOG:  aborting startup due to startup process failure'), withCode('PostgreSQL', 1)],
  [stamped('(?:\\[\\d{1,10}\\] )?LOG:  database system is shut down'), note],
  [/^"root" execution of the PostgreSQL server is not permitted\.$/, withCode('PostgreSQL', 1)],
  [
    /^(?:The server must be started under an unprivileged user ID to prevent|possible system security compromise\. .{1,100}|more information on how to properly start the server\.)$/,
    note,
  ],
  // MySQL and MariaDB, Redis and Valkey, MongoDB, RabbitMQ, Elasticsearch, Kafka.
  [stamped('\\[ERROR\\] (?:\\[MY-\\d{6}\\] \\[Server\\] )?Aborting'), withCode('MySQL', 1)],
  [stamped('\\[ERROR\\] \\[Entrypoint\\]: .{1,300}'), withCode('MySQL', 1)],
  [/^\*\*\* FATAL CONFIG FILE ERROR .*$/, withCode('Redis', 1)],
  [
    stamped(
      "# (?:Failed to configure TLS\\. Check logs for more info\\.|Fatal error, can't open config file .{1,200}|Fatal error loading the DB.{0,200}|Can't (?:open or create append-only dir|open the append-? ?only file|open the append log file) ?.{0,200}|Failed listening on port \\d{1,5} \\(\\w{1,10}\\), aborting\\.)",
    ),
    withCode('Redis', 1),
  ],
  [stamped('.{0,200}exception in initAndListen.{0,300}'), withCode('MongoDB', 100)],
  [/^BOOT FAILED$/, gaveUp('RabbitMQ')],
  [/^(?:ERROR: )?(?:\[\d{1,3}\] )?bootstrap checks? failed.*$/, withCode('Elasticsearch', 78)],
  [/^ERROR: Elasticsearch exited unexpectedly\b.*?(?:with exit code (\d{1,3}))?$/, withCode('Elasticsearch', 1)],
  // In a JSON record all checks are in one text, the first of them after its number.
  [/^\{.{0,900}?(bootstrap check failure \[1\] of \[\d{1,3}\]: [^"\\]{1,300})/, withQuote('Elasticsearch', 78)],
  [/^ERROR: Elasticsearch did not exit normally - check the logs at \S.*$/, note],
  [stamped('.{0,200}Exiting Kafka due to fatal exception.{0,100}'), unsure(withCode('Kafka', 1))],
  // Prometheus and related servers (about their configuration), Grafana's servers, Mosquitto, Keycloak, Neo4j, Airflow, Jupyter.
  [
    /^(?:ts|time|level|caller)=.{1,300} msg="Error loading config \(--config\.file=.{1,600}$/,
    atStart(withCode('Prometheus', 2)),
  ],
  [
    /^(?:ts|time|level|caller)=.{1,300} msg="error running (?:loki|tempo|mimir|pyroscope)" err=.{1,600}$/,
    withCode('The server', 1),
  ],
  [/^(?:\d{10}: )?Error: Unable to open config file \S{1,300}\.$/, atStart(withCode('Mosquitto', 3))],
  [/^Error found at \/\S{1,300}\.conf:\d{1,7}\.$/, atStart(withCode('Mosquitto', 3))],
  [/^.{0,200}\] \(main\) ERROR: Failed to start server in \(\w{1,40}\) mode$/, withCode('Keycloak', 1)],
  [/^Run with '--verbose' for a more detailed error message\.$/, atStart(unsure(withCode('Neo4j', 1)))],
  [/^ERROR: You need to (?:initialize|upgrade) the database\. Please run .{1,300}$/, atStart(withCode('Airflow', 1))],
  // Any program that says itself that it does not start.
  [
    /^(?:\d\S{0,40} |[A-Z]{4,8}:? |\[\S{1,40}\] ){0,4}Refusing to start(?: (?:due to|because|with|without|as|until|unless)\b.{1,200}|[.:,;].{0,200})?$/,
    atStart(unsure(gaveUp('The app'))),
  ],
  [
    /^(?:\[[CE] .{1,60}\] )?(?:Running as root is not recommended\. Use --allow-root to bypass\.|ERROR: the \w{1,20} (?:\w{1,20} )?could not be started because (?:no available port could be found|port \d{1,5} is not available)\.)$/,
    atStart(unsure(withCode('Jupyter', 1))),
  ],
  // Vault.
  [/^error loading configuration from \/\S{1,300}: \S.{0,400}$/, atStart(withCode('Vault', 1))],
  // Varnish (about its configuration), programs that refuse to run as root, scripts that start Tomcat, Maven, Gradle and others.
  [/^(?:Running VCC-compiler failed, exited with \d{1,3}|VCL compilation failed)$/, withCode('Varnish', 2)],
  [
    /^(?:.{0,120}[\s:])?(?:can(?:'|no)t|can not|must not|may not|refusing to|should not|not supposed to) (?:be )?(?:run|start|started|executed)(?: \w{1,30})? as (?:the )?root\b.{0,120}$/i,
    unsure(gaveUp('The app')),
  ],
  [
    /^(?:(?:ERROR|Error): )?(?:The JAVA_HOME environment variable is not defined correctly|JAVA_HOME is (?:not (?:set|defined)|set to an invalid directory)|Neither the JAVA_HOME nor the JRE_HOME environment variable is defined)\b.{0,200}$/,
    withCode('The start script', 1),
  ],
  [
    /^(?:JAVA_HOME=\S{0,300}|(?:This|At least one of these) environment variables? is needed to run this program|NB: JAVA_HOME should point to a JDK.{0,40}|this environment variable is needed to run this program.{0,40}|Please set the JAVA_HOME variable .{0,60}|location of your Java installation\.)$/,
    note,
  ],
]);

/** It exited with this code; the first group is the part to quote. */
function withQuote(by: string, code: number): LifeMessage[1] {
  return (quote = '') => ({ kind: 'ended', by, code, quote });
}
