import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/remedies/recognise.ts';
import { announcedServer } from '../../../src/remedies/servers/servers.ts';

const announced = (...lines: readonly string[]) => announcedServer(lines.map((text) => ({ text })));

/** What each prints when it starts. */
const STARTS: readonly (readonly [id: string, line: string])[] = [
  ['rocket', '🚀 Rocket has launched from http://127.0.0.1:8000'],
  ['actix', '[2026-11-29T10:00:00Z INFO  actix_server::builder] Starting 2 workers'],
  ['actix', 'starting service: "actix-web-service-127.0.0.1:8080", workers: 2, listening on: 127.0.0.1:8080'],
  [
    'warp',
    '2026-11-29T10:00:00.1Z  INFO Server::run{addr=127.0.0.1:3030}: warp::server: listening on http://127.0.0.1:3030',
  ],
  ['gin', '[GIN-debug] Listening and serving HTTP on localhost:8080'],
  ['echo', '⇨ http server started on 127.0.0.1:1323'],
  ['fiber', ' │                   Fiber v2.52.0                   │ '],
  ['vapor', '[ NOTICE ] Server started on http://127.0.0.1:8080'],
  ['kemal', '[production] Kemal is ready to lead at http://127.0.0.1:3000'],
  ['mojolicious', 'Web application available at http://127.0.0.1:3000'],
  ['plackup', 'HTTP::Server::PSGI: Accepting connections at http://127.0.0.1:5000/'],
  ['plumber', 'Running plumber API at http://127.0.0.1:8000'],
  ['sinatra', '== Sinatra (v3.0.5) has taken the stage on 4567 for development with backup from Puma'],
  [
    'fastify',
    '{"level":30,"time":1764410400000,"pid":7,"hostname":"a","msg":"Server listening at http://127.0.0.1:8000"}',
  ],
  ['nest', '[Nest] 7  - 11/29/2026, 10:00:00 AM     LOG [NestApplication] Nest application successfully started +2ms'],
  ['astro', '10:00:00 [@astrojs/node] Server listening on http://localhost:4321'],
  ['remix', '[remix-serve] http://localhost:3000 (http://10.1.2.3:3000)'],
  ['gradio', '* Running on local URL:  http://127.0.0.1:7860'],
  ['flask', " * Serving Flask app 'shop'"],
  ['dash', 'Dash is running on http://127.0.0.1:8050/'],
  ['sanic', "[2026-11-29 10:00:00 +0000] [7] [INFO] Goin' Fast @ http://127.0.0.1:8000"],
  ['kestrel', '      Now listening on: http://localhost:5000'],
  [
    'spring',
    '2026-11-29T10:00:00.000Z  INFO 7 --- [           main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat started on port 8080 (http)',
  ],
  [
    'spring',
    '2026-11-29T10:00:00.000Z  INFO 7 --- [main] o.s.b.web.embedded.netty.NettyWebServer  : Netty started on port 8080',
  ],
  ['spring', ' :: Spring Boot ::                (v3.2.0)'],
  [
    'quarkus',
    '2026-11-29 10:00:00,000 INFO  [io.quarkus] (main) shop 1.0.0 on JVM (powered by Quarkus 3.6.0) started in 0.9s. Listening on: http://localhost:8080',
  ],
  [
    'micronaut',
    '10:00:00.000 [main] INFO  io.micronaut.runtime.Micronaut - Startup completed in 612ms. Server Running: http://localhost:8080',
  ],
  [
    'ktor',
    '2026-11-29 10:00:00.000 [DefaultDispatcher-worker-1] INFO  Application - Responding at http://127.0.0.1:8080',
  ],
  ['play', '[info] p.c.s.AkkaHttpServer - Listening for HTTP on /127.0.0.1:9000'],
  ['javalin', '[main] INFO io.javalin.Javalin - Javalin started in 142ms \\o/'],
  [
    'http4s',
    '[io-compute-1] INFO  o.h.e.s.EmberServerBuilderCompanionPlatform - Ember-Server service bound to address: 127.0.0.1:8080',
  ],
];

describe('startup lines', () => {
  test.each(STARTS)('tells %s', (id, line) => {
    expect(announced('starting', line, 'GET / 200')).toBe(id);
  });

  test.each([
    'Server listening on port 8000',
    'Listening on http://127.0.0.1:3000',
    'listening on 127.0.0.1:3000',
    '{"msg":"request to https://rocket.example failed"}',
    'Running on http://127.0.0.1:5000',
  ])('tells nothing in `%s`', (line) => {
    expect(announced(line)).toBeUndefined();
  });

  test('show the newest of two servers', () => {
    expect(
      announced('🚀 Rocket has launched from http://0.0.0.0:80', 'Dash is running on http://127.0.0.1:8050/'),
    ).toBe('dash');
  });
});

describe('the server', () => {
  const id = (command: readonly string[], announcedId: string) =>
    recognise({ commands: [command], announced: announcedId }).server.id;

  test('is the one in the log if the command line shows a language or nothing', () => {
    expect(id(['/app/shop'], 'rocket')).toBe('rocket');
    expect(id(['node', 'server.js'], 'fastify')).toBe('fastify');
    expect(id(['java', '-jar', 'app.jar'], 'quarkus')).toBe('quarkus');
  });

  test('is the one on the command line if that names a server', () => {
    expect(id(['gunicorn', 'app:app'], 'dash')).toBe('gunicorn');
  });

  test('is the framework that starts it if the framework has the options', () => {
    expect(id(['puma 5.6.5 (tcp://localhost:4567) [app]'], 'sinatra')).toBe('sinatra');
  });

  test('is Dash, which starts Flask and logs it', () => {
    expect(announced('Dash is running on http://127.0.0.1:8050/', " * Serving Flask app 'shop'")).toBe('dash');
  });

  test('is Deno or Bun by the command line', () => {
    expect(recognise({ commands: [['deno', 'run', '-A', 'main.ts']] }).server.id).toBe('deno');
    expect(recognise({ commands: [['bun', 'run', 'index.ts']] }).server.id).toBe('bun');
  });
});
