import { describe, expect, test } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import type { Process } from '../../../src/core/process.ts';
import { appProcessesFinder } from '../../../src/sources/procfs/app-processes.ts';
import { commandLines } from '../../../src/sources/procfs/command-lines.ts';
import { processTableReader } from '../../../src/sources/procfs/process-table.ts';
import { openProcfs } from '../../../src/sources/procfs/procfs.ts';
import { app } from '../../support/builders.ts';
import { AGENT_PID, type MadeProcess, type ProcTree, procTree } from './proc-tree.ts';

const MAIN = 10;
const BOOT = 1_000_000;
const STARTED = BOOT + 10_000;
const LATER = STARTED + 2_000;
const MARK = 'run-1';

const main = { pid: MAIN, ppid: AGENT_PID, comm: 'app', cmdline: ['app', '--token', 's3cret'] };
const running = app({ pid: MAIN, startedAt: STARTED });
const ended: App = { ...running, exit: { code: 0, at: LATER } };

const watching = (tree: ProcTree, agentPid = AGENT_PID) => {
  const procfs = openProcfs(tree.root);
  const readTable = processTableReader(procfs);
  const commands = commandLines(procfs);
  const find = appProcessesFinder({ procfs, commands, agentPid, appMark: MARK, bootAt: BOOT });
  return (of: App, at = LATER) => {
    const table = readTable(new Set(), at);
    if (table.kind !== 'read') throw new Error(table.reason);
    const observed = find(of, table.value, at);
    return observed.known ? observed.value.processes : observed.reason;
  };
};

const pidsOf = (processes: readonly Process[] | string) =>
  typeof processes === 'string' ? processes : processes.map(({ pid, kinship }) => [pid, kinship]);

describe("the app's processes as facts", () => {
  test('say when each started, what it used, and its command without secrets', () => {
    const worker = { pid: 11, ppid: MAIN, comm: 'ev\nil', state: 'R', cpuTicks: 12, startTicks: 1_050 };
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

describe('what was left behind by a command that ended', () => {
  const marked: MadeProcess = { pid: 30, startTicks: 1_010, environ: ['PATH=/bin', `SIDEWATCH_APP=${MARK}`] };

  const left = (process: Partial<MadeProcess>) => {
    const tree = procTree({ ...main, exe: '/usr/bin/python3', cwd: '/app' });
    const look = watching(tree);
    look(running);
    tree.remove(MAIN);
    tree.add({ pid: 30, startTicks: 1_010, ...process });
    return pidsOf(look(ended, LATER + 100));
  };

  test('is known by the mark in its environment, also when no look ever saw the command', () => {
    expect(pidsOf(watching(procTree(marked))(ended))).toEqual([[30, 'survivor']]);
  });

  test('is known by the mark behind hundreds of kilobytes of other variables', () => {
    const environ = [`SERVICES=${'x'.repeat(300_000)}`, `SIDEWATCH_APP=${MARK}`];
    expect(pidsOf(watching(procTree({ ...marked, environ }))(ended))).toEqual([[30, 'survivor']]);
  });

  test("is nobody's with another run's mark, or with the mark inside another variable", () => {
    const tree = procTree(
      { ...marked, environ: ['SIDEWATCH_APP=run-10'] },
      { ...marked, pid: 31, environ: [`X=SIDEWATCH_APP=${MARK}`] },
    );
    expect(watching(tree)(ended)).toEqual([]);
  });

  test('is known by its session or process group', () => {
    expect(left({ session: MAIN })).toEqual([[30, 'survivor']]);
    expect(left({ group: MAIN })).toEqual([[30, 'survivor']]);
  });

  test('is known by its program or directory when its environment was wiped', () => {
    const wiped = ['gunicorn: master [shop]', '', ''];
    expect(left({ environ: wiped, exe: '/usr/bin/python3' })).toEqual([[30, 'survivor']]);
    expect(left({ environ: [], cwd: '/app' })).toEqual([[30, 'survivor']]);
    expect(left({ environ: wiped, exe: '/usr/sbin/cron', cwd: '/' })).toEqual([]);
    expect(left({ environ: ['PATH=/bin'], exe: '/usr/bin/python3' })).toEqual([]);
  });

  test('did not start before the app', () => {
    const tree = procTree({ ...marked, startTicks: 850, session: MAIN });
    expect(watching(tree)(ended)).toEqual([]);
  });

  test("is not the agent's own helper, however alike", () => {
    expect(left({ ppid: AGENT_PID, environ: [], exe: '/usr/bin/python3' })).toEqual([]);
  });

  test('is every orphan of a namespace whose first process is the launcher', () => {
    const orphan = { pid: 30, startTicks: 1_010 };
    const tree = procTree(orphan);
    tree.add({ pid: 1, ppid: 0, comm: 'sidewatch', startTicks: 1 });
    expect(pidsOf(watching(tree)(ended))).toEqual([[30, 'survivor']]);
    tree.add({ ...orphan, ppid: 0 });
    expect(watching(tree)(ended)).toEqual([]);
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
