import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from '../support/sandbox.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

/** A broken app, the one code that may be primary, and what the remedy must name. */
interface Fault extends SandboxOptions {
  readonly name: string;
  readonly code: string;
  readonly remedy: RegExp;
  /** A file of the server that must be installed. */
  readonly needs?: string;
  /** The exit code of the agent, where the app ends by itself. */
  readonly exit?: number;
}

const gunicorn = '/usr/bin/gunicorn';
const python = '/usr/lib/python3/dist-packages';
const node = process.execPath;
const ok = ['--bind', '0.0.0.0:8000'];
const slow = { PORT: '8000', BOOT_SECONDS: '4' };
const quick = { PORT: '8000' };
const strict = ['--strict'];
const tls = existsSync('/usr/bin/openssl') ? makeCertificate() : { cert: '', key: '' };

const faults: readonly Fault[] = [
  {
    name: 'a sync Gunicorn worker that boots too slowly',
    code: 'worker-boot-timeout',
    remedy: /--preload/,
    needs: gunicorn,
    environment: slow,
    command: ['gunicorn', ...ok, '--timeout', '2', 'slow:app'],
  },
  {
    name: 'a gthread worker that boots too slowly',
    code: 'worker-boot-timeout',
    remedy: /--preload/,
    needs: gunicorn,
    environment: slow,
    command: ['gunicorn', ...ok, '-k', 'gthread', '--threads', '4', '-t', '2', 'slow:app'],
  },
  {
    name: 'a gevent worker that boots too slowly',
    code: 'worker-boot-timeout',
    remedy: /^(?!.*--preload).*--timeout/,
    needs: `${python}/gevent`,
    environment: slow,
    command: ['gunicorn', ...ok, '-k', 'gevent', '--timeout=2', 'slow:app'],
  },
  {
    name: 'a Uvicorn worker that boots too slowly',
    code: 'worker-boot-timeout',
    remedy: /^(?!.*--preload).*--timeout/,
    needs: `${python}/uvicorn`,
    environment: slow,
    command: ['gunicorn', ...ok, '-k', 'uvicorn.workers.UvicornWorker', '--timeout', '2', 'asgi:app'],
  },
  {
    name: 'a slow boot under a shell, two workers',
    code: 'worker-boot-timeout',
    remedy: /--preload/,
    needs: gunicorn,
    environment: slow,
    command: ['sh', '-c', 'gunicorn -b 0.0.0.0:$PORT -w 2 -t 2 slow:app'],
  },
  {
    name: 'a slow boot with a log that names no workers',
    code: 'worker-boot-timeout',
    remedy: /--preload/,
    needs: gunicorn,
    environment: slow,
    command: ['gunicorn', ...ok, '--log-level', 'warning', '--timeout', '2', 'slow:app'],
  },
  {
    name: 'a Gunicorn whose requests hang',
    code: 'worker-request-timeout',
    remedy: /--timeout|background|worker/,
    needs: gunicorn,
    environment: quick,
    flags: ['--interval', '2', '--probe-timeout', '2'],
    command: ['gunicorn', ...ok, '--timeout', '3', 'stuck:app'],
  },
  {
    name: 'a Gunicorn app that cannot be imported',
    code: 'worker-boot-failed',
    remedy: /DATABASE_URL|import/,
    needs: gunicorn,
    environment: quick,
    exit: 3,
    command: ['gunicorn', ...ok, 'raising:app'],
  },
  {
    name: 'a Gunicorn app object that does not exist',
    code: 'app-object-not-found',
    remedy: /slow:/,
    needs: gunicorn,
    environment: quick,
    exit: 4,
    command: ['gunicorn', ...ok, 'slow:application'],
  },
  {
    name: 'Gunicorn on 127.0.0.1',
    code: 'bound-to-loopback',
    remedy: /--bind 0\.0\.0\.0:8000/,
    needs: gunicorn,
    environment: quick,
    command: ['gunicorn', '--bind', '127.0.0.1:8000', 'slow:app'],
  },
  {
    name: 'Uvicorn by its default',
    code: 'bound-to-loopback',
    remedy: /--host 0\.0\.0\.0/,
    needs: '/usr/bin/uvicorn',
    environment: quick,
    command: ['uvicorn', 'asgi:app'],
  },
  {
    name: 'a Node app on ::1',
    code: 'bound-to-loopback',
    remedy: /0\.0\.0\.0/,
    environment: { PORT: '8000', HOST: '::1' },
    command: [node, 'server.mjs'],
  },
  {
    name: 'Gunicorn on a port of its own choice',
    code: 'wrong-port',
    remedy: /\$PORT|0\.0\.0\.0:3000/,
    needs: gunicorn,
    environment: { PORT: '3000' },
    command: ['gunicorn', ...ok, 'slow:app'],
  },
  {
    name: 'a Node app beside the exposed port',
    code: 'wrong-port',
    remedy: /EXPOSE 8000/,
    flags: ['--expose', '80,443'],
    environment: { HOST: '0.0.0.0' },
    command: [node, 'server.mjs'],
  },
  {
    name: 'an endpoint that the image does not expose',
    code: 'port-not-exposed',
    remedy: /EXPOSE 8000/,
    flags: ['--expose', '9000'],
    environment: quick,
    command: [node, 'server.mjs'],
  },
  {
    name: 'a command that does not exist',
    code: 'command-not-found',
    remedy: /CMD|Procfile|PATH|image/,
    exit: 127,
    command: ['gunicron', 'app:app'],
  },
  {
    name: 'a command that a shell does not find',
    code: 'command-not-found',
    remedy: /CMD|Procfile|PATH|image/,
    exit: 127,
    command: ['sh', '-c', 'gunicron app:app'],
  },
  {
    name: 'a Node app that crashes',
    code: 'exited-early',
    remedy: /license file|log|exception|error/i,
    exit: 1,
    environment: { CRASH: '300' },
    command: [node, 'server.mjs'],
  },
  {
    name: 'an app that a signal ends',
    code: 'exited-early',
    remedy: /./,
    exit: 139,
    command: ['sh', '-c', 'sleep 0.3; kill -SEGV $$'],
  },
  {
    name: 'a command that finishes',
    code: 'exited-cleanly',
    remedy: /server/,
    exit: 0,
    command: ['sh', '-c', 'echo migrated'],
  },
  {
    name: 'Gunicorn that daemonizes',
    code: 'daemonized',
    remedy: /--daemon/,
    needs: gunicorn,
    exit: 0,
    environment: quick,
    command: ['gunicorn', ...ok, '--daemon', 'slow:app'],
  },
  {
    name: 'Gunicorn that daemonizes by its environment',
    code: 'daemonized',
    remedy: /GUNICORN_CMD_ARGS/,
    needs: gunicorn,
    exit: 0,
    environment: { ...quick, GUNICORN_CMD_ARGS: '--daemon' },
    command: ['gunicorn', ...ok, 'slow:app'],
  },
  {
    name: 'nginx by its default',
    code: 'daemonized',
    remedy: /daemon off/,
    needs: '/usr/sbin/nginx',
    exit: 0,
    command: ['nginx'],
  },
  {
    name: 'Redis on an http endpoint',
    code: 'not-http',
    remedy: /TCP/,
    needs: '/usr/bin/redis-server',
    environment: { PORT: '6379' },
    command: ['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--dir', tmpdir()],
  },
  {
    name: 'Gunicorn that speaks TLS',
    code: 'tls-on-http-port',
    remedy: /--certfile/,
    needs: gunicorn,
    environment: quick,
    command: ['gunicorn', ...ok, '--certfile', tls.cert, '--keyfile', tls.key, 'slow:app'],
  },
  {
    name: 'a Django site that redirects to https',
    code: 'strict-redirect',
    remedy: /SECURE_REDIRECT_EXEMPT/,
    needs: `${python}/django`,
    flags: strict,
    environment: { ...quick, DJANGO_REDIRECT: '1' },
    command: ['gunicorn', ...ok, 'django_site:app'],
  },
  {
    name: 'a Django site that refuses the Host',
    code: 'strict-host-rejected',
    remedy: /ALLOWED_HOSTS/,
    needs: `${python}/django`,
    flags: strict,
    environment: { ...quick, DJANGO_HOSTS: 'localhost,shop.example.org' },
    command: ['gunicorn', ...ok, 'django_site:app'],
  },
  {
    name: 'a Django site that refuses every Host but its own',
    code: 'strict-host-rejected',
    remedy: /ALLOWED_HOSTS/,
    needs: `${python}/django`,
    flags: strict,
    environment: { ...quick, DJANGO_HOSTS: 'shop.example.org' },
    command: ['gunicorn', ...ok, 'django_site:app'],
  },
  {
    name: 'a Flask site without the path',
    code: 'strict-not-found',
    remedy: /\/healthcheck/,
    needs: `${python}/flask`,
    flags: strict,
    environment: quick,
    command: ['gunicorn', ...ok, 'flask_site:app'],
  },
  {
    name: 'a Node app that answers 503',
    code: 'strict-status',
    remedy: /./,
    flags: [...strict, '--release-timeout', '4'],
    environment: { ...quick, STATUS: '503' },
    command: [node, 'server.mjs'],
  },
  {
    name: 'an app that never listens',
    code: 'not-listening',
    remedy: /./,
    flags: ['--release-timeout', '6'],
    environment: quick,
    command: ['sleep', '600'],
  },
  {
    name: 'an app that is busy past the release timeout',
    code: 'slow-boot',
    remedy: /RELEASE_HEALTHCHECK_TIMEOUT/,
    needs: gunicorn,
    flags: ['--release-timeout', '4'],
    environment: { PORT: '8000', BOOT_SECONDS: '12' },
    command: ['gunicorn', ...ok, 'slow:app'],
  },
  {
    name: 'a server that accepts and never answers',
    code: 'no-response',
    remedy: /./,
    flags: ['--probe-timeout', '2', '--release-timeout', '5'],
    environment: quick,
    command: [node, '-e', "require('net').createServer(() => {}).listen(8000, '0.0.0.0')"],
  },
  {
    name: 'an app that hangs up on its runtime checks',
    code: 'runtime-check-failing',
    remedy: /./,
    flags: ['--interval', '1'],
    environment: quick,
    command: [
      node,
      '-e',
      "require('http').createServer((q, s) => (q.url === '/' ? s.end() : q.socket.destroy())).listen(8000, '0.0.0.0')",
    ],
  },
];

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const start = (options: SandboxOptions): Sandbox => {
  const started = sandbox(options);
  running.push(started);
  return started;
};

describe.skipIf(obstacle !== undefined)('under sidewatch', () => {
  for (const fault of faults) {
    test.skipIf(fault.needs !== undefined && !existsSync(fault.needs))(`${fault.name}: ${fault.code}`, async () => {
      const { line, statusThat, exit, lines } = start(fault);
      const told = await line(
        ({ code, primary, severity }) => code === fault.code && primary === true && severity === 'error',
      );
      expect(told.remedy?.join(' ')).toMatch(fault.remedy);
      if (fault.exit === undefined) {
        const { diagnoses } = await statusThat((status) => status.diagnoses.some(({ primary }) => primary));
        expect(diagnoses.filter(({ primary }) => primary).map(({ code }) => code)).toEqual([fault.code]);
      } else {
        expect(await exit).toEqual({ code: fault.exit });
      }
      // What was primary at any time, a warning on the way to the error included.
      expect([...new Set(lines.filter(({ primary }) => primary).map(({ code }) => code))]).toEqual([fault.code]);
    });
  }
});
