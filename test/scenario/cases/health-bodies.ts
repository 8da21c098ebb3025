// needs: default-jdk-headless
import type { Fault, HealthyApp } from '../../support/scenario.ts';

const node = process.execPath;

/** A server that answers each request with this status and body, and with 200 while it can connect to what it needs. */
const answering = (
  body: unknown,
  status = 503,
  type = 'application/json',
  needs?: string,
): Pick<Fault, 'command' | 'files'> => ({
  command: [node, 'app.js'],
  files: {
    'body.json': JSON.stringify(body),
    'app.js': `const body = require('fs').readFileSync('body.json');
const [host, port] = ${JSON.stringify(needs?.split(':') ?? [])};
const answer = (s, status, text) => { s.writeHead(status, { 'content-type': '${type}' }); s.end(text); };
require('http').createServer((q, s) => {
  if (port === undefined) return answer(s, ${status}, body);
  const there = require('net').connect(port, host, () => { there.destroy(); answer(s, 200, '{}'); });
  there.on('error', () => answer(s, ${status}, body));
}).listen(8000);
`,
  },
});

const strict = {
  code: 'strict-status',
  severity: 'warning',
  cannotFix: 'it is a stand-in, which always gives this answer',
  flags: ['--endpoint', '8000', '--strict', '--release-timeout', '10'],
} as const;

const { cannotFix: _, ...down } = strict;
const needy = { ...down, fixWorks: true } as const;
const needing = (place: string, body: unknown) => answering(body, 503, 'application/json', place);

/** Apps whose own health answer names the part that is down. */
export const healthBodyFaults: readonly Fault[] = [
  {
    name: 'an app in the words of Spring Boot whose broker is down',
    field: true,
    ...strict,
    flags: ['--endpoint', '8000', '--profile', 'kubernetes', '--health-path', '/manage/health'],
    says: /returned 503: the app reports that rabbit is down \(AmqpConnectException: Connection refused\)/,
    remedy: /Check that rabbit is up/,
    requires: '/usr/bin/java',
    files: {
      'Ledger.java':
        'import com.sun.net.httpserver.*;\nimport java.net.*;\n\npublic class Ledger {\n  public static void main(String[] a) throws Exception {\n    HttpServer h = HttpServer.create(new InetSocketAddress(8000), 0);\n    h.createContext("/", x -> {\n      byte[] b = "{\\"status\\":\\"DOWN\\",\\"components\\":{\\"diskSpace\\":{\\"status\\":\\"UP\\"},\\"rabbit\\":{\\"status\\":\\"DOWN\\",\\"details\\":{\\"error\\":\\"AmqpConnectException: Connection refused\\"}}}}".getBytes();\n      x.getResponseHeaders().add("Content-Type", "application/vnd.spring-boot.actuator.v3+json");\n      x.sendResponseHeaders(503, b.length);\n      x.getResponseBody().write(b);\n      x.close();\n    });\n    h.start();\n  }\n}\n',
    },
    prepare: 'javac Ledger.java',
    command: ['java', '-cp', '.', 'Ledger'],
  },
  {
    name: 'an app of Spring Boot that keeps its details to itself',
    ...strict,
    says: /returned 503/,
    remedy: /MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS/,
    ...answering({ status: 'DOWN' }, 503, 'application/vnd.spring-boot.actuator.v3+json'),
  },
  {
    name: 'an app that answers with a flag for each part',
    ...strict,
    says: /returned 503: the app reports that cache is down/,
    remedy: /Check that cache is up/,
    ...answering({ ok: false, database: true, cache: false }),
  },
  {
    name: 'an app of .NET whose database is down',
    ...needy,
    says: /returned 503: the app reports that npgsql is down \(Failed to connect to 10\.0\.0\.3:5432\)/,
    remedy: /Check that npgsql at 10\.0\.0\.3:5432 is up/,
    ...needing('10.0.0.3:5432', {
      status: 'Unhealthy',
      entries: {
        self: { status: 'Healthy', data: {} },
        npgsql: { status: 'Unhealthy', description: 'Failed to connect to 10.0.0.3:5432', data: {} },
      },
    }),
  },
  {
    name: 'an app of Nest whose cache is down',
    ...needy,
    says: /the app reports that cache is down \(connect ECONNREFUSED 10\.0\.0\.4:6379\)/,
    remedy: /Check that cache at 10\.0\.0\.4:6379 is up/,
    ...needing('10.0.0.4:6379', {
      status: 'error',
      info: { database: { status: 'up' } },
      error: { cache: { status: 'down', message: 'connect ECONNREFUSED 10.0.0.4:6379' } },
      details: {
        database: { status: 'up' },
        cache: { status: 'down', message: 'connect ECONNREFUSED 10.0.0.4:6379' },
      },
    }),
  },
  {
    name: 'an app of Quarkus with a check that is down',
    ...strict,
    says: /the app reports that Ledger store is down/,
    remedy: /Check that Ledger store is up/,
    ...answering({
      status: 'DOWN',
      checks: [
        { name: 'Ledger store', status: 'DOWN', data: { reason: 'replica lag' } },
        { name: 'live', status: 'UP' },
      ],
    }),
  },
  {
    name: 'an app whose health+json names two that fail',
    ...strict,
    says: /the app reports that mysql:connections is down \(timed out\), and mail is down/,
    remedy: /are up/,
    ...answering(
      {
        status: 'fail',
        checks: { 'mysql:connections': [{ status: 'fail', output: 'timed out' }], mail: [{ status: 'fail' }] },
      },
      500,
      'application/health+json',
    ),
  },
];

/** Apps whose health answer names a part that is down, and passes. */
export const healthBodyHealthy: readonly HealthyApp[] = [
  {
    name: 'a healthy app that serves without its cache',
    flags: ['--endpoint', '8000', '--strict'],
    ...answering({ status: 'degraded', components: { cache: { status: 'DOWN', details: { error: 'refused' } } } }, 200),
  },
];
