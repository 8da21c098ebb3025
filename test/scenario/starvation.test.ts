import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { containerLimits } from '../support/container-limits.ts';
import { type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from '../support/sandbox.ts';

// Node's own one-liners: they need nothing of the machine.
const SERVE = "require('http').createServer((_, answer) => answer.end('ok')).listen(8000, '0.0.0.0')";
const serving = ['node', '-e', SERVE];
const servingLate = ['node', '-e', `setTimeout(() => { ${SERVE} }, 3_000)`];
const CHECKS = ['--profile', 'kubernetes', '--endpoint', '8000', '--interval', '1', '--probe-timeout', '1'];

function start(options: Omit<SandboxOptions, 'environment'>): Sandbox {
  const path = `${process.execPath.replace(/\/[^/]*$/, '')}:/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin`;
  const box = sandbox({ ...options, environment: { PATH: path } });
  onTestFinished(() => box.stop());
  return box;
}

/** The agent, not the app, has no turn for so long. */
async function standStill(box: Sandbox, ms: number): Promise<number> {
  box.kill('SIGSTOP');
  await sleep(ms);
  box.kill('SIGCONT');
  return Date.now();
}

const errors = ({ lines }: Sandbox): readonly string[] =>
  lines.filter(({ severity, level }) => severity === 'error' || level === 'error').map(({ msg }) => msg);

const isHealthy = ({ status, runtime }: StatusBody): boolean => status === 'running' && runtime.state === 'healthy';

describe.skipIf(sandboxObstacle() !== undefined)('an agent that has no turn', () => {
  test('blames no app that serves, and keeps it in traffic', async () => {
    const box = start({ flags: CHECKS, command: serving });
    await box.statusThat(isHealthy);
    for (const ms of [2_500, 7_000, 1_500]) {
      const back = await standStill(box, ms);
      const now = await box.statusThat(({ at }) => Date.parse(at) >= back);
      expect(now.status).toBe('running');
      await box.statusThat((status) => isHealthy(status) && Date.parse(status.runtime.lastProbe?.at ?? '') >= back);
    }
    expect(errors(box)).toEqual([]);
  });

  test('lets a release check pass whose deadline went by meanwhile', async () => {
    const box = start({ flags: [...CHECKS, '--release-timeout', '5'], command: servingLate });
    await box.statusThat(({ release }) => release.lastProbe?.outcome === 'refused');
    await standStill(box, 7_000);
    const { release } = await box.statusThat(isHealthy);
    expect(release.state).toBe('passed');
    expect(errors(box)).toEqual([]);
  });

  test('fails a release check at its deadline when the app does not serve after it either', async () => {
    const box = start({ flags: [...CHECKS, '--release-timeout', '4'], command: ['sleep', '1000'] });
    await box.statusThat(({ release }) => release.lastProbe?.outcome === 'refused');
    await standStill(box, 6_000);
    const { diagnoses } = await box.statusThat(({ release }) => release.state === 'failed');
    expect(diagnoses).toMatchObject([{ code: 'not-listening', severity: 'error' }]);
  });

  test('diagnoses a hung app within three intervals in a container with a twentieth of a core', async (context) => {
    const limits = containerLimits({ cores: 0.05 });
    if (limits === undefined) return context.skip();
    const box = start({
      flags: ['--profile', 'kubernetes', '--endpoint', '8000'],
      command: serving,
      cgroups: limits.directories,
    });
    onTestFinished(limits.remove);
    const { app } = await box.statusThat(isHealthy);
    await box.within('kill', '-STOP', String(app?.pid));
    const since = Date.now();
    const { at } = await box.statusThat(({ diagnoses }) => diagnoses.some(({ severity }) => severity === 'error'));
    expect(Date.parse(at) - since).toBeLessThan(30_000);
  });
});
