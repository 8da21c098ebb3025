import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type ContainerLimits, containerLimits } from '../support/container-limits.ts';
import { SANDBOX_ADDRESS, type Sandbox, type SandboxOptions, sandbox, sandboxObstacle } from '../support/sandbox.ts';

const obstacle = sandboxObstacle();
const trial = obstacle === undefined ? containerLimits({ memoryBytes: 268_435_456, cores: 1 }) : undefined;
await trial?.remove();
const canLimit = trial !== undefined;
if (!canLimit) console.log('scenarios of limits skipped: no control group can be made here');

const node = process.execPath;
const gunicorn = '/usr/bin/gunicorn';
const MEMORY_BYTES = 268_435_456;

const running: Sandbox[] = [];
const made: ContainerLimits[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await Promise.all(made.splice(0).map((limits) => limits.remove()));
});

const start = (options: SandboxOptions): Sandbox => {
  const started = sandbox({ environment: { PORT: '8000' }, ...options });
  running.push(started);
  return started;
};

const limited = (limits: Parameters<typeof containerLimits>[0]): readonly string[] => {
  const group = containerLimits(limits);
  if (group === undefined) throw new Error('no control group');
  made.push(group);
  return group.directories;
};

const primaries = ({ lines }: Sandbox): readonly (string | undefined)[] => [
  ...new Set(lines.filter(({ primary }) => primary).map(({ code }) => code)),
];

const isHealthy = ({ status }: { readonly status: string }): boolean => status === 'running';
const server = "require('http').createServer((q, s) => s.end()).listen(8000, '0.0.0.0')";

describe.skipIf(!canLimit)('under limits of memory and processor', () => {
  test('an app that takes more memory than it may: out-of-memory, the main process', async () => {
    const box = start({
      cgroups: limited({ memoryBytes: MEMORY_BYTES }),
      command: ['python3', '-c', 'a = []\nwhile True: a.append(bytearray(1 << 20))'],
    });
    const told = await box.line(({ code, primary }) => code === 'out-of-memory' && primary === true);
    expect(told.msg).toMatch(/main process.*limit 256 MiB/);
    expect(await box.exit).toEqual({ code: 137 });
    expect(primaries(box)).toEqual(['out-of-memory']);
  });

  test.skipIf(!existsSync(gunicorn))(
    'a Gunicorn worker that takes more memory: out-of-memory, the worker',
    async () => {
      const box = start({
        cgroups: limited({ memoryBytes: MEMORY_BYTES }),
        command: ['gunicorn', '--bind', '0.0.0.0:8000', '--timeout', '60', 'hungry:app'],
      });
      await box.statusThat(isHealthy);
      await box.within('curl', '-sS', '--max-time', '60', `http://${SANDBOX_ADDRESS}:8000/eat`).catch(() => undefined);
      const told = await box.line(({ code }) => code === 'out-of-memory');
      expect(told.msg).toMatch(/killed worker \d+ for memory/);
      expect(told.remedy?.join(' ')).toContain('--workers');
      expect(primaries(box)).toEqual(['out-of-memory']);
    },
  );

  test('a start that a processor quota slows down: cpu-throttled', async () => {
    const box = start({ cgroups: limited({ cores: 0.3 }), command: [node, '-e', 'for (;;);'] });
    const told = await box.line(({ code }) => code === 'cpu-throttled');
    expect(told.msg).toMatch(/processor quota of 0\.3 cores/);
    expect(told.severity).toBe('warning');
  });
});

describe.skipIf(obstacle !== undefined)('after health', () => {
  test('an app that something kills: exited-at-runtime', async () => {
    const box = start({ command: [node, '-e', server] });
    const { app } = await box.statusThat(isHealthy);
    await box.within('kill', '-KILL', String(app?.pid));
    const told = await box.line(({ code, primary }) => code === 'exited-at-runtime' && primary === true);
    expect(told.msg).toMatch(/had been healthy and ended with signal SIGKILL/);
    expect(await box.exit).toEqual({ code: 137 });
    expect(primaries(box)).toEqual(['exited-at-runtime']);
  });

  test('an app that crashes: exited-at-runtime', async () => {
    const crash = `${server}; process.on('SIGUSR2', () => { throw new Error('lost the ledger') })`;
    const box = start({ command: [node, '-e', crash] });
    const { app } = await box.statusThat(isHealthy);
    await box.within('kill', '-USR2', String(app?.pid));
    const told = await box.line(({ code, primary }) => code === 'exited-at-runtime' && primary === true);
    expect(told.msg).toMatch(/code 1 .*lost the ledger/);
    expect(await box.exit).toEqual({ code: 1 });
    expect(primaries(box)).toEqual(['exited-at-runtime']);
  });

  test('a server that ends behind tail -f: app-gone', async () => {
    const script = `(${node} server.mjs & sleep 2; kill $!; tail -f /dev/null)`;
    const box = start({ command: ['bash', '-c', script] });
    const told = await box.line(({ code, primary }) => code === 'app-gone' && primary === true);
    expect(told.msg).toMatch(/server\.mjs.* ended .*tail -f \/dev\/null/);
    expect(told.remedy?.join(' ')).toMatch(/exec/);
    expect(primaries(box)).toEqual(['app-gone']);
  });
});
