import { describe, expect, test } from 'vitest';
import { anyFramework, frameworks } from '../../../src/remedies/frameworks/frameworks.ts';
import { recognise } from '../../../src/remedies/recognise.ts';
import { anyServer, servers } from '../../../src/remedies/servers/servers.ts';

const PORT = 18_642;
const SENTENCE = /^[A-Z`].*\.$/;
const byName = <T extends { readonly id: string }>(entries: readonly T[]) =>
  entries.map((entry) => [entry.id, entry] as const);
const backticks = (text: string) => [...text].filter((character) => character === '`').length;

describe('every server', () => {
  test('has its own id', () => {
    const ids = servers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('covers what is found in containers', () => {
    expect(servers.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['gunicorn', 'uvicorn', 'hypercorn', 'daphne', 'uwsgi', 'waitress', 'flask', 'django', 'puma', 'unicorn'],
        ...['rails', 'thin', 'node', 'fastify', 'next', 'vite', 'nuxt', 'php', 'php-fpm', 'nginx', 'apache', 'caddy'],
        ...['haproxy', 'lighttpd', 'java', 'kestrel', 'redis', 'postgres', 'memcached', 'sshd', 'supervisord', 'pm2'],
        ...['http.server', 'cherrypy', 'aiohttp', 'tornado', 'bottle', 'json-server', 'mosquitto', 'dropbear'],
        ...['busybox-httpd', 'phoenix'],
      ]),
    );
  });

  test.each(byName([...servers, anyServer]))('%s is told in full sentences, with the port', (_id, server) => {
    expect(server.name).not.toBe('');
    for (const text of [server.bindAll(PORT), server.setPort(PORT)]) {
      expect(text).toMatch(SENTENCE);
      expect(text).toContain(String(PORT));
      expect(backticks(text) % 2).toBe(0);
    }
    expect(server.foreground).toMatch(SENTENCE);
    expect(backticks(server.foreground) % 2).toBe(0);
  });

  test.each(byName([...servers, anyServer]))('%s is never told to listen on loopback', (_id, server) => {
    // A text that names a default or a fault also names the fix.
    if (/127\.0\.0\.1|localhost/.test(server.bindAll(PORT))) expect(server.bindAll(PORT)).toContain('0.0.0.0');
  });
});

describe('Gunicorn', () => {
  const gunicorn = servers.find(({ id }) => id === 'gunicorn');

  test('gets its own options', () => {
    expect(gunicorn?.bindAll(8000)).toBe('Start Gunicorn with `--bind 0.0.0.0:8000` (or `--bind 0.0.0.0:$PORT`).');
    expect(gunicorn?.foreground).toBe(
      'Start Gunicorn without `--daemon` (`-D`), and without `daemon = True` in gunicorn.conf.py or `--daemon` in GUNICORN_CMD_ARGS.',
    );
  });
});

describe('Java', () => {
  const java = (...command: readonly string[]) => recognise({ commands: [['java', ...command]] }).server;

  test.each([java('-jar', 'app.jar').bindAll(8000), java('-cp', '.', 'Main').setPort(8000)])(
    'without a sign of Spring gets advice for every program, and names the settings of Spring Boot as its own: %s',
    (text) => {
      expect(text).toMatch(
        /^Make the program listen on .*8000.*, or set .*`SERVER_PORT=8000` if it is a Spring Boot app\.$/,
      );
    },
  );

  test('with a sign of Spring gets the advice for Spring Boot alone', () => {
    expect(java('-Dspring.profiles.active=live', '-jar', 'app.jar').bindAll(8000)).toBe(
      'Set the environment variables `SERVER_ADDRESS=0.0.0.0` and `SERVER_PORT=8000`.',
    );
  });
});

describe('every framework', () => {
  test.each(byName([...frameworks, anyFramework]))('%s is told in full sentences, with the path', (_id, framework) => {
    const texts = [
      framework.allowHost('containers', '/healthcheck'),
      framework.exemptRedirect('/healthcheck'),
      framework.addRoute('/healthcheck'),
    ];
    for (const text of texts) {
      expect(text).toMatch(SENTENCE);
      expect(backticks(text) % 2).toBe(0);
    }
    expect(texts[0]).toMatch(/containers|healthcheck/);
    expect(texts[1]).toContain('healthcheck');
    expect(texts[2]).toContain('healthcheck');
  });

  test('Django gets a pattern without the leading slash, with every special character escaped', () => {
    const django = frameworks.find(({ id }) => id === 'django');
    expect(django?.exemptRedirect('/healthcheck')).toContain("SECURE_REDIRECT_EXEMPT = [r'^healthcheck$']");
    expect(django?.exemptRedirect('/a.b/c')).toContain("[r'^a\\.b/c$']");
    expect(django?.allowHost('containers', '/')).toBe("Add `'containers'` to `ALLOWED_HOSTS` in settings.py.");
  });
});
