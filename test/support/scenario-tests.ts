import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { failureWords } from './fix/failure-words.ts';
import { printedOf, tryFix } from './fix/try-fix.ts';
import type { AgentLine } from './heard-lines.ts';
import { isPlayed } from './played-part.ts';
import { type Sandbox, sandboxObstacle } from './sandbox.ts';
import { type Fault, type HealthyApp, obstacleTo, type Scenario, type Staged, stage } from './scenario.ts';

const obstacle = sandboxObstacle();
if (obstacle !== undefined) console.log(`scenarios skipped: ${obstacle}`);

const running: Staged[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

/** Starts a scenario that is stopped after the test. */
export function staged(scenario: Scenario): Staged {
  const started = stage(scenario);
  running.push(started);
  return started;
}

/** A test for each fault: its code is primary and nothing else ever was, its remedy names what it must and, where that is known, works; the agent ends as the app did. */
export function describeFaults(title: string, faults: readonly Fault[]): void {
  describeAll(title, faults, ({ name, code }) => `${name}: ${code}`, proveFault);
}

/** A test for each app: released, running, nothing above info from its start to its end, and few lines. */
export function describeHealthy(title: string, apps: readonly HealthyApp[]): void {
  describeAll(title, apps, ({ name }) => `${name}: released, running, and a quiet log`, proveHealthy);
}

function describeAll<Each extends Scenario>(
  title: string,
  scenarios: readonly Each[],
  titleOf: (scenario: Each) => string,
  prove: (scenario: Each, staged: Staged) => Promise<void>,
): void {
  // They mostly wait: several at a time (vitest's maxConcurrency), each in namespaces of its own.
  describe.skipIf(obstacle !== undefined).concurrent(title, () => {
    for (const scenario of scenarios) {
      const missing = obstacle === undefined ? obstacleTo(scenario) : undefined;
      if (missing !== undefined) console.log(`skipped, ${missing}: ${scenario.name}`);
      test.skipIf(missing !== undefined || !isPlayed(scenario))(titleOf(scenario), ({ onTestFinished }) => {
        const started = stage(scenario);
        // Also when the time is up.
        onTestFinished(() => started.stop());
        return prove(scenario, started);
      });
    }
  });
}

async function proveFault(fault: Fault, staged: Staged): Promise<void> {
  const startedAt = Date.now();
  const { box } = staged;
  const { severity = 'error', says = /./, remedy } = fault;
  const { line, statusThat, exit, lines } = box;
  const told = await line((each) => each.code === fault.code && each.primary === true && each.severity === severity);
  expect(wordsOf(fault.code, lines)).toMatch(says);
  expect(told.remedy?.join(' ')).toMatch(remedy);
  if (fault.exit === undefined) {
    const { diagnoses } = await statusThat((status) => status.diagnoses.some(({ primary }) => primary));
    expect(diagnoses.filter(({ primary }) => primary).map(({ code }) => code)).toEqual([fault.code]);
  } else {
    expect(await exit).toEqual({ code: fault.exit });
  }
  // One fault is one error, and the diagnosis comes before all that follows from it.
  expect(lines.filter(({ level }) => level === 'error').map(({ code }) => code)).toEqual(
    severity === 'error' ? [fault.code] : [],
  );
  // What was primary at any time, a warning on the way to the error included.
  expect([...new Set(lines.filter(({ primary }) => primary).map(({ code }) => code))]).toEqual([fault.code]);
  if (fault.fixWorks === undefined) return;
  const printed = await printedOf(fault, box, startedAt);
  await staged.stop();
  const trial = await tryFix(fault, printed);
  expect(trial.works, failureWords(printed.remedy, trial)).toBe(true);
}

/** What the log said of a diagnosis, whole. */
function wordsOf(code: string, lines: readonly AgentLine[]): string {
  const told = lines.findLast((line) => line.code === code && line.summary !== undefined);
  return `${told?.summary} Fix: ${told?.remedy?.[0]}`;
}

const isAlarm = ({ level }: AgentLine): boolean => level === 'warn' || level === 'error';
/** How long an app is watched after its step: a worker that is replaced needs a moment to fail. */
const QUIET_MS = 1_500;
const GRACE_MS = 10_000;

async function proveHealthy(app: HealthyApp, { box, acted }: Staged): Promise<void> {
  await box.statusThat(({ release }) => release.state === 'passed');
  await box.statusThat(({ runtime }) => runtime.state === 'healthy');
  await acted;
  if (app.meanwhile !== undefined) await sleep(QUIET_MS);
  const healthy = await box.statusThat(({ runtime }) => runtime.state === 'healthy');
  expect(healthy).toMatchObject({ status: 'running', release: { state: 'passed' } });
  expect(healthy.diagnoses.filter(({ severity }) => severity !== 'info')).toEqual([]);
  await endAsPlatformsDo(box, healthy.app?.pid);
  expect(box.lines.filter(isAlarm)).toEqual([]);
  expect(box.lines.length).toBeLessThanOrEqual(6);
}

/** SIGTERM, and SIGKILL to the app after a grace: uWSGI 2.0.21 waits forever when it is asked to end while it replaces a worker. */
async function endAsPlatformsDo(box: Sandbox, pid: number | null | undefined): Promise<void> {
  box.kill('SIGTERM');
  const grace = setTimeout(() => void box.within('kill', '-KILL', String(pid)).catch(() => undefined), GRACE_MS);
  await box.exit;
  clearTimeout(grace);
}
