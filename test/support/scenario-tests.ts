import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from './sandbox.ts';
import { type Fault, type HealthyApp, isPlayable } from './scenario.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

const running: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const start = (options: SandboxOptions): Sandbox => {
  const started = sandbox(options);
  running.push(started);
  return started;
};

/** A test for each fault: its code is primary and nothing else ever was, its remedy names what it must, the agent ends as the app did. */
export function describeFaults(title: string, faults: readonly Fault[]): void {
  describe.skipIf(obstacle !== undefined)(title, () => {
    for (const fault of faults) {
      test.skipIf(!isPlayable(fault))(`${fault.name}: ${fault.code}`, () => proveFault(fault));
    }
  });
}

async function proveFault(fault: Fault): Promise<void> {
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
}

/** A test for each app: released, running, nothing above info, and few lines. */
export function describeHealthy(title: string, apps: readonly HealthyApp[]): void {
  describe.skipIf(obstacle !== undefined)(title, () => {
    for (const app of apps) {
      test.skipIf(!isPlayable(app))(`${app.name}: released, running, and a quiet log`, () => proveHealthy(app));
    }
  });
}

async function proveHealthy(app: HealthyApp): Promise<void> {
  const box = start(app);
  await box.statusThat(({ release }) => release.state === 'passed');
  const healthy = await box.statusThat(({ runtime }) => runtime.state === 'healthy');
  expect(healthy).toMatchObject({ status: 'running', release: { state: 'passed' } });
  expect(healthy.diagnoses.filter(({ severity }) => severity !== 'info')).toEqual([]);
  box.kill('SIGTERM');
  await box.exit;
  expect(box.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  expect(box.lines.length).toBeLessThanOrEqual(6);
}
