import { gaveUp, type LifeWords, lifeDialect, provenVerdict, unsure, verdict } from './parse-life-words.ts';

/** A time, a level, a pid, a source location before the message. */
const LEAD = '^(?:\\S{1,60} {1,45}){0,12}?';

/** uWSGI reads the start of GET, HEAD, POST and PUT as the size of a block: their second and third letter, as a little-endian number. */
const HTTP_SIZES = '21573|16709|21327|21589';

const uwsgi = (): LifeWords =>
  provenVerdict(
    verdict(
      'uWSGI',
      'not-http',
      'clients send HTTP to its socket, which speaks the uwsgi protocol (the size of the block is the name of a method)',
    ),
    { kind: 'repeated', of: 'HTTP', times: 2 },
    [
      'Start uWSGI with `--http-socket` instead of `--socket` (`http-socket = :8000` in its ini file): then it speaks HTTP itself.',
      "Or run nginx with `uwsgi_pass` in front of it in the same container, and point the endpoint at nginx's port.",
    ],
  );

/** The addresses of health checkers and balancers: inside the network, and Google's ranges for them. Requests from elsewhere are scans. */
const INSIDE =
  '10\\.[\\d.]{5,11}|172\\.(?:1[6-9]|2\\d|3[01])\\.[\\d.]{3,7}|192\\.168\\.[\\d.]{3,7}|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\.[\\d.]{3,7}|35\\.191\\.[\\d.]{3,7}|130\\.211\\.[0-3]\\.\\d{1,3}|169\\.254\\.[\\d.]{3,7}|\\[?f[de][\\da-f]{0,2}:[\\da-f:]{2,40}\\]?';

const plainHttp = (client = ''): LifeWords =>
  provenVerdict(
    verdict("Go's server", 'tls-on-http-port', `${client} sends plain HTTP to a port where it speaks TLS`),
    {
      kind: 'repeated',
      of: client,
      times: 3,
    },
  );

const plainHttpToNginx = (client = ''): LifeWords =>
  provenVerdict(
    verdict(
      'nginx',
      'tls-on-http-port',
      `a health check (from ${client}) sends plain HTTP to a port where it speaks TLS`,
    ),
    { kind: 'checked', status: 400 },
  );

const unknownHost =
  (by: string, status: number, list: string) =>
  (host = ''): LifeWords =>
    provenVerdict(
      verdict(by, 'strict-host-rejected', `the health check sends the host "${host}", which is not in ${list}`),
      { kind: 'checked', status },
      [
        "Give the health check a Host header that the app accepts: `httpHeaders: [{ name: Host, value: shop.example.com }]` under the probe's `httpGet`, with a name from the app's list.",
        `Or answer the check's path before the app compares hosts (in the first middleware). Or, if the host never changes, add it to ${list}.`,
      ],
    );

const lock = (): LifeWords =>
  provenVerdict(
    verdict(
      'Liquibase',
      'not-listening',
      'it still waits for the change log lock, which another run holds or left behind',
    ),
    { kind: 'repeated', of: 'lock', times: 4, isLast: true },
    [
      'If another run is migrating the database now, wait until it has finished.',
      'If not, a run was killed while it held the lock: release it with `liquibase release-locks`, or `UPDATE DATABASECHANGELOGLOCK SET LOCKED=FALSE, LOCKGRANTED=NULL, LOCKEDBY=NULL WHERE ID=1`.',
    ],
  );

/** Programs that run as daemons when their init scripts start them. */
const DAEMON =
  'nginx|apache2|httpd|lighttpd|php[\\d.]{0,4}-fpm[\\d.]{0,4}|uwsgi|haproxy|postgresql|mysqld?|mariadbd?|mongodb?|redis-server|rabbitmq-server|varnishd?|tomcat\\d{0,2}|jenkins|supervisord?|squid|memcached|named|vsftpd|sshd?|cron|rsyslogd?';

const daemon = (name = ''): LifeWords =>
  provenVerdict(
    verdict(
      'The init script',
      'daemonized',
      `it started ${name} in the background, and then the command exited with code 0`,
    ),
    { kind: 'clean-end' },
    [
      FOREGROUND.find(([pattern]) => pattern.test(name))?.[1] ??
        'Start the server itself in the foreground, instead of its init script.',
      'In a start script, start the server on the last line with `exec`, without `&`, `nohup` or a `service` command.',
    ],
  );

