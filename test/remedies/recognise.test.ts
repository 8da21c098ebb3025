import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anyFramework } from '../../src/remedies/frameworks/frameworks.ts';
import { type AppSigns, recognise } from '../../src/remedies/recognise.ts';
import { anyServer } from '../../src/remedies/servers/servers.ts';
import { computedMs } from '../support/computed.ts';

/** Command lines of real servers and of their processes, as /proc/PID/cmdline showed them, by server; those of shells by what they ran. */
const commandLines: Readonly<Record<string, readonly (readonly string[])[]>> = JSON.parse(
  readFileSync(new URL('../fixtures/remedies/command-lines.json', import.meta.url), 'utf8'),
);

/** Ids that differ from the name in the fixture. */
const IDS: Readonly<Record<string, string>> = {
  ...{ apache2: 'apache', 'redis-server': 'redis', 'php -S': 'php', 'django runserver': 'django', 'node http': 'node' },
  ...{
    'python3 -m http.server': 'http.server',
    'webpack-dev-server': 'webpack',
    postgresql: 'postgres',
    stunnel4: 'stunnel',
  },
  ...{ 'openssh-server': 'sshd', supervisor: 'supervisord', 'busybox httpd': 'busybox-httpd', webfs: 'webfsd' },
  ...{
    'busybox telnetd': 'busybox-telnetd',
    'busybox crond': 'crond',
    cron_daemon: 'crond',
    'mini-httpd': 'mini_httpd',
  },
  ...{
    sh_background: 'http.server',
    sh_background_wait: 'http.server',
    sh_nohup: 'http.server',
    sh_setsid: 'http.server',
  },
  ...{ sh_ssd: 'busybox-httpd', sh_tmux: 'http.server', sh_late: 'http.server', bash_subshell: 'http.server' },
  ...{ sh_tail: 'python', sh_exit1: 'any' },
};

/** `node s.js` only shows that it is Node. */
const RUNTIME_ONLY = /^(?:\/usr\/bin\/)?(?:python3|node) [\w./]+\.(?:py|js)$/;

const cases = Object.entries(commandLines).flatMap(([server, lines]) =>
  lines.map((line) => {
    const text = line.join(' ');
    const runtime = /python3/.test(text) ? 'python' : 'node';
    const isRuntime = RUNTIME_ONLY.test(text) && !text.includes('Daemon.js');
    return [text, isRuntime ? runtime : (IDS[server] ?? server), line] as const;
  }),
);

const seen = (change: Partial<AppSigns> = {}): AppSigns => ({ commands: [], ...change });
const serverOf = (...commands: string[][]) => recognise(seen({ commands })).server.id;
const frameworkOf = (change: Partial<AppSigns>) => recognise(seen(change)).framework.id;

