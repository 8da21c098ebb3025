import { afterEach, describe, expect, test } from 'vitest';
import type { Status } from '../../src/core/checks/health.ts';
import { type Sandbox, sandbox, sandboxObstacle } from '../support/sandbox.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios of the profiles skipped: ${obstacle}`);

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const PORT = '8000';
const quick = ['--interval', '1', '--probe-timeout', '0.5', '--failure-threshold', '2', '--success-threshold', '1'];

/** An app whose health can be changed from outside, by POST. */
function start(profile: string, ...flags: readonly string[]): Sandbox {
  const command = [process.execPath, 'moody.mjs'];
  const box = sandbox({ command, environment: { PORT }, flags: ['--profile', profile, ...flags] });
  running.push(box);
  return box;
}

/** Without a health path it runs from its start on; whether it answers yet is another question. */
const listens = async (box: Sandbox): Promise<void> => {
  await box.statusThat(({ status, listeners }) => status === 'running' && (listeners ?? []).length > 0);
};
const reaches = async (box: Sandbox, wanted: Status): Promise<void> => {
  await box.statusThat(({ status }) => status === wanted);
};
const post = (box: Sandbox, url: string, body: string): Promise<string> =>
  box.within('curl', '-sS', '--max-time', '5', '-H', 'Content-Type: application/json', '-d', body, url);
const becomes = (box: Sandbox, status: number): Promise<string> =>
  post(box, `http://127.0.0.1:${PORT}/mood`, String(status));
const takeAway = (box: Sandbox): Promise<string> =>
  post(box, 'http://127.0.0.1:9393/v1/lifecycle', '{"status":"deleting"}');

/** The words of the status as the events tell them, in order. */
async function words(box: Sandbox): Promise<readonly Status[]> {
  const { events } = JSON.parse(await box.within('curl', '-sS', 'http://127.0.0.1:9393/v1/events'));
  return events.flatMap(({ kind, to }: { kind: string; to: Status }) => (kind === 'status' ? [to] : []));
}

describe.skipIf(obstacle !== undefined)('the status words', () => {
  test.each([
    ['cloudaipilot', 204],
    ['kubernetes', 404],
  ])('of %s follow a real app through illness and recovery to its end', async (profile, ill) => {
    const box = start(profile, '--health-path', '/healthz', ...quick);
    await reaches(box, 'running');
    await becomes(box, ill);
    await reaches(box, 'failed');
    await becomes(box, 200);
    await reaches(box, 'running');
    await takeAway(box);
    await reaches(box, 'deleting');
    expect(await words(box)).toEqual(['pending', 'running', 'failed', 'running', 'deleting']);
    box.kill('SIGTERM');
    await box.line(({ msg }) => msg.startsWith('the app exited'));
    expect(await box.exit).toEqual({ code: 0 });
  });

  test('of kubernetes take a redirect for healthy, and of cloudaipilot do not', async () => {
    const kubernetes = start('kubernetes', '--health-path', '/healthz', ...quick);
    const pilot = start('cloudaipilot', '--health-path', '/healthz', ...quick);
    await Promise.all([reaches(kubernetes, 'running'), reaches(pilot, 'running')]);
    await Promise.all([becomes(kubernetes, 302), becomes(pilot, 302)]);
    await reaches(pilot, 'failed');
    expect((await kubernetes.status()).status).toBe('running');
  });

  test('of cloudaipilot without a health path go by the process alone', async () => {
    const box = start('cloudaipilot');
    await listens(box);
    await becomes(box, 500);
    const { status, runtime } = await box.status();
    expect([status, runtime.state, runtime.lastProbe]).toEqual(['running', 'healthy', null]);
    const check = await box.within('curl', '-sS', '-X', 'POST', 'http://127.0.0.1:9393/v1/check');
    expect(JSON.parse(check)).toMatchObject({ passed: true, probes: [], reason: expect.stringContaining('process') });
  });

  test('tell a deletion from a failure: an app that was to go away has stopped, whatever its code', async () => {
    const box = start('cloudaipilot', '--exit-grace', '1');
    await listens(box);
    await takeAway(box);
    await post(box, `http://127.0.0.1:${PORT}/exit`, '3').catch(() => '');
    expect(await box.exit).toEqual({ code: 3 });
    expect(box.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
