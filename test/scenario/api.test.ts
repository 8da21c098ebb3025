// needs: haproxy prometheus
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { SANDBOX_ADDRESS, type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from '../support/sandbox.ts';

const root = join(import.meta.dirname, '../..');
const server = [process.execPath, 'server.mjs'];
const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios of the API skipped: ${obstacle}`);
for (const program of ['/usr/bin/prometheus', '/usr/sbin/haproxy', '/usr/bin/curl']) {
  if (!existsSync(program)) console.log(`scenarios of the API that need ${program} skipped: it is not installed`);
}

const running: Sandbox[] = [];
const programs: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  await Promise.all(running.splice(0).map((each) => each.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const start = (options: SandboxOptions): Sandbox => {
  const box = sandbox({ environment: { PORT: '8000' }, ...options });
  running.push(box);
  return box;
};

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'sidewatch-api-'));
  folders.push(made);
  return made;
};

/** Starts a program in the sandbox's network; it ends with the test. */
function beside(box: Sandbox, program: string, ...args: readonly string[]): ChildProcess {
  const child = spawn('nsenter', ['-t', String(box.agentPid()), '-n', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr?.resume();
  programs.push(child);
  return child;
}

/** Resolves with the first line that the program writes. */
const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    if (child.stdout) createInterface(child.stdout).once('line', resolve);
  });

const curl = (box: Sandbox, ...args: readonly string[]): Promise<string> =>
  box.within('curl', '-sS', '--max-time', '10', ...args);
const code = (box: Sandbox, ...args: readonly string[]): Promise<string> =>
  curl(box, '-o', '/dev/null', '-w', '%{http_code}', ...args);

/** Asks until the answer fits. */
async function until(ask: () => Promise<string>, fits: (answer: string) => boolean): Promise<string> {
  for (;;) {
    const answer = await ask().catch(() => '');
    if (fits(answer)) return answer;
  }
}

const isRunning = ({ status }: { readonly status: string }): boolean => status === 'running';

describe.skipIf(obstacle !== undefined || !existsSync('/usr/bin/curl'))('the API beside a real app', () => {
  const local = 'http://127.0.0.1:9393';
  const outside = `http://${SANDBOX_ADDRESS}:9393`;
  const json = ['-H', 'Content-Type: application/json'];

  test('is open to anyone for words and numbers, and for the rest asks callers from outside for the token', async () => {
    const secrets = folder();
    writeFileSync(join(secrets, 'token'), 'sesame\n');
    const box = start({ command: server, flags: ['--token-file', join(secrets, 'token')] });
    await box.statusThat(isRunning);
    const answers = ['/livez', '/readyz', '/healthz', '/metrics', '/openapi.json'].map((path) =>
      curl(box, outside + path),
    );
    for (const answer of await Promise.all(answers)) expect(answer).not.toMatch(/server\.mjs|listening on|sesame/);
    const bearer = (token: string) => ['-H', `Authorization: Bearer ${token}`];
    for (const path of ['/v1/status', '/']) {
      expect(await code(box, outside + path)).toBe('401');
      expect(await code(box, ...bearer('wrong'), outside + path)).toBe('401');
      expect(await code(box, ...bearer('sesame'), outside + path)).toBe('200');
      expect(await code(box, local + path)).toBe('200');
      expect(await code(box, '-H', 'Host: evil.example', local + path)).toBe('403');
    }
  });

  test('without a token tells a caller from outside how to set one', async () => {
    const box = start({ command: server });
    await box.statusThat(isRunning);
    expect(await curl(box, '-i', `${outside}/v1/status`)).toMatch(/^HTTP\/1\.1 403 [\s\S]*--token-file FILE/);
  });

  test('probes when it is asked to, once for all who ask, and takes the word that the app is going away', async () => {
    const box = start({ command: server });
    await box.statusThat(isRunning);
    const checks = await Promise.all([1, 2, 3, 4].map(() => curl(box, '-X', 'POST', `${local}/v1/check`)));
    for (const check of checks) expect(JSON.parse(check)).toMatchObject({ passed: true, probes: [{ status: 200 }] });
    const events = curl(
      box,
      `${local}/v1/events?wait=8&since=${JSON.parse(await curl(box, `${local}/v1/events`)).newest}`,
    );
    const wish = [...json, '-d', '{"status":"deleting"}', `${local}/v1/lifecycle`];
    expect([await curl(box, ...wish), await curl(box, ...wish)]).toEqual([
      '{"status":"deleting"}\n',
      '{"status":"deleting"}\n',
    ]);
    expect(JSON.parse(await events)).toMatchObject({ events: [{ kind: 'status', to: 'deleting' }] });
    expect([await code(box, `${local}/readyz`), await code(box, `${local}/livez`)]).toEqual(['503', '200']);
    box.kill('SIGTERM');
    await box.exit;
    expect(box.lines.filter(({ code }) => code !== undefined)).toEqual([]);
  });

  test('answers at once, and the probes go on, while 1,000 callers are slow', async () => {
    const box = start({ command: server, flags: ['--interval', '1'] });
    await box.statusThat(({ runtime }) => runtime.state === 'healthy');
    const probed = async (): Promise<number> =>
      Number(/check="runtime",result="passed"} (\d+)/.exec(await curl(box, `${local}/metrics`))?.[1]);
    const before = await probed();
    await firstLine(beside(box, process.execPath, join(root, 'test/support/slow-callers.mjs'), '9393', '1000'));
    for (let n = 0; n < 10; n += 1) expect(await code(box, `${local}/livez`)).toBe('200');
    await until(
      async () => String(await probed()),
      (count) => Number(count) >= before + 3,
    );
    expect(await box.status()).toMatchObject({ status: 'running', diagnoses: [] });
  });

  test.skipIf(!existsSync('/usr/sbin/haproxy'))(
    'has HAProxy send traffic to an app that is ready, and to no other',
    async () => {
      const box = start({ command: server });
      await box.statusThat(isRunning);
      const config = join(folder(), 'haproxy.cfg');
      writeFileSync(
        config,
        `defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
listen app
  bind 127.0.0.1:8080
  option httpchk GET /readyz
  server web ${SANDBOX_ADDRESS}:8000 check port 9393 inter 100ms fall 1 rise 1
`,
      );
      beside(box, '/usr/sbin/haproxy', '-db', '-f', config);
      const throughProxy = () => code(box, 'http://127.0.0.1:8080/');
      await until(throughProxy, (status) => status === '200');
      await curl(box, ...json, '-d', '{"status":"deleting"}', `${local}/v1/lifecycle`);
      expect(await until(throughProxy, (status) => status === '503')).toBe('503');
    },
  );

  test.skipIf(!existsSync('/usr/bin/prometheus'))(
    'is scraped by Prometheus, and its alert says the reason',
    async () => {
      const box = start({
        command: server,
        environment: { PORT: '8000', HOST: '127.0.0.1' },
        flags: ['--release-timeout', '2'],
      });
      await box.statusThat(({ status }) => status === 'failed');
      const place = folder();
      const alerts = readFileSync(join(root, 'deploy/prometheus/alerts.yml'), 'utf8');
      // How long each must last is for promtool to show.
      writeFileSync(join(place, 'alerts.yml'), alerts.replace(/for: \d+m/g, 'for: 0s'));
      writeFileSync(
        join(place, 'prometheus.yml'),
        `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [alerts.yml]
scrape_configs: [{ job_name: sidewatch, static_configs: [{ targets: ["${SANDBOX_ADDRESS}:9393"] }] }]
`,
      );
      const where = [`--config.file=${place}/prometheus.yml`, `--storage.tsdb.path=${place}/data`];
      beside(box, '/usr/bin/prometheus', ...where, '--web.listen-address=127.0.0.1:9090');
      const prometheus = 'http://127.0.0.1:9090/api/v1';
      const query = (text: string) => () => curl(box, '-G', '--data-urlencode', `query=${text}`, `${prometheus}/query`);
      await until(query('up{job="sidewatch"} == 1'), (answer) => answer.includes('"1"'));
      const series = 'sidewatch_diagnosis_active{code="bound-to-loopback",severity="error"} == 1';
      await until(query(series), (answer) => answer.includes('"1"'));
      const alert = await until(
        () => curl(box, `${prometheus}/alerts`),
        (answer) => answer.includes('"AppNotHealthy"') && answer.includes('"firing"'),
      );
      expect(alert).toContain('Reason: bound-to-loopback.');
    },
  );
});
