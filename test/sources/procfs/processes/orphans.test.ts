import { describe, expect, test } from 'vitest';
import { AGENT_PID, type MadeProcess, procTree } from '../proc-tree.ts';
import { ended, LATER, MAIN, MARK, main, pidsOf, running, watching } from '../watched-app.ts';

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
