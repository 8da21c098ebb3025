import { describe, expect, test } from 'vitest';
import { type Choice, chooseApp } from '../../../../src/sources/procfs/attach/choose-app.ts';
import type { Stat } from '../../../../src/sources/procfs/files/parse-stat.ts';
import { AGENT_PID, stat } from '../proc-tree.ts';

interface Someone extends Partial<Stat> {
  readonly pid: number;
  readonly command: string;
}

const PTS_0 = 34_816;
const agent: Someone = { pid: AGENT_PID, ppid: 0, command: 'node src/main.ts attach', startTicks: 900 };
const pause: Someone = { pid: 1, ppid: 0, command: '/pause', comm: 'pause', startTicks: 1 };
const gunicorn: Someone = { pid: 20, ppid: 0, command: 'gunicorn shop:app', startTicks: 200 };
const worker: Someone = { ...gunicorn, pid: 21, ppid: 20, startTicks: 300 };

/** The pid of the app among these, and by what it was told. */
function chosen(
  among: readonly Someone[],
  {
    holders = [],
    agentPid = AGENT_PID,
    mayKeep = false,
  }: { holders?: number[]; agentPid?: number; mayKeep?: boolean } = {},
): readonly [number, Choice['by']] | undefined {
  const commands = new Map(among.map(({ pid, command }) => [pid, command.split(' ')]));
  const choice = chooseApp({
    stats: new Map(among.map(({ command, ...each }) => [each.pid, stat({ comm: command.slice(0, 15), ...each })])),
    agentPid,
    holders,
    commandOf: ({ pid }) => commands.get(pid) ?? [],
    isEligible: () => true,
    mayKeep: () => mayKeep,
  });
  return choice && [choice.stat.pid, choice.by];
}