describe('the server', () => {
  test.each(cases)('of `%s` is %s', (_text, id, line) => {
    expect(recognise(seen({ commands: [line] })).server.id).toBe(id);
  });

  test.each<[string, string[]]>([
    ['gunicorn', ['sh', '-c', 'python manage.py migrate && exec gunicorn app:app -b :80']],
    ['uvicorn', ['python3', '-m', 'uvicorn', 'app:app']],
    ['puma', ['bundle', 'exec', 'puma']],
    ['rails', ['bin/rails', 'server']],
    ['node', ['node', 'server.js']],
    ['node', ['npm', 'start']],
    ['next', ['next-server (v15.1.0)']],
    ['next', ['node', '/app/node_modules/.bin/next', 'start']],
    ['nuxt', ['node', '.output/server/index.mjs']],
    ['java', ['java', '-jar', 'app.jar']],
    ['java', ['java', '-cp', '.', 'Main']],
    ['java', ['java', '-Dserver.port=8080', '-jar', 'helidon.jar']],
    ['java', ['java', '-jar', 'springfield-orders.jar', '--port=8080']],
    ['java', ['mvn', 'exec:java']],
    ['spring', ['java', '-jar', 'app.jar', '--server.port=8080']],
    ['spring', ['java', '-Dspring.profiles.active=live', '-jar', 'app.jar']],
    ['spring', ['java', 'org.springframework.boot.loader.launch.JarLauncher']],
    ['spring', ['java', '-cp', '/app/BOOT-INF/classes:/app/BOOT-INF/lib/*', 'shop.Main']],
    ['spring', ['./mvnw', 'spring-boot:run']],
    ['spring', ['./gradlew', ':shop:bootRun']],
    ['tomcat', ['catalina.sh', 'run']],
    ['tomcat', ['/opt/java/bin/java', '-classpath', 'bootstrap.jar', 'org.apache.catalina.startup.Bootstrap', 'start']],
    ['kestrel', ['dotnet', 'App.dll']],
    ['phoenix', ['mix', 'phx.server']],
    ['php-fpm', ['docker-php-entrypoint', 'php-fpm']],
    ['apache', ['httpd-foreground']],
    ['gunicorn', ['PORT=1', 'gunicorn']],
    ['uwsgi', ['uWSGI worker 1']],
    ['artisan', ['php', 'artisan', 'serve']],
    ['fastapi', ['fastapi', 'run', 'main.py']],
    ['python', ['python', 'manage.py', 'migrate']],
    ['any', ['rails', 'db:migrate']],
    ['any', ['/app/server']],
    ['any', ['rsync', '-a', 'x', 'y']],
    ['any', ['ssh', '-N', '-L', '8000:db:5432', 'host']],
    ['any', ['tail', '-f', '/var/log/nginx/access.log']],
    ['any', ['cat', 'gunicorn']],
    ['any', ['/usr/lib/erlang/erts/bin/beam.smp', '--', '-s', 'rabbit', 'boot']],
  ])('is %s for %j', (id, command) => {
    expect(serverOf(command)).toBe(id);
  });

  test('is the first that a command line names', () => {
    expect(serverOf(['nginx'], ['gunicorn', 'app'])).toBe('nginx');
    expect(serverOf(['gunicorn', 'app'], ['nginx'])).toBe('gunicorn');
  });

  test('is a named server rather than a bare language', () => {
    expect(serverOf(['node', 'x.js'], ['nginx'])).toBe('nginx');
    expect(serverOf(['python3', '-c', 'from multiprocessing.spawn import spawn_main'], ['uvicorn', 'a:b'])).toBe(
      'uvicorn',
    );
  });

  test('is the program that listens if it comes before the manager that started it', () => {
    expect(serverOf(['python3', '-m', 'http.server'], ['supervisord'])).toBe('http.server');
  });

  test('is the manager if it comes first, and rather than a bare language', () => {
    expect(serverOf(['supervisord'], ['python3', '-m', 'http.server'])).toBe('supervisord');
    expect(serverOf(['node', 'x.js'], ['pm2', 'start', 'x.js'])).toBe('pm2');
  });

  test('is the one whose options count if it starts the one that listens', () => {
    expect(serverOf(['puma 6.4.2 (tcp://localhost:3000) [app]'], ['bin/rails', 's'])).toBe('rails');
    expect(serverOf(['php', '-S', '127.0.0.1:8000', 'server.php'], ['php', 'artisan', 'serve'])).toBe('artisan');
    expect(serverOf(['nginx'], ['bin/rails', 's'])).toBe('nginx');
  });

  test('is recognized by its log lines if the command line shows only the language', () => {
    expect(recognise(seen({ commands: [['python', 'run.py']], poolServer: 'uvicorn' })).server.id).toBe('uvicorn');
  });

  // The headers that these versions sent.
  test.each([
    ['gunicorn', 'gunicorn'],
    ['gunicorn/19.9.0', 'gunicorn'],
    ['uvicorn', 'uvicorn'],
    ['hypercorn-h11', 'hypercorn'],
    ['daphne', 'daphne'],
    ['waitress', 'waitress'],
    ['Werkzeug/2.2.2 Python/3.11.2', 'flask'],
    ['Python/3.11 aiohttp/3.8.4', 'aiohttp'],
    ['TornadoServer/6.2', 'tornado'],
    ['CherryPy/18.8.0', 'cherrypy'],
    ['WEBrick/1.8.1 (Ruby/3.1.2/2022-04-12)', 'webrick'],
    ['thin', 'thin'],
    ['lighttpd/1.4.69', 'lighttpd'],
    ['nginx/1.22.1', 'nginx'],
    ['Apache/2.4.71 (Debian)', 'apache'],
    ['Apache-Coyote/1.1', 'java'],
    ['Kestrel', 'kestrel'],
    // Bottle and any program on wsgiref send this too.
    ['WSGIServer/0.2 CPython/3.11.2', 'any'],
    ['something else with nginx in it', 'any'],
  ])('is known by the Server header %s', (serverHeader, id) => {
    expect(recognise(seen({ serverHeader })).server.id).toBe(id);
  });

  test('is the one on the command line rather than the one in the header', () => {
    expect(recognise(seen({ commands: [['caddy', 'run']], serverHeader: 'nginx' })).server.id).toBe('caddy');
  });
});

