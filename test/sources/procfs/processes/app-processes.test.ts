import { describe, expect, test } from 'vitest';
import { AGENT_PID, procTree } from '../proc-tree.ts';
import { LATER, MAIN, main, pidsOf, running, STARTED, watching } from '../watched-app.ts';

describe("the app's processes as facts", () => {
  test('say when each started, what it used, and its command without secrets', () => {
    const worker = { pid: 11, ppid: MAIN, session: MAIN, comm: 'ev\nil', state: 'R', cpuTicks: 12, startTicks: 1_050 };
    expect(watching(procTree(worker, main))(running)).toEqual([
      {
        pid: MAIN,
        ppid: AGENT_PID,
        kinship: 'main',
        name: 'app',
        command: ['app', '--token', '[redacted]'],
        state: 'S',
        startedAt: STARTED,
        cpuMs: 0,
      },
      {
        pid: 11,
        ppid: MAIN,
        kinship: 'descendant',
        name: 'ev\ufffdil',
        command: ['sleep', '30'],
        state: 'R',
        startedAt: STARTED + 500,
        cpuMs: 120,
      },
    ]);
  });

  test('are none when the command could not be started', () => {
    const { pid: _, ...notStarted } = running;
    expect(watching(procTree(main))(notStarted)).toEqual([]);
  });

  test('are no more than 1,024', () => {
    const workers = Array.from({ length: 1_100 }, (_, i) => ({ pid: 100 + i, ppid: MAIN }));
    const processes = watching(procTree(main, ...workers))(running);
    expect(processes).toHaveLength(1_024);
    expect(pidsOf(processes)[0]).toEqual([MAIN, 'main']);
  });

  test('leave out one that vanished, and one whose stat is garbage', () => {
    const tree = procTree(main, { pid: 11, ppid: MAIN }, { pid: 12, ppid: MAIN });
    tree.write('12/stat', '\0\0garbage');
    tree.remove(11);
    expect(pidsOf(watching(tree)(running))).toEqual([[MAIN, 'main']]);
  });

  test('show a command line that changed', () => {
    const tree = procTree(main);
    const look = watching(tree);
    look(running, LATER);
    tree.add({ ...main, comm: 'gunicorn: maste', cmdline: ['gunicorn: master [shop]'] });
    expect(look(running, LATER + 100)[0]).toMatchObject({
      name: 'gunicorn: maste',
      command: ['gunicorn: master [shop]'],
    });
    tree.add({ ...main, comm: 'gunicorn: maste', cmdline: ['gunicorn: master [cart]'] });
    expect(look(running, LATER + 1_200)[0]).toMatchObject({ command: ['gunicorn: master [cart]'] });
  });
});

describe('what /proc does not show', () => {
  test("is not guessed: the command's own stat is garbage", () => {
    const tree = procTree(main);
    tree.write(`${MAIN}/stat`, 'garbage');
    expect(watching(tree)(running)).toMatch(/^the app's process cannot be read: not in the form/);
  });

  test("is not guessed: another PID namespace's processes", () => {
    expect(watching(procTree(main), 77)(running)).toMatch(/another PID namespace/);
  });

  test('is not guessed: processes of other users are hidden', () => {
    const tree = procTree();
    tree.remove(1);
    expect(watching(tree)(running)).toMatch(/hidepid/);
  });
});
