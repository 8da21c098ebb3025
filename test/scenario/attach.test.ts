// needs: gunicorn util-linux
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import {
  appsDirectory,
  type BesideOptions,
  besideSandbox,
  type Sandbox,
  sandboxObstacle,
  sidewatchIn,
} from '../support/sandbox.ts';
import { untilListening } from '../support/scenario-steps.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

const hasGunicorn = existsSync('/usr/bin/gunicorn');
if (!hasGunicorn) console.log('scenarios of attach that need gunicorn skipped: it is not installed');
const node = process.execPath;
const main = join(import.meta.dirname, '../../src/main.ts');
const PORT = { PORT: '8000' };
const loopback = 'gunicorn --bind 127.0.0.1:8000 slow:app &';
const server = `HOST=0.0.0.0 ${node} server.mjs &`;
const listening = untilListening(8000);
const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const attach = (options: BesideOptions): Sandbox => {
  const box = besideSandbox({ environment: PORT, ...options });
  running.push(box);
  return box;
};

const codesIn = ({ diagnoses }: StatusBody) => diagnoses.map(({ code, primary }) => [code, primary]);
/** The listeners may be known a look before what hides the rest. */
const isToldWithPrimary = (code: string) => (status: StatusBody) =>
  isPrimary(code)(status) && status.diagnoses.length > 1;
const isPrimary = (code: string) => (status: StatusBody) =>
  status.diagnoses.some((each) => each.code === code && each.primary);