const FOREGROUND: readonly (readonly [RegExp, string])[] = [
  [/^nginx/, "Start nginx in the foreground: `nginx -g 'daemon off;'` instead of `service nginx start`."],
  [
    /^(?:apache2|httpd)/,
    'Start Apache in the foreground: `apachectl -D FOREGROUND` instead of `service apache2 start`.',
  ],
  [/^php/, 'Start PHP-FPM in the foreground: `php-fpm -F` instead of its init script.'],
];

const spawn = (why = ''): LifeWords =>
  provenVerdict(
    verdict('Passenger', 'worker-boot-failed', `it could not start the application: ${why.replace(/\.$/, '')}`),
    {
      kind: 'repeated',
      of: 'spawn',
      times: 1,
    },
  );

/** The user agents of platforms' health checkers. */
const CHECKER =
  'kube-probe/|ELB-HealthChecker/|GoogleHC/|Consul Health Check|Amazon-Route53-Health-Check-Service|RailwayHealthCheck/|HealthCheck/|AlwaysOn|Render/';

/** Messages of a server or a tool about a fault that does not end it: each needs proof from other lines. */
export const faultWords = lifeDialect(
  new RegExp(
    [
      `invalid request block size: (?:${HTTP_SIZES}) `,
      ': client sent an HTTP request to an HTTPS server',
      'client sent plain HTTP request to HTTPS port',
      'Invalid HTTP_HOST header: ',
      'Blocked hosts?: ',
      'Could not spawn process for application ',
      'ould not acquire change log lock\\. ',
      'aiting for changelog lock\\.',
      `Starting (?:[\\w.()-]{1,30}:? ){0,6}(?:${DAEMON})\\b`,
      `" 40[03] .{0,300}(?:${CHECKER})`,
    ].join('|'),
  ),
  [
    [new RegExp(`${LEAD}invalid request block size: (?:${HTTP_SIZES}) \\(max \\d{1,9}\\)\\.{3}skip$`), uwsgi],
    [
      new RegExp(
        `${LEAD}http: TLS handshake error from (${INSIDE}):\\d{1,5}: client sent an HTTP request to an HTTPS server$`,
      ),
      plainHttp,
    ],
    [
      new RegExp(`${LEAD}client sent plain HTTP request to HTTPS port while .{1,80}, client: (${INSIDE}), .{1,500}$`),
      plainHttpToNginx,
    ],
    [
      new RegExp(`${LEAD}Invalid HTTP_HOST header: '([^']{1,253})'\\. .{1,200}$`),
      unknownHost('Django', 400, 'ALLOWED_HOSTS'),
    ],
    [new RegExp(`${LEAD}Blocked hosts?: (\\S{1,253})$`), unknownHost('Rails', 403, '`config.hosts`')],
    [
      /^\[ E .{1,200} \]: Could not spawn process for application \S{1,300}: (?:The application encountered the following error: )?(.{1,400})$/,
      spawn,
    ],
    [
      /^(?:(?:\S{1,60} )?liquibase\.exception\.LockException: |Unexpected error running Liquibase: |(?:ERROR: )?(?:Exception Details|Message): {1,4})Could not acquire change log lock\. {1,2}Currently locked by .{1,200}$/,
      unsure(gaveUp('Liquibase')),
    ],
    [new RegExp(`${LEAD}Waiting for changelog lock\\.{1,4}$`), lock],
    [
      new RegExp(
        `^(?: ?\\* |\\[(?: ok |\\.{4})\\] )?Starting (?:[\\w.()-]{1,30} ){0,4}?[\\w.-]{0,20}?:? ?(${DAEMON})(?:[:.]|\\.{3})?(?: \\1)?(?: ?\\.{3})?\\.?$`,
      ),
      daemon,
    ],
    [
      new RegExp(`^.{0,200}"[A-Z]{3,7} \\S{1,300} HTTP/\\d(?:\\.\\d)?" (40[03]) .{0,200}?"(?:${CHECKER}).{0,200}$`),
      (status = '') => ({ kind: 'checked', status: Number(status) }),
    ],
  ],
);
