import { describe, expect, test } from 'vitest';
import { sandboxObstacle } from '../support/sandbox.ts';
import { describeFaults, describeHealthy, staged } from '../support/scenario-tests.ts';
import { reachFaults, reachLookAlikes } from './cases/reach.ts';

const environment = { PORT: '8000' };
const serving = (handler: string): readonly string[] => [
  process.execPath,
  '-e',
  `require('http').createServer((q, s) => ${handler}).listen(8000, '0.0.0.0')`,
];

describeFaults('an app that cannot be reached', reachFaults);
describeHealthy('an app that looks like one, and is well', reachLookAlikes);

describe.skipIf(sandboxObstacle() !== undefined)('an app that passes its check', () => {
  test('is told of strict checks that would fail', async () => {
    const command = serving("s.writeHead(q.url === '/' ? 200 : 404).end()");
    const { statusThat, lines } = staged({ name: 'no health page', environment, command }).box;
    const { diagnoses } = await statusThat((status) => status.diagnoses.length > 0);
    expect(diagnoses).toMatchObject([{ code: 'strict-would-fail', severity: 'info', primary: false }]);
    expect(lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  test('is warned of when it is now well, now not', async () => {
    const command = serving("Date.now() % 6000 < 3000 ? s.end('ok') : q.socket.destroy()");
    const flags = ['--interval', '1', '--failure-threshold', '1', '--success-threshold', '1'];
    const { line, statusThat } = staged({ name: 'now well, now not', flags, environment, command }).box;
    await line(({ code }) => code === 'flapping');
    const { diagnoses } = await statusThat((status) => status.diagnoses.some(({ code }) => code === 'flapping'));
    const told = diagnoses.find(({ code }) => code === 'flapping');
    expect(told?.summary).toMatch(/health changed [3-9] times in /);
  });
});