describe.skipIf(obstacle !== undefined)('beside an app that someone else started', () => {
  test.skipIf(!hasGunicorn)('Gunicorn on 127.0.0.1 is found by its listener, and told', async () => {
    const status = await attach({ script: `${loopback} ${listening};` }).statusThat(isPrimary('bound-to-loopback'));
    expect(status.app).toMatchObject({ command: [expect.stringContaining('gunicorn')], exit: null });
    expect(status.listeners).toMatchObject([{ address: '127.0.0.1', pid: status.app?.pid }]);
    expect(codesIn(status)).toEqual([['bound-to-loopback', true]]);
  });

  test.skipIf(!hasGunicorn)('the agent as another user tells the same, and what it may not see', async () => {
    const box = attach({ script: `${loopback} ${listening};`, through: nobody });
    const status = await box.statusThat(isToldWithPrimary('bound-to-loopback'));
    expect(codesIn(status)).toEqual([
      ['bound-to-loopback', true],
      ['limited-visibility', false],
    ]);
    expect(status.diagnoses[1]?.remedy.join(' ')).toMatch(/SYS_PTRACE/);
  });

  test('an app whose output goes elsewhere has no last lines, and the answer says why', async () => {
    const box = attach({ script: `HOST=0.0.0.0 ${node} server.mjs | cat >/dev/null & ${listening};` });
    await box.statusThat(({ status }) => status === 'running');
    const ask = 'fetch("http://127.0.0.1:9393/v1/log").then((answer) => answer.text()).then(console.log)';
    expect(JSON.parse(await box.within(node, '-e', ask))).toEqual({
      lines: [],
      truncated: false,
      reason: expect.stringContaining('--log-file'),
    });
  });

  test.each([
    ['without rights', nobody],
    ['that the app has become', ['setpriv', '--reuid=33', '--regid=33', '--clear-groups', '--bounding-set=-all']],
  ])(
    'a listener that root opened before it became another user is not taken for another’s by an agent of a user %s',
    async (_who, through) => {
      const become = 'process.setgroups([]); process.setgid(33); process.setuid(33)';
      const program = `require("node:http").createServer((_, answer) => answer.end()).listen(8000, "0.0.0.0", () => { ${become} })`;
      const box = attach({ script: `${node} -e '${program}' & ${listening};`, through });
      const status = await box.statusThat((now) => now.status === 'running' && now.diagnoses.length > 0);
      expect(status.listeners).toMatchObject([{ address: '0.0.0.0', port: 8000, pid: null }]);
      expect(codesIn(status)).toEqual([['limited-visibility', false]]);
    },
  );

  test('a /proc that hides the processes of others leaves the listeners and the probe', async () => {
    const script = `mount -o remount,hidepid=2 /proc; HOST=127.0.0.1 ${node} server.mjs & ${listening};`;
    const status = await attach({ script, through: nobody }).statusThat(isToldWithPrimary('bound-to-loopback'));
    expect(codesIn(status)).toContainEqual(['limited-visibility', false]);
    expect(status.app).toMatchObject({ pid: null, command: [] });
  });

  test.each([
    ['is masked by a mount', 'true', []],
    ['may not be read', 'chmod 0 /run/net/tcp', nobody],
  ])('a table of sockets that %s leaves the probe, and what needs it is skipped', async (_, mask, as) => {
    // A mount over the file itself is undone by the kernel, which makes that anew at each look-up.
    const masked = `mkdir /run/net; touch /run/net/tcp; ${mask}; mount --bind /run/net /proc/$$/net; exec "$@"`;
    const through = ['sh', '-c', masked, 'sh', ...as];
    const box = attach({ script: `${server} ${listening};`, through });
    const status = await box.statusThat((now) => now.status === 'running' && now.diagnoses.length > 0);
    expect(status.listeners).toBeNull();
    expect(codesIn(status)).toEqual([['limited-visibility', false]]);
    expect(status.diagnoses[0]?.evidence).toContainEqual(expect.objectContaining({ source: '/proc/net/tcp' }));
    expect(status.skipped.map(({ code }) => code)).toEqual(expect.arrayContaining(['bound-to-loopback', 'wrong-port']));
  });

  test('an app in another PID namespace is probed, and its listener is not taken for another’s', async () => {
    const through = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const box = attach({ script: `${server} ${listening};`, through });
    const status = await box.statusThat((now) => now.status === 'running' && now.diagnoses.length > 0);
    expect(status.listeners).toMatchObject([{ port: 8000, pid: null }]);
    expect(status.diagnoses).toMatchObject([{ code: 'limited-visibility', severity: 'info' }]);
  });

  test('an app with a network of its own is told, with where it listens there', async () => {
    const script = `unshare --net sh -c 'ip link set lo up; HOST=0.0.0.0 exec ${node} server.mjs' & sleep 1;`;
    const status = await attach({ script }).statusThat(isPrimary('other-network-namespace'));
    expect(status.diagnoses[0]?.evidence).toContainEqual(expect.objectContaining({ observed: '0.0.0.0:8000' }));
  });

  test('an app whose start script has become the agent is its child, and is found', async () => {
    const through = ['sh', '-c', `HOST=0.0.0.0 ${node} server.mjs & exec "$@"`, 'sh'];
    const box = attach({ script: 'true;', through });
    const { app, listeners, diagnoses } = await box.statusThat((now) => now.status === 'running');
    expect(app).toMatchObject({ command: [node, 'server.mjs'], pid: expect.any(Number) });
    expect(listeners).toMatchObject([{ pid: app?.pid }]);
    expect(diagnoses).toEqual([]);
  });

  test('an app that is not there yet is waited for', async () => {
    const box = attach({ script: `{ sleep 3; HOST=0.0.0.0 exec ${node} server.mjs; } &` });
    const status = await box.statusThat((now) => now.status === 'running');
    expect(status.app?.command).toEqual([node, 'server.mjs']);
    expect(status.diagnoses).toEqual([]);
  });

  test('with a shell in between, the shell is the app: what it waits for may come and go', async () => {
    const script = `sh -c 'HOST=0.0.0.0 ${node} server.mjs; echo ended' & ${listening};`;
    const box = attach({ script });
    const status = await box.statusThat((now) => now.status === 'running' && now.listeners !== null);
    expect(status.app?.command.slice(0, 2)).toEqual(['sh', '-c']);
    expect(status.listeners).toMatchObject([{ command: [node, 'server.mjs'] }]);
  });

  test('an app that is killed has ended, likely on its own where no look met it dying, and the agent ends with 0', async () => {
    const box = attach({ script: `${server} ${listening};` });
    const { app } = await box.statusThat((now) => now.status === 'running');
    await box.within('kill', '-9', String(app?.pid));
    const ended = await box.statusThat((now) => now.app?.exit != null && now.diagnoses.length > 0);
    const { signal = null } = ended.app?.exit ?? {};
    expect([null, 'SIGKILL']).toContain(signal);
    const confidence = signal === null ? 'likely' : 'certain';
    expect(ended).toMatchObject({ status: 'failed', diagnoses: [{ code: 'exited-at-runtime', confidence }] });
    expect(await box.exit).toEqual({ code: 0 });
  });

  test('an app that is started anew goes on as the same, and must pass its release check anew', async () => {
    const box = attach({ script: `${server} ${listening};` });
    const { app } = await box.statusThat((now) => now.status === 'running');
    await box.within('kill', '-9', String(app?.pid));
    await box.statusThat((now) => now.app?.exit != null);
    await box.within('sh', '-c', `PORT=8000 HOST=0.0.0.0 ${node} ${appsDirectory}/server.mjs >/dev/null 2>&1 &`);
    const again = await box.statusThat((now) => now.status === 'running');
    expect(again.app).toMatchObject({ command: [node, `${appsDirectory}/server.mjs`], exit: null });
    expect(again.diagnoses).toEqual([]);
  });

  test('SIGTERM ends the agent with 0, and is not handed on to the app', async () => {
    const deaf = `process.on('SIGTERM', () => console.log('got SIGTERM')); import('./server.mjs')`;
    const box = attach({ script: `HOST=0.0.0.0 ${node} -e "${deaf}" & ${listening};` });
    await box.statusThat((now) => now.status === 'running');
    box.kill('SIGTERM');
    expect(await box.exit).toEqual({ code: 0 });
    expect(box.output).not.toContain('got SIGTERM');
  });

  test.skipIf(!hasGunicorn)(
    'workers that time out are told by their heartbeats alone, without a word of what no log said',
    async () => {
      const environment = { ...PORT, BOOT_SECONDS: '60' };
      const script = `gunicorn --bind 0.0.0.0:8000 --timeout 2 slow:app & ${listening};`;
      const box = attach({ script, environment, flags: ['--release-timeout', '10', '--probe-timeout', '3'] });
      const status = await box.statusThat(isPrimary('slow-boot'));
      expect(status.diagnoses[0]?.summary).toMatch(/workers exit before they finish booting|has been booting/);
      expect(status.diagnoses.map(({ code }) => code)).not.toContain('worker-boot-timeout');
    },
  );
});