describe('the framework', () => {
  // Pages as Django 3.2, Flask 2.2, FastAPI and nginx 1.22 sent them, the others as their sources have them; blanks as the probe folds them.
  test.each([
    [
      'django',
      '<!doctype html> <html lang="en"> <head> <title>Bad Request (400)</title> </head> <body> <h1>Bad Request (400)</h1><p></p> </body> </html>',
    ],
    ['django', '<h1>Not Found</h1><p>The requested resource was not found on this server.</p>'],
    ['django', '<title>DisallowedHost at /healthcheck</title>'],
    ['django', '<title>Page not found at /nothing</title>'],
    [
      'flask',
      '<title>404 Not Found</title> <h1>Not Found</h1> <p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>',
    ],
    ['fastapi', '{"detail":"Not Found"}'],
    ['fastapi', 'Invalid host header'],
    ['webpack', 'Invalid Host header'],
    [
      'vite',
      'Blocked request. This host ("containers") is not allowed. To allow this host, add "containers" to `server.allowedHosts` in vite.config.js.',
    ],
    ['rails', '<h1>Blocked hosts: containers</h1>'],
    ['express', '<pre>Cannot GET /healthcheck</pre>'],
    ['fastify', '{"message":"Route GET:/healthcheck not found","error":"Not Found","statusCode":404}'],
    ['spring', '{"timestamp":"2026-01-01T00:00:00.000+00:00","status":404,"error":"Not Found","path":"/healthcheck"}'],
    ['spring', '<html><body><h1>Whitelabel Error Page</h1>'],
    ['nginx', '<center><h1>404 Not Found</h1></center> <hr><center>nginx/1.22.1</center>'],
    ['any', 'Not Found'],
    ['any', ''],
  ])('is known to be %s by the page %s', (id, bodyHead) => {
    expect(frameworkOf({ bodyHead })).toBe(id);
  });

  test.each(['django', 'Django', 'DJANGO', 'django.security.DisallowedHost'])(
    'is known by the word %s in the log',
    (hint) => {
      expect(frameworkOf({ frameworkHint: hint, bodyHead: '<pre>Cannot GET /</pre>' })).toBe('django');
    },
  );

  test.each<[string, string[]]>([
    ['django', ['python', 'manage.py', 'runserver']],
    ['django', ['gunicorn', 'mysite.wsgi:application']],
    ['django', ['gunicorn: master [mysite.wsgi:application]']],
    ['django', ['uvicorn', 'mysite.asgi:application']],
    ['flask', ['flask', 'run']],
    ['rails', ['bin/rails', 's']],
    ['fastapi', ['fastapi', 'run']],
    ['aspnet', ['dotnet', 'App.dll']],
    ['spring', ['java', '-jar', 'app.jar', '--server.port=8080']],
    ['laravel', ['php', 'artisan', 'serve']],
    ['next', ['next', 'start']],
    ['phoenix', ['mix', 'phx.server']],
    ['nginx', ['nginx', '-g', 'daemon off;']],
    ['any', ['gunicorn', 'app:app']],
    ['any', ['gunicorn', 'wsgi:app']],
    ['any', ['node', 'server.js']],
    ['any', ['java', '-jar', 'app.jar']],
  ])('is %s for %j', (id, command) => {
    expect(frameworkOf({ commands: [command] })).toBe(id);
  });

  test('is the one that responded, not the server in front of it', () => {
    const bodyHead = '<h1>Bad Request (400)</h1><p></p>';
    expect(frameworkOf({ commands: [['nginx']], bodyHead })).toBe('django');
  });
});

describe('recognise', () => {
  test('falls back to texts that fit every app', () => {
    expect(recognise(seen())).toEqual({
      server: anyServer,
      framework: anyFramework,
      serverKnown: false,
      frameworkKnown: false,
      isWorker: false,
    });
  });

  test('says what it knows', () => {
    const { serverKnown, frameworkKnown } = recognise(seen({ commands: [['gunicorn', 'mysite.wsgi']] }));
    expect([serverKnown, frameworkKnown]).toEqual([true, true]);
  });

  test.each<[string, Partial<AppSigns>]>([
    ['very many commands', { commands: Array.from({ length: 20_000 }, () => ['sh', '-c', 'a;'.repeat(100)]) }],
    ['a very long command', { commands: [Array.from({ length: 100_000 }, () => 'env')] }],
    ['a very long word', { commands: [['x'.repeat(1e6)], [':'.repeat(1e6)]] }],
    ['a very long script', { commands: [['sh', '-c', `"$(('`.repeat(1e5)]] }],
    ['a very long header', { serverHeader: 'Python/'.repeat(1e5) }],
    ['a very long page', { bodyHead: '<pre>Cannot GET /'.repeat(1e5) }],
    ['a very long hint', { frameworkHint: 'x.'.repeat(1e5) }],
    [
      'names that every object has',
      { commands: [['constructor'], ['__proto__=x', 'toString']], frameworkHint: '__proto__' },
    ],
  ])('is not troubled by %s', (_what, change) => {
    expect(recognise(seen(change))).toMatchObject({ serverKnown: false, frameworkKnown: false });
  });
});

test('a program name of digits takes linear time', () => {
  const word = `${'1'.repeat(2_000)}x`;
  expect(computedMs(() => recognise({ commands: [[word], ['node', word]] }))).toBeLessThan(100);
});
