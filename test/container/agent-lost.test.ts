import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Container, container } from '../support/container.ts';
import { buildImage, containerObstacle } from '../support/container-engine.ts';
import { buildDocumented, makeImages } from '../support/container-images.ts';
import { scratch } from '../support/scratch.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`containers skipped: ${obstacle}`);
const IMAGE = 'localhost/test-agent-lost:latest';
const LEAKING = 'localhost/test-agent-leaking:latest';

const running: Container[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const started = async (image: string, flags: readonly string[] = []): Promise<Container> => {
  const box = await container(image, { flags });
  running.push(box);
  return box;
};

const released = (box: Container) => box.statusThat(({ release }) => release.state === 'passed');

/** Uses the app without a break until `end` resolves: requests, and so many lines of output with each. Every request must be answered. */
async function useUntil(box: Container, end: Promise<unknown>): Promise<number> {
  let isOver = false;
  let lines = 0;
  void end.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    expect(await box.get('/lines/1000')).toBe('ok\n');
    lines += 1_000;
  }
  await end;
  return lines;
}

/** Ends the app, and holds that each line that it wrote came out, once and in order. */
async function expectWhole(box: Container, lines: number): Promise<void> {
  await box.get('/exit/42');
  expect(await box.exit).toEqual({ code: 42 });
  const written = [...box.text().matchAll(/^line (\d+) 0+$/gm)].map(([, number]) => Number(number));
  expect(written).toEqual(Array.from({ length: lines }, (_, i) => i + 1));
}

describe.skipIf(obstacle !== undefined)('the app serves every request, and its output is whole,', () => {
  beforeAll(async () => {
    await makeImages();
    const from = 'COPY --from=sidewatch /sidewatch /sidewatch';
    const app = 'COPY server /app/server\nENV PORT=8000';
    const start = 'ENTRYPOINT ["/sidewatch/sidewatch", "run", "--"]\nCMD ["/app/server"]';
    await buildDocumented(IMAGE, `FROM scratch\n${from}\n${app}\n${start}\n`);
    const directory = scratch('leaking');
    const source = join(import.meta.dirname, 'apps/leaking-agent.c');
    execFileSync('gcc', ['-O1', '-Wno-unused-result', '-o', join(directory, 'leaking-agent'), source]);
    const real = 'COPY --from=sidewatch /sidewatch/lib/agent /sidewatch/lib/real-agent';
    writeFileSync(join(directory, 'Dockerfile'), `FROM ${IMAGE}\n${real}\nCOPY leaking-agent /sidewatch/lib/agent\n`);
    await buildImage(LEAKING, directory);
  });

  test('while the agent is killed, and a new one has the right picture', async () => {
    const box = await started(IMAGE);
    const before = await released(box);
    const killed = box.agentPid() ?? 0;
    const isBack = (async () => {
      process.kill(killed, 'SIGKILL');
      const after = await box.statusThat(({ release }) => release.state === 'passed' && box.agentPid() !== killed);
      expect(after).toMatchObject({
        status: 'running',
        app: { pid: before.app?.pid, startedAt: before.app?.startedAt },
      });
    })();
    const lines = await useUntil(box, isBack);
    await expectWhole(box, lines);
    expect(box.text()).toMatch(/the previous agent exited/);
  });

  test('while the agent is stopped, and it goes on where it was', async () => {
    const box = await started(IMAGE);
    await released(box);
    const stopped = box.agentPid() ?? 0;
    process.kill(stopped, 'SIGSTOP');
    let lines = 0;
    // Far more than its pipe holds.
    while (lines < 20_000) lines += await useUntil(box, Promise.resolve());
    process.kill(stopped, 'SIGCONT');
    expect(await released(box)).toMatchObject({ status: 'running' });
    expect(box.agentPid()).toBe(stopped);
    await expectWhole(box, lines);
  });

  test('while an agent leaks until the kernel takes it, and not the app', async () => {
    const box = await started(LEAKING, ['--memory', '200m', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'all']);
    // Its first agent never answers, so that nobody tells when the app listens.
    await expect.poll(() => box.get('/lines/0').catch(() => ''), { timeout: 30_000 }).toBe('ok\n');
    const lines = await useUntil(box, released(box));
    expect(await box.statusThat(() => true)).toMatchObject({ status: 'running', release: { state: 'passed' } });
    await expectWhole(box, lines);
    expect(box.text()).toMatch(/"exit":\{"signal":"SIGKILL"\}.*the previous agent exited/);
  });
});
