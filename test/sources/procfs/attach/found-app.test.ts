import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { foundApp } from '../../../../src/sources/procfs/attach/found-app.ts';
import { NOW, PORT } from '../../../support/builders.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { HEADER, listenRow } from '../files/socket-lines.ts';
import { AGENT_PID, type MadeProcess, type ProcTree, procTree } from '../proc-tree.ts';
import { watched } from '../watch.ts';
import { socket } from '../watched-listeners.ts';

const pause = { pid: 1, ppid: 0, comm: 'pause', cmdline: ['/pause'], startTicks: 1 };
const agent = { pid: AGENT_PID, ppid: 0, startTicks: 9_000 };
const server: MadeProcess = {
  pid: 10,
  ppid: 0,
  comm: 'gunicorn',
  cmdline: ['gunicorn', 'shop:app'],
  environ: ['PATH=/bin', 'PORT=8000', 'SECRET_KEY=x'],
  startTicks: 2_000,
};
/** The same, as the container's runtime has made it. */
const made: MadeProcess = { ...server, comm: 'runc:[2:INIT]', cmdline: ['runc', 'init'] };
/** Its stat when it has ended. */
const zombie = (comm: string, status: number): string =>
  `10 (${comm}) Z 0 10 10 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 2000${' 0'.repeat(29)} ${status}\n`;
/** The machine was started 100 s ago. */
const startOf = ({ startTicks = 0 }: MadeProcess): number => NOW - 100_000 + startTicks * 10;

function watching(tree: ProcTree, pid?: number) {
  const clock = manualClock(NOW);
  const stopping = new AbortController();
  let hasEnded = false;
  const source = foundApp({
    root: tree.root,
    agentPid: AGENT_PID,
    stop: stopping.signal,
    ...(pid !== undefined && { pid }),
  });
  const watch = watched(
    {
      name: 'observed',
      async run(given, signal) {
        await source.run(given, signal);
        hasEnded = true;
      },
    },
    clock,
  );
  const app = () => {
    const { app: observed } = watch.facts().observed;
    return observed.known ? observed.value : undefined;
  };
  const advance = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(Math.min(100, left));
      await turn();
    }
  };
  return { app, advance, watch, stop: () => stopping.abort(), hasEnded: () => hasEnded };
}

const podWith = (...processes: readonly MadeProcess[]): ProcTree => procTree(pause, agent, ...processes);

