import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from '../support/sandbox.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

/** An app that cannot open its port. */
interface Refused extends SandboxOptions {
  readonly name: string;
  readonly code: string;
  /** What summary and remedy must say. */
  readonly says: RegExp;
  readonly needs?: string;
  readonly exit: number;
}

const gunicorn = '/usr/bin/gunicorn';
const node = process.execPath;
const holder = `${node} -e "require('net').createServer().listen(8000)" holder`;
const held = (command: string): readonly string[] => ['sh', '-c', `${holder} & sleep 1; exec ${command}`];
const directory = mkdtempSync(join(tmpdir(), 'sidewatch-bind-'));
afterAll(() => rmSync(directory, { recursive: true }));
const nginxConfiguration = join(directory, 'nginx.conf');
writeFileSync(
  nginxConfiguration,
  `pid ${directory}/pid; error_log stderr; events {} http { access_log off; server { listen 8000; } }`,
);
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
const endpoint = (port: number) => ({ PORT: String(port) });

const cases: readonly Refused[] = [
  {
    name: 'Gunicorn on a port that another process of the container holds',
    code: 'port-in-use',
    says: /port 8000.*holder` \(pid \d+\).*--bind 0\.0\.0\.0:8001/,
    needs: gunicorn,
    environment: endpoint(8000),
    command: held('gunicorn --bind 0.0.0.0:8000 slow:app'),
    exit: 1,
  },
  {
    name: 'Node on a port that another process of the container holds',
    code: 'port-in-use',
    says: /port 8000.*holder` \(pid \d+\)/,
    environment: { ...endpoint(8000), HOST: '0.0.0.0' },
    command: held(`${node} server.mjs`),
    exit: 1,
  },
  {
    name: 'nginx on a port that another process of the container holds',
    code: 'port-in-use',
    says: /port 8000.*holder` \(pid \d+\)/,
    needs: '/usr/sbin/nginx',
    environment: endpoint(8000),
    command: held(`nginx -c ${nginxConfiguration} -g 'daemon off;'`),
    exit: 1,
  },
  {
    name: 'Node on the port of the agent itself',
    code: 'port-in-use',
    says: /sidewatch's own API.*--listen.*--no-api/,
    environment: { ...endpoint(9393), HOST: '0.0.0.0' },
    command: ['sh', '-c', `sleep 1; exec ${node} server.mjs`],
    exit: 1,
  },
  {
    name: 'Node on port 80 as nobody',
    code: 'privileged-port',
    says: /port 80: ports below 1024.*EXPOSE 8080/,
    needs: '/usr/bin/setpriv',
    environment: { ...endpoint(80), HOST: '0.0.0.0' },
    command: [...nobody, node, '-e', "require('http').createServer().listen(80, '0.0.0.0')"],
    exit: 1,
  },
  {
    name: 'Gunicorn on port 80 as nobody',
    code: 'privileged-port',
    says: /port 80: ports below 1024.*EXPOSE 8080/,
    needs: gunicorn,
    environment: endpoint(80),
    command: [...nobody, 'gunicorn', '--bind', '0.0.0.0:80', 'slow:app'],
    exit: 1,
  },
];

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

describe.skipIf(obstacle !== undefined)('under sidewatch', () => {
  for (const { name, code, says, needs, exit, ...options } of cases) {
    test.skipIf(needs !== undefined && !existsSync(needs))(`${name}: ${code}`, async () => {
      const started = sandbox(options);
      running.push(started);
      const told = await started.line((line) => line.code === code && line.primary === true);
      expect(told.severity).toBe('error');
      expect(`${told.msg} ${told.remedy?.join(' ')}`).toMatch(says);
      expect(await started.exit).toEqual({ code: exit });
      const primaries = started.lines.filter(({ primary }) => primary).map((line) => line.code);
      expect([...new Set(primaries)]).toEqual([code]);
    });
  }

  test.skipIf(!existsSync(gunicorn))('Gunicorn is told at once, while it still tries', async () => {
    const started = sandbox({ environment: endpoint(8000), command: held('gunicorn -b 0.0.0.0:8000 slow:app') });
    running.push(started);
    await started.line((line) => line.code === 'port-in-use' && line.primary === true);
    expect(started.output.join('\n')).not.toContain("Can't connect");
  });
});