describe.skipIf(obstacle !== undefined)('the port of an agent', () => {
  /** An app that listens on its $PORT, two seconds after its start; 0: never. */
  const slow = (port: number): string =>
    `PORT=${port} ${node} -e "setTimeout(() => ${port} && require('http').createServer((_, answer) => answer.end('app')).listen(${port}), 2000); setInterval(() => 0, 1e6)" &`;

  test('is left to the app whose $PORT it turns out to be, before that listens', async () => {
    const box = attach({ script: slow(9393), environment: {} });
    const { msg } = await box.line(({ code }) => code === 'invalid-setting');
    await box.line((line) => line.msg.startsWith('the release check passed'));
    expect(msg).toMatch(/API of sidewatch is off, because its port 9393 is the app's/);
    expect(box.lines.filter(({ code }) => code === 'port-in-use')).toEqual([]);
  });

  test("is nobody's listener for another agent, nor for one look, and is not probed", async () => {
    const first = `${node} ${main} attach --listen 0.0.0.0:9400 2>/dev/null &`;
    const box = attach({ script: `${slow(0)} ${first} ${untilListening(9400)};`, environment: {} });
    const status = await box.statusThat(({ app, listeners }) => app !== null && listeners !== null);
    expect(status).toMatchObject({ endpoints: [], listeners: [] });
    expect(status.app?.command.join(' ')).not.toContain('attach');
    const looks = [[], ['--endpoint', '9400'], ['--endpoint', '9393']];
    for (const flags of looks) {
      const [code, text] = await sidewatchIn(box, 'check', '--no-api', '--format', 'json', ...flags);
      expect([code, JSON.parse(text)]).toMatchObject([1, { listeners: [], release: { lastProbe: null } }]);
    }
  });
});

describe.skipIf(obstacle !== undefined)('the port of an agent in another PID namespace', () => {
  test('is known by its answer, which counts for nothing', async () => {
    const first = `${node} ${main} attach --listen 0.0.0.0:9400 2>/dev/null &`;
    const through = ['unshare', '--pid', '--fork', '--mount-proc'];
    const box = attach({ script: `${first} ${untilListening(9400)};`, through, environment: {} });
    const status = await box.statusThat(({ app, listeners }) => app !== null && listeners?.length === 0);
    expect(status).toMatchObject({ endpoints: [], release: { state: 'waiting', passedAt: null, lastProbe: null } });
  });
});

describe.skipIf(obstacle !== undefined)('one look, and waiting', () => {
  test('ask the agent: healthy, and passed', async () => {
    const box = attach({ script: `${server} ${listening};` });
    await box.statusThat(() => true);
    expect(await sidewatchIn(box, 'wait', '--timeout', '60')).toEqual([
      0,
      expect.stringMatching(/^The release check passed/),
    ]);
    expect(await sidewatchIn(box, 'check')).toEqual([
      0,
      expect.stringMatching(/^Healthy: [\s\S]*Reported by the agent on/),
    ]);
  });

  test('do without an agent: the same sentence', async () => {
    const box = attach({ script: `HOST=127.0.0.1 ${node} server.mjs & ${listening};`, flags: ['--no-api'] });
    await box.line(({ code }) => code === 'bound-to-loopback');
    const [code, text] = await sidewatchIn(box, 'check', '--endpoint', '8000', '--probe-timeout', '2');
    expect(code).toBe(1);
    expect(text).toMatch(
      /^Not healthy: The app listens only on 127\.0\.0\.1:8000,[\s\S]*Checked once without an agent/,
    );
  });
});
