// needs: python3
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, type TestContext, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { containerObstacle } from '../support/container-engine.ts';
import { makePodImages, type Pod, type PodOptions, pod } from '../support/pod.ts';

const obstacle = containerObstacle();
const node = process.execPath;
const PORT = { PORT: '8000' };
const server = [node, 'server.mjs'];
const FOR_ALL = { environment: { ...PORT, HOST: '0.0.0.0' } };
const LOOPBACK = { environment: { ...PORT, HOST: '127.0.0.1' } };

const started = async (context: TestContext, options: Partial<PodOptions> = {}): Promise<Pod> => {
  const made = await pod({ attach: ['--endpoint', '8000'], ...options });
  context.onTestFinished(made.stop);
  return made;
};

const isRunning = ({ status }: StatusBody): boolean => status === 'running';
const primaryIn = ({ diagnoses }: StatusBody) => diagnoses.find(({ primary }) => primary)?.code;
const codesIn = ({ diagnoses }: StatusBody): readonly string[] => diagnoses.map(({ code }) => code).sort();
const blindSpotsIn = ({ diagnoses }: StatusBody): string =>
  diagnoses.find(({ code }) => code === 'limited-visibility')?.summary ?? '';

describe.skipIf(obstacle !== undefined)('in a pod, the app', () => {
  beforeAll(makePodImages);

  test.concurrent('is waited for, and is neither pause, the agent, another agent nor a shell that someone opens', async (context) => {
    const { agent, run, statusThat } = await started(context);
    await agent.exec('/sidewatch/sidewatch', 'check', '--no-api').catch(() => undefined);
    expect(await statusThat(() => true)).toMatchObject({ status: 'pending', app: null, diagnoses: [] });
    const app = await run(server, FOR_ALL);
    const found = await statusThat(isRunning);
    expect(found.app?.command).toEqual(server);
    await app.exec('sh', '-c', 'sleep 1; true');
    expect((await statusThat(isRunning)).app).toEqual(found.app);
  });

  test.concurrent('goes on as the same when its container is started anew', async (context) => {
    const { run, statusThat } = await started(context);
    const first = await run(server, FOR_ALL);
    const { app } = await statusThat(isRunning);
    await first.stop();
    await run(server, FOR_ALL);
    const again = await statusThat((now) => isRunning(now) && now.app?.pid !== app?.pid);
    expect(again).toMatchObject({ app: { command: server, exit: null }, diagnoses: [] });
  });

  test.concurrent('is followed from one program to what that becomes', async (context) => {
    const { run, statusThat } = await started(context);
    const becoming = `import os, time; time.sleep(8); os.execv(${JSON.stringify(node)}, ${JSON.stringify(server)})`;
    await run(['python3', '-c', becoming], FOR_ALL);
    const { app } = await statusThat(({ app }) => app?.command[0] === 'python3');
    const became = await statusThat(isRunning);
    expect(became.app).toMatchObject({ command: server, pid: app?.pid, startedAt: app?.startedAt });
  });

  test.concurrent('is told by a root agent without ptrace, of an app that another user runs', async (context) => {
    const { run, statusThat } = await started(context);
    await run(server, { ...LOOPBACK, flags: ['--user', '1000', '--cap-drop', 'all'] });
    const told = await statusThat((now) => now.diagnoses.length > 1);
    expect([primaryIn(told), blindSpotsIn(told)]).toEqual([
      'bound-to-loopback',
      expect.stringMatching(/\(user 1000\)/),
    ]);
    expect(told).toMatchObject({ app: { command: server }, listeners: [{ address: '127.0.0.1', pid: null }] });
  });
});

describe.skipIf(obstacle !== undefined)('in a pod, an agent that may not see all', () => {
  beforeAll(makePodImages);

  test.concurrent('for it is another user than a root app tells the same fault, and what is closed', async (context) => {
    const { run, statusThat } = await started(context, { flags: ['--user', '1000', '--cap-drop', 'all'] });
    await run(server, LOOPBACK);
    const told = await statusThat((now) => now.diagnoses.length > 1);
    expect(codesIn(told)).toEqual(['bound-to-loopback', 'limited-visibility']);
    expect(primaryIn(told)).toBe('bound-to-loopback');
    expect(blindSpotsIn(told)).toMatch(/as user 1000 .* \(user 0\): it does not know .* the app's environment/);
    expect(told.listeners).toMatchObject([{ address: '127.0.0.1', port: 8000, pid: null }]);
  });

  test.concurrent('for root alone is not enough: it has fewer capabilities than the app', async (context) => {
    const { run, statusThat } = await started(context, { flags: ['--cap-drop', 'all'] });
    await run(server, LOOPBACK);
    const told = await statusThat((now) => now.diagnoses.length > 1);
    expect([primaryIn(told), blindSpotsIn(told)]).toEqual([
      'bound-to-loopback',
      expect.stringMatching(/cannot inspect/),
    ]);
  });

  test.concurrent('for /proc hides other users (hidepid=2) has the listeners and the probe', async (context) => {
    const hidden = ['--security-opt', 'proc-opts=hidepid=2', '--user', '1000:1000', '--cap-drop', 'all'];
    const { run, statusThat } = await started(context, { flags: hidden });
    await run(server, LOOPBACK);
    const told = await statusThat((now) => now.diagnoses.length > 1);
    expect(codesIn(told)).toEqual(['bound-to-loopback', 'limited-visibility']);
    expect(told.app).toMatchObject({ pid: null, command: [] });
    expect(blindSpotsIn(told)).toMatch(/hidepid/);
  });
});

describe.skipIf(obstacle !== undefined)('in a pod, the termination log', () => {
  beforeAll(makePodImages);
  const crash = { environment: { ...PORT, CRASH: '300' } };
  const place = (made: string): string => `${made}:/dev/termination-log`;

  test.concurrent('of the agent has the primary diagnosis of an app that ended', async (context) => {
    const file = join(context.task.file.filepath, '../../../dist', `termination-${process.pid}`);
    writeFileSync(file, '');
    chmodSync(file, 0o666);
    const { agent, run } = await started(context, { flags: ['--volume', place(file)] });
    await run(server, crash);
    expect(await agent.exit).toEqual({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^exited-early: .*\nFix: /);
  });

  test.concurrent.for(['rw', 'ro'])('that cannot be written (%s) is no harm', async (mode, context) => {
    const flags = ['--volume', `${place('/dev/null')}:${mode}`];
    const { agent, run } = await started(context, { flags });
    await run(server, crash);
    expect(await agent.exit).toEqual({ code: 0 });
    expect(agent.text()).toContain('"code":"exited-early"');
  });
});
