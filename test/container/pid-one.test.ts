import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Container, container } from '../support/container.ts';
import { containerObstacle } from '../support/container-engine.ts';
import { buildDocumented, makeImages } from '../support/container-images.ts';

const obstacle = containerObstacle();
if (obstacle !== undefined) console.log(`containers skipped: ${obstacle}`);
const IMAGE = 'localhost/test-pid-one:latest';
const ORPHANS = 1_000;
/** Starts that many processes, each of which loses its parent at once, and then is the server. */
const leaveOrphans = `i=0; while [ $i -lt ${ORPHANS} ]; do (sleep 0.01 &); i=$((i+1)); done; exec /app/server`;

const running: Container[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const started = async (...command: readonly string[]): Promise<Container> => {
  const box = await container(IMAGE, { command });
  running.push(box);
  await box.statusThat(({ release }) => release.state === 'passed');
  return box;
};

/** The state and the parent of every process of the machine. */
const processes = (): readonly { readonly pid: number; readonly parent: number; readonly state: string }[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [state = '', parent] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return [{ pid: Number(name), parent: Number(parent), state }];
    } catch {
      return [];
    }
  });

const niceOf = (pid: number): number =>
  Number(
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[16],
  );
const oomScoreOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'));

describe.skipIf(obstacle !== undefined)('as PID 1 of a container', () => {
  beforeAll(async () => {
    await makeImages();
    const lines = ['COPY --from=sidewatch /sidewatch /sidewatch', 'COPY server /app/server', 'ENV PORT=8000'];
    const entry = 'ENTRYPOINT ["/sidewatch/sidewatch", "run", "--"]';
    await buildDocumented(IMAGE, ['FROM debian:bookworm-slim', ...lines, entry, ''].join('\n'));
  });

  test('it passes on that the app is asked to stop, and tells its end as docker does', async () => {
    const box = await started('/app/server');
    await box.terminate();
    expect(await box.exit).toEqual({ code: 143 });
  });

  test('it reaps a thousand orphans', async () => {
    const box = await started('/bin/sh', '-c', leaveOrphans);
    const children = () => processes().filter(({ parent }) => parent === box.launcherPid);
    // The app, and the agent.
    await expect.poll(() => children().length, { timeout: 20_000 }).toBe(2);
    expect(children().filter(({ state }) => state === 'Z')).toEqual([]);
    expect(await box.get('/')).toBe('ok\n');
  });

  test.each([
    ['root', []],
    ['a user without rights', ['--user', '1000:1000', '--cap-drop', 'all', '--security-opt', 'no-new-privileges']],
  ])('its agent gives way to the app, also as %s', async (_, flags) => {
    const box = await container(IMAGE, { command: ['/app/server'], flags });
    running.push(box);
    await box.statusThat(({ release }) => release.state === 'passed');
    const app = processes().find(({ parent, pid }) => parent === box.launcherPid && pid !== box.agentPid());
    const [agent, beside] = [box.agentPid() ?? 0, app?.pid ?? 0];
    expect(niceOf(agent) - niceOf(beside)).toBe(10);
    expect({ agent: oomScoreOf(agent), app: oomScoreOf(beside) }).toEqual({
      agent: 1_000,
      app: oomScoreOf(box.launcherPid),
    });
    expect(oomScoreOf(beside)).toBeLessThan(1_000);
  });

  test('its agent is called sidewatch-agent, and no argument of its is a word of the app', async () => {
    const box = await started('/app/server', '8000', '0.0.0.0');
    const rows = (await box.top('comm', 'args')).map((row) => row.trim().replace(/\s+/g, ' '));
    expect(rows).toEqual([
      'sidewatch /sidewatch/sidewatch run -- /app/server 8000 0.0.0.0',
      'server /app/server 8000 0.0.0.0',
      'sidewatch-agent /sidewatch/lib/sidewatch-agent --preload libkeepname.so --library-path /sidewatch/lib /sidewatch/lib/agent run --',
    ]);
  });

  test('an agent that is started again has no other name at any time', async () => {
    const box = await started('/app/server');
    const killed = box.agentPid() ?? 0;
    process.kill(killed, 'SIGKILL');
    const seen = new Set<string>();
    const look = (pid: number): unknown => seen.add(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
    const isBack = box.statusThat(({ release }) => release.state === 'passed' && box.agentPid() !== killed);
    let isOver = false;
    void isBack.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const pid = box.agentPid();
      if (pid !== undefined && pid !== killed) look(pid);
      await timeout(2);
    }
    expect([...seen]).toEqual(['sidewatch-agent']);
  });

  test('what would break the agent in the environment of the app does not', async () => {
    const broken = ['LD_PRELOAD=/nope.so', 'LD_LIBRARY_PATH=/nope', 'NODE_OPTIONS=--require=/nope.js'];
    const box = await container(IMAGE, { command: ['/app/server'], flags: broken.flatMap((each) => ['--env', each]) });
    running.push(box);
    expect(await box.statusThat(({ release }) => release.state === 'passed')).toMatchObject({ status: 'running' });
  });
});