describe('an app that someone else started', () => {
  test('is told with its command, its start and its variables, and not with its secrets', () => {
    const { app, watch } = watching(podWith({ ...server, cmdline: ['app', '--token', 's3cret'] }));
    expect(app()).toEqual({
      command: ['app', '--token', '[redacted]'],
      pid: 10,
      foundBy: 'age',
      startedAt: startOf(server),
      watchedSince: NOW,
    });
    expect(watch.facts().observed.environment).toMatchObject({ known: true, value: { PORT: '8000' } });
  });

  test('is waited for', async () => {
    const tree = podWith();
    const { app, advance } = watching(tree);
    await advance(60_000);
    expect(app()).toBeUndefined();
    tree.add(server);
    await advance(200);
    expect(app()).toMatchObject({ pid: 10 });
  });

  test('is waited for by its pid, whatever else runs', async () => {
    const tree = podWith(server);
    const { app, advance } = watching(tree, 33);
    await advance(5_000);
    expect(app()).toBeUndefined();
    tree.add({ ...server, pid: 33 });
    await advance(200);
    expect(app()).toMatchObject({ pid: 33, foundBy: 'pid' });
  });

  test("is another than the oldest process, once that one listens on the endpoint's port", async () => {
    const envoy = { pid: 8, ppid: 0, comm: 'envoy', cmdline: ['envoy'], startTicks: 1_000 };
    const tree = podWith(envoy, { ...server, fds: { 5: socket(100) } });
    const { app, advance } = watching(tree);
    expect(app()).toMatchObject({ pid: 8, foundBy: 'age' });
    tree.write('net/tcp', HEADER + listenRow(PORT, 100));
    await advance(2_000);
    expect(app()).toMatchObject({ pid: 10, foundBy: 'listener', inPlaceOf: 8 });
  });

  test('has ended when it is gone and does not come back; with what code only its parent knows', async () => {
    const tree = podWith(server);
    const { app, advance, hasEnded } = watching(tree);
    tree.remove(10);
    await advance(200);
    expect(app()?.exit).toEqual({ at: NOW + 100 });
    expect(hasEnded()).toBe(false);
    await advance(6_000);
    expect(hasEnded()).toBe(true);
  });

  test.each([
    ['code 3', 3 << 8, { code: 3 }],
    ['signal 9', 9, { signal: 'SIGKILL' }],
    ['a status that the kernel may be hiding', 0, {}],
  ])('has ended with %s where it is met as a zombie', async (_, status, exit) => {
    const tree = podWith(server);
    const { app, advance } = watching(tree);
    tree.write('10/stat', zombie('gunicorn', status));
    await advance(200);
    expect(app()?.exit).toEqual({ ...exit, at: NOW + 100 });
  });

  test('goes on when its container is started anew, and must pass its release check anew', async () => {
    const tree = podWith(server);
    const { app, advance, watch, hasEnded } = watching(tree);
    tree.remove(10);
    await advance(1_000);
    tree.add({ ...server, pid: 44, startTicks: 10_080 });
    await advance(200);
    expect(app()).toMatchObject({ pid: 44, inPlaceOf: 10 });
    expect(app()?.exit).toBeUndefined();
    expect(app()?.watchedSince).toBeUndefined();
    expect(watch.facts().observed.health).toMatchObject({ value: { status: 'pending' } });
    await advance(10_000);
    expect(hasEnded()).toBe(false);
  });

  test('does not go on as its neighbour', async () => {
    const neighbour = { pid: 12, ppid: 0, comm: 'envoy', cmdline: ['envoy'], startTicks: 3_000 };
    const tree = podWith(server, neighbour);
    const { app, advance, hasEnded } = watching(tree);
    tree.remove(10);
    await advance(6_000);
    expect(app()).toMatchObject({ pid: 10, exit: {} });
    expect(hasEnded()).toBe(true);
  });

  test('hands over to a process of its own without having ended', async () => {
    const heir = { ...server, pid: 11, ppid: 10, session: 10, startTicks: 4_000 };
    const tree = podWith({ ...server, ppid: 1 }, heir);
    const { app, advance } = watching(tree);
    tree.remove(10);
    tree.add({ ...heir, ppid: 1 });
    await advance(200);
    expect(app()).toMatchObject({ pid: 11, inPlaceOf: 10 });
    expect(app()?.exit).toBeUndefined();
  });

  test("has ended with its container's first process, whatever that left behind", async () => {
    const daemon = { ...server, pid: 11, ppid: 10, session: 10, startTicks: 4_000 };
    const tree = podWith(server, daemon);
    const { app, advance, hasEnded } = watching(tree);
    tree.remove(10);
    tree.add({ ...daemon, ppid: 1 });
    await advance(200);
    expect(app()).toMatchObject({ pid: 10, exit: { at: NOW + 100 } });
    tree.remove(11);
    await advance(6_000);
    expect(hasEnded()).toBe(true);
  });

  test('goes on as what it left behind where that is not killed: it was no container that ended', async () => {
    const daemon = { ...server, pid: 11, ppid: 1, session: 10, startTicks: 4_000 };
    const tree = podWith(server, daemon);
    const { app, advance } = watching(tree);
    tree.remove(10);
    await advance(4_000);
    expect(app()).toMatchObject({ pid: 11, inPlaceOf: 10 });
  });

  test("is not what a container's runtime makes, before that has become the program", async () => {
    const tree = podWith(made);
    const { app, advance } = watching(tree);
    await advance(400);
    expect(app()).toBeUndefined();
    tree.add(server);
    await advance(200);
    expect(app()).toMatchObject({ pid: 10, command: ['gunicorn', 'shop:app'] });
  });

  test('has ended also where it was gone before anyone could see what it was', async () => {
    const tree = podWith(made);
    const { app, advance } = watching(tree);
    tree.remove(10);
    await advance(200);
    expect(app()).toMatchObject({ pid: 10, command: [], exit: {} });
  });

  test('has ended also where nobody saw more of it than its shell, which alone is no app yet', async () => {
    const tree = podWith({ ...made, startTicks: 9_990 });
    const { app, advance } = watching(tree);
    const command = ['sh', '-c', 'echo migrated'];
    tree.add({ ...server, comm: 'sh', cmdline: command, startTicks: 9_990 });
    await advance(400);
    expect(app()).toBeUndefined();
    tree.remove(10);
    await advance(200);
    expect(app()).toMatchObject({ pid: 10, command, exit: {} });
  });

  test('has ended with the code that its zombie has, if that is all that was ever seen of it', async () => {
    const tree = podWith(made);
    const { app, advance } = watching(tree);
    tree.write('10/cmdline', '');
    tree.write('10/stat', zombie('sh', 3 << 8));
    await advance(200);
    expect(app()).toMatchObject({ pid: 10, exit: { code: 3 } });
  });

  test.each([
    ['what is about to become a program', made],
    ['a shell', { ...server, comm: 'sh', cmdline: ['sh', '-c', 'test -e /tmp/ready'] }],
  ])('is not %s in a container that has other processes: an exec probe', async (_, probe) => {
    const waiting = { pid: 9, ppid: 0, comm: 'sh', cmdline: ['sh', 'start.sh'], startTicks: 9_900 };
    const tree = podWith(waiting, { ...probe, startTicks: 9_990 });
    for (const pid of [9, 10]) tree.write(`${pid}/cgroup`, '0::/../app\n');
    const { app, advance } = watching(tree);
    await advance(200);
    tree.remove(10);
    await advance(1_000);
    expect(app()).toBeUndefined();
    tree.remove(9);
    await advance(200);
    expect(app()).toMatchObject({ pid: 9, command: ['sh', 'start.sh'], exit: {} });
  });

  test('is told anew when a shell became the server', async () => {
    const tree = podWith(
      { ...server, comm: 'sh', cmdline: ['sh', '-c', 'exec gunicorn shop:app'] },
      { ...server, pid: 11, ppid: 10 },
    );
    const { app, advance } = watching(tree);
    expect(app()?.command[0]).toBe('sh');
    tree.add(server);
    await advance(200);
    expect(app()).toMatchObject({ pid: 10, command: ['gunicorn', 'shop:app'], startedAt: startOf(server) });
  });

  test('is not what has no command line yet, for that may become anything', async () => {
    const tree = podWith({ ...server, cmdline: [], startTicks: 10_000 });
    const { app, advance } = watching(tree);
    await advance(400);
    expect(app()).toBeUndefined();
    tree.add({ ...server, cmdline: ['lib/agent', 'check'], startTicks: 10_000 });
    await advance(2_000);
    expect(app()).toBeUndefined();
  });

  test('is not what has let go of its command line because it ends', async () => {
    const check = { ...server, cmdline: ['lib/agent', 'check'] };
    const tree = podWith(check);
    const { app, advance } = watching(tree);
    await advance(2_000);
    tree.add({ ...check, cmdline: [] });
    await advance(2_000);
    expect(app()).toBeUndefined();
  });

  test('keeps the variables that it was given when it has written its title over them', async () => {
    const tree = podWith({ ...server, comm: 'python3' });
    const { advance, watch } = watching(tree);
    tree.add({ ...server, comm: 'gunicorn: maste', environ: ['', ' [shop:app]', ''] });
    await advance(200);
    expect(watch.facts().observed.environment).toMatchObject({ known: true, value: { PORT: '8000' } });
  });

  test('is left alone when the agent is asked to end', async () => {
    const { app, advance, stop, hasEnded } = watching(podWith(server));
    stop();
    await advance(100);
    expect(app()).toMatchObject({ stopRequestedAt: expect.any(Number) });
    expect(hasEnded()).toBe(true);
  });

  test('is unseen, and not missing, where /proc hides the processes of others', async () => {
    const tree = podWith();
    tree.remove(1);
    const { app, advance } = watching(tree);
    await advance(4_000);
    expect(app()).toMatchObject({ command: [], unseen: expect.stringContaining('hidepid') });
    tree.add(pause);
    tree.add(server);
    await advance(200);
    expect(app()).toMatchObject({ pid: 10 });
  });

  test("is unseen where someone listens in the agent's network, and none of its processes does", async () => {
    const tree = procTree({ ...agent, ppid: 1 });
    tree.write('net/tcp', HEADER + listenRow(PORT, 100));
    const { app, advance } = watching(tree);
    await advance(4_000);
    expect(app()).toMatchObject({ command: [], unseen: expect.stringContaining('PID namespace') });
  });
});
