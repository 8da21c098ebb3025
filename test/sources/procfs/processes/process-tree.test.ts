import { describe, expect, test } from 'vitest';
import type { Stat } from '../../../../src/sources/procfs/files/parse-stat.ts';
import { appTree, type TreeInput } from '../../../../src/sources/procfs/processes/process-tree.ts';
import { AGENT_PID, stat } from '../proc-tree.ts';

const MAIN = 10;

const agent = stat({ pid: AGENT_PID, startTicks: 900 });
const main = stat({ pid: MAIN, ppid: AGENT_PID });
const init = stat({ pid: 1, ppid: 0, startTicks: 1 });

const treeOf = (processes: readonly Stat[], change: Partial<TreeInput> = {}) => {
  const members = appTree({
    stats: new Map([init, agent, ...processes].map((each) => [each.pid, each])),
    agentPid: AGENT_PID,
    main: { pid: MAIN, startTicks: main.startTicks, hasEnded: false },
    before: new Map(),
    isOrphan: () => false,
    ...change,
  });
  return Object.fromEntries([...members].map(([pid, { kinship }]) => [pid, kinship]));
};

const ended = { main: { pid: MAIN, startTicks: main.startTicks, hasEnded: true } };

describe("the app's processes", () => {
  test('are the command and all that is below it', () => {
    const worker = stat({ pid: 11, ppid: MAIN });
    const helper = stat({ pid: 12, ppid: 11 });
    expect(treeOf([main, worker, helper])).toEqual({ [MAIN]: 'main', 11: 'descendant', 12: 'descendant' });
  });

  test('are not the agent, what it started besides, or strangers', () => {
    const helper = stat({ pid: 20, ppid: AGENT_PID });
    const below = stat({ pid: 21, ppid: 20 });
    const stranger = stat({ pid: 22, ppid: 1 });
    expect(treeOf([main, helper, below, stranger])).toEqual({ [MAIN]: 'main' });
  });

  test('do not hold the agent when the app started it', () => {
    const within = stat({ pid: AGENT_PID, ppid: MAIN });
    const helper = stat({ pid: 20, ppid: AGENT_PID });
    expect(treeOf([stat({ pid: MAIN, ppid: 1 }), within, helper])).toEqual({ [MAIN]: 'main' });
  });

  test('keep one that was theirs before and has another parent now', () => {
    const daemon = stat({ pid: 11, ppid: 1, startTicks: 1_001 });
    const child = stat({ pid: 12, ppid: 11 });
    const before = new Map([[11, 1_001]]);
    expect(treeOf([main, daemon, child], { before })).toEqual({ [MAIN]: 'main', 11: 'descendant', 12: 'descendant' });
  });

  test('do not keep a process that only got the same pid', () => {
    const newcomer = stat({ pid: 11, ppid: 1, startTicks: 5_000 });
    expect(treeOf([main, newcomer], { before: new Map([[11, 1_001]]) })).toEqual({ [MAIN]: 'main' });
  });

  test('survive the command when they live on after its end', () => {
    const daemon = stat({ pid: 11, ppid: 1 });
    const before = new Map([[11, daemon.startTicks]]);
    expect(treeOf([daemon], { before, ...ended })).toEqual({ 11: 'survivor' });
  });

  test('survive also before the end of the command was told', () => {
    const daemon = stat({ pid: 11, ppid: 1 });
    expect(treeOf([daemon], { before: new Map([[11, daemon.startTicks]]) })).toEqual({ 11: 'survivor' });
  });

  test('do not survive as zombies, but are listed', () => {
    const zombie = stat({ pid: 11, ppid: 1, state: 'Z' });
    expect(treeOf([zombie], { before: new Map([[11, zombie.startTicks]]), ...ended })).toEqual({ 11: 'descendant' });
  });

  test("are the command no longer when another process has the command's pid", () => {
    expect(treeOf([stat({ pid: MAIN, ppid: 1, startTicks: 9_000 })], ended)).toEqual({});
  });

  test('take in an orphan that proves to be a stray, with all below it', () => {
    const stray = stat({ pid: 30, ppid: 1 });
    const worker = stat({ pid: 31, ppid: 30 });
    const other = stat({ pid: 32, ppid: 1 });
    const isOrphan = ({ pid }: Stat): boolean => pid === 30;
    expect(treeOf([stray, worker, other], { isOrphan, ...ended })).toEqual({ 30: 'survivor', 31: 'survivor' });
  });

  test("take in orphans that went to the agent or to a reaper above it, but ask of no one else's child", () => {
    const launcher = stat({ pid: 3, ppid: 1 });
    const below = stat({ pid: AGENT_PID, ppid: 3 });
    const other = stat({ pid: 40, ppid: 1 });
    const asked: number[] = [];
    const isOrphan = ({ pid }: Stat): boolean => asked.push(pid) > 0 && pid > 29 && pid < 32;
    const strays = [stat({ pid: 30, ppid: 3 }), stat({ pid: 31, ppid: AGENT_PID })];
    const members = treeOf([launcher, below, other, stat({ pid: 41, ppid: 40 }), ...strays], { isOrphan, ...ended });
    expect(members).toEqual({ 30: 'survivor', 31: 'survivor' });
    expect(asked).not.toContain(41);
  });

  test('are found in a torn table whose parents form a circle', () => {
    const circle = [stat({ pid: 50, ppid: 51 }), stat({ pid: 51, ppid: 50 })];
    expect(treeOf([main, ...circle])).toEqual({ [MAIN]: 'main' });
  });

  test('are found at the end of a chain of 32,000 parents', () => {
    const chain = Array.from({ length: 32_000 }, (_, i) => stat({ pid: 100 + i, ppid: i === 0 ? MAIN : 99 + i }));
    expect(Object.keys(treeOf([main, ...chain.reverse()]))).toHaveLength(32_001);
  });
});