describe('the app among all processes', () => {
  test("is the topmost one above whoever holds the endpoint's listener", () => {
    const other = { pid: 10, ppid: 0, command: 'envoy', startTicks: 100 };
    expect(chosen([pause, other, gunicorn, worker, agent], { holders: [21] })).toEqual([20, 'listener']);
  });

  test('is the oldest one where nobody listens yet', () => {
    expect(chosen([pause, { ...worker, pid: 30, ppid: 0 }, gunicorn, agent])).toEqual([20, 'age']);
  });

  test('is not what the runtime of a container makes, until that has become its program', () => {
    const made = [
      { ...gunicorn, command: 'runc init', comm: 'runc:[2:INIT]' },
      { ...gunicorn, pid: 22, command: '/proc/self/exe init', comm: 'exe' },
      { ...gunicorn, pid: 23, command: 'crun create shop', comm: 'crun' },
    ];
    expect(chosen([pause, ...made, agent])).toBeUndefined();
  });

  test('is not a tool that someone runs from outside, but one that a start script waits for is part of it', () => {
    const asking = { pid: 15, ppid: 0, command: '/usr/bin/curl -sS http://127.0.0.1:9393/v1/status', startTicks: 100 };
    expect(chosen([pause, asking, gunicorn, agent])).toEqual([20, 'age']);
    expect(chosen([pause, asking, agent])).toBeUndefined();
    const script = { pid: 14, ppid: 0, command: 'sh start.sh', startTicks: 99 };
    expect(chosen([pause, script, { ...asking, ppid: 14 }, agent])).toEqual([14, 'age']);
  });

  test('is the start script that waits for the server, not the server below it', () => {
    const script = { pid: 19, ppid: 0, command: 'sh start.sh', startTicks: 190 };
    expect(chosen([pause, script, { ...gunicorn, ppid: 19 }, agent], { holders: [20] })).toEqual([19, 'listener']);
  });

  test("is what runs below the script that started it and the agent: that is the agent's parent", () => {
    const script = { pid: 1, ppid: 0, command: 'sh start.sh', startTicks: 1 };
    const below = [script, { ...gunicorn, ppid: 1 }, { ...worker }, { ...agent, ppid: 1 }];
    expect(chosen(below, { holders: [20] })).toEqual([20, 'listener']);
    expect(chosen(below)).toEqual([20, 'age']);
  });

  test('is a child of the agent: a script started it, and became the agent', () => {
    const below = [agent, { ...gunicorn, ppid: AGENT_PID }, worker];
    expect(chosen(below, { holders: [21] })).toEqual([20, 'listener']);
    expect(chosen(below)).toEqual([20, 'age']);
  });

  test("is the agent's own parent where that holds the listener: a script that became the server", () => {
    const server = { ...gunicorn, pid: 1, startTicks: 1 };
    expect(chosen([server, { ...agent, ppid: 1 }], { holders: [1] })).toEqual([1, 'listener']);
  });

  test('is the container’s first process, seen from a second one that was executed beside it', () => {
    expect(chosen([{ ...gunicorn, pid: 1, startTicks: 1 }, agent])).toEqual([1, 'age']);
  });

  test.each(['/usr/bin/tini -- gunicorn shop:app', 'dumb-init gunicorn shop:app', '/catatonit -P', '/sbin/init'])(
    'is not %s, which only starts and reaps others',
    (command) => {
      const init = { pid: 1, ppid: 0, command, startTicks: 1 };
      expect(chosen([init, { ...gunicorn, ppid: 1 }, agent])).toEqual([20, 'age']);
      expect(chosen([init, agent])).toBeUndefined();
    },
  );

  test.each([
    ['with a terminal', { command: 'bash', tty: PTS_0, ppid: 0 }],
    ['without one', { command: 'sh', ppid: 0 }],
    ['of a login', { command: '-bash -l', tty: PTS_0, ppid: 12 }],
  ])('is neither a shell %s that someone opened to look around, nor what was started in it', (_, shell) => {
    const session = { pid: 12, ...shell, startTicks: 120 };
    const top = { pid: 13, ppid: 12, command: 'top', startTicks: 130 };
    const login = { pid: 11, ppid: 0, command: 'bash', tty: PTS_0, startTicks: 110 };
    expect(chosen([pause, login, session, top, gunicorn, agent])).toEqual([20, 'age']);
    expect(chosen([pause, login, session, top, agent])).toBeUndefined();
  });

  test('is never the agent, what the agent started, or another sidewatch', () => {
    const helper = { pid: 6, ppid: AGENT_PID, command: 'curl localhost', startTicks: 950 };
    const launcher = { pid: 2, ppid: 0, command: '/sidewatch/sidewatch run -- gunicorn', startTicks: 20 };
    const other = { pid: 3, ppid: 2, command: '/sidewatch/lib/ld-linux.so.2 lib/agent run', startTicks: 30 };
    expect(chosen([pause, agent, helper, launcher, other], { holders: [AGENT_PID, 6] })).toBeUndefined();
    expect(chosen([pause, agent, helper, launcher, other, { ...gunicorn, ppid: 2 }])).toEqual([20, 'age']);
    const named = {
      ...other,
      command: '/sidewatch/lib/sidewatch-agent --preload x.so --library-path lib lib/agent run --',
    };
    const unread = { ...other, command: '', comm: 'sidewatch-agent' };
    for (const each of [named, unread]) expect(chosen([pause, agent, launcher, each])).toBeUndefined();
  });

  test('is not `sleep` or a shell alone, unless that has stood for a while', () => {
    const keeper = { pid: 7, ppid: 0, command: 'sleep infinity', startTicks: 70 };
    expect(chosen([pause, keeper, agent])).toBeUndefined();
    expect(chosen([pause, keeper, agent], { mayKeep: true })).toEqual([7, 'age']);
    expect(chosen([pause, keeper, gunicorn, agent], { mayKeep: true })).toEqual([20, 'age']);
  });

  test('is neither a zombie nor a thread of the kernel', () => {
    const kernel = { pid: 2, ppid: 0, command: '', comm: 'kthreadd', group: 0, startTicks: 2 };
    const thread = { pid: 3, ppid: 2, command: '', group: 0, startTicks: 3 };
    const zombie = { ...gunicorn, pid: 8, state: 'Z', startTicks: 80 };
    expect(chosen([{ ...pause, command: '/sbin/init' }, kernel, thread, zombie, gunicorn, agent])).toEqual([20, 'age']);
  });
});
