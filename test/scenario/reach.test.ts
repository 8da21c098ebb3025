import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { appsDirectory, type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from '../support/sandbox.ts';
import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { reachFaults, reachLookAlikes } from './cases/reach.ts';

const quick = { PORT: '8000' };
const serving = (handler: string): readonly string[] => [
  process.execPath,
  '-e',
  `require('http').createServer((q, s) => ${handler}).listen(8000, '0.0.0.0')`,
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

describeFaults('an app that cannot be reached', reachFaults);
describeHealthy('an app that looks like one, and is well', reachLookAlikes);

describe.skipIf(sandboxObstacle() !== undefined)('an app that passes its check', () => {
  test.skipIf(!existsSync('/usr/sbin/nginx'))('is warned of when nginx is in front of nothing', async () => {
    const { line, statusThat } = start({ environment: quick, command: ['nginx', '-c', `${appsDirectory}/front.conf`] });
    const told = await line(({ code }) => code === 'upstream-down');
    expect(told).toMatchObject({ severity: 'warning', primary: true });
    expect(told.msg).toContain('http://127.0.0.1:3000/');
    await statusThat(({ runtime }) => runtime.state === 'healthy');
  });

  test('is told of strict checks that would fail', async () => {
    const command = serving("s.writeHead(q.url === '/' ? 200 : 404).end()");
    const { statusThat, lines } = start({ environment: quick, command });
    const { diagnoses } = await statusThat((status) => status.diagnoses.length > 0);
    expect(diagnoses).toMatchObject([{ code: 'strict-would-fail', severity: 'info', primary: false }]);
    expect(lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  test('is warned of when it is now well, now not', async () => {
    const command = serving("Date.now() % 6000 < 3000 ? s.end('ok') : q.socket.destroy()");
    const flags = ['--interval', '1', '--failure-threshold', '1', '--success-threshold', '1'];
    const { line } = start({ flags, environment: quick, command });
    const told = await line(({ code }) => code === 'flapping');
    expect(told.msg).toContain('3 times between healthy and unhealthy');
  });
});
