import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { App } from '../../../src/core/facts/app.ts';
import { openProcfs, type Procfs } from '../../../src/sources/procfs/files/procfs.ts';
import { commandLines } from '../../../src/sources/procfs/processes/command-lines.ts';
import { processTableReader } from '../../../src/sources/procfs/processes/process-table.ts';
import { visibilityReader } from '../../../src/sources/procfs/visibility.ts';
import { app, NOW } from '../../support/builders.ts';
import { HEADER, listenRow } from './files/socket-lines.ts';
import { AGENT_PID, type ProcTree, procTree } from './proc-tree.ts';

const MAIN = 10;
const CHILD = 11;
const main = { pid: MAIN, ppid: 1 };
const child = { pid: CHILD, ppid: MAIN };
const running = app({ pid: MAIN });

/** What is seen of an app of a main process and a child, with some of /proc played by the test. */
function visibilityIn(tree: ProcTree, { of = running, played = {} }: { of?: App; played?: Partial<Procfs> } = {}) {
  const procfs: Procfs = { ...openProcfs(tree.root), uid: (pid) => ({ kind: 'read', value: pid }), ...played };
  const table = processTableReader(procfs)(new Set(), NOW);
  if (table.kind !== 'read') throw new Error(table.reason);
  const members = new Map(
    [MAIN, CHILD].flatMap((pid) => {
      const stat = table.value.stats.get(pid);
      return stat
        ? [[pid, { stat, kinship: pid === MAIN ? ('main' as const) : ('descendant' as const) }] as const]
        : [];
    }),
  );
  return visibilityReader(procfs, commandLines(procfs), AGENT_PID)({ table: table.value, app: of, members }, NOW);
}

/** Puts a process into a network namespace, with these ports open there. */
function network(tree: ProcTree, pid: number, name: string, ...ports: readonly number[]): void {
  for (const folder of ['ns', 'net']) mkdirSync(join(tree.root, `${pid}/${folder}`));
  symlinkSync(name, join(tree.root, `${pid}/ns/net`));
  tree.write(`${pid}/net/tcp`, HEADER + ports.map((port, i) => listenRow(port, 100 + i)).join(''));
}

describe('how far the agent can see', () => {
  test('is everywhere, usually', () => {
    expect(visibilityIn(procTree(main, child))).toEqual({ uid: AGENT_PID, gaps: [] });
  });

  test('ends where descriptors are closed to it; one process stands for all', () => {
    const fault = 'EACCES: permission denied';
    const descriptors = () => ({ kind: 'denied', reason: `${fault}, scandir '/proc/10/fd'`, fault }) as const;
    expect(visibilityIn(procTree(main, child), { played: { descriptors } }).gaps).toEqual([
      { kind: 'closed-descriptors', pid: MAIN, uid: MAIN, reason: 'EACCES: permission denied' },
    ]);
  });

  test('ends at a /proc that hides process 1, or that is of another PID namespace', () => {
    const hiding = procTree(main);
    hiding.remove(1);
    expect(visibilityIn(hiding).gaps).toEqual([{ kind: 'hidden-processes' }]);
    const foreign = procTree(main);
    foreign.remove(AGENT_PID);
    expect(visibilityIn(foreign).gaps).toMatchObject([{ kind: 'no-processes' }]);
  });

  test('ends where the app is in another PID namespace', () => {
    const unseen: App = { command: [], startedAt: NOW, unseen: 'elsewhere' };
    expect(visibilityIn(procTree(), { of: unseen }).gaps).toEqual([{ kind: 'other-pid-namespace' }]);
  });

  test('tells an app with a network of its own, and where it listens there', () => {
    const tree = procTree(main, child);
    network(tree, AGENT_PID, 'net:[1]');
    network(tree, MAIN, 'net:[2]', 8000);
    expect(visibilityIn(tree).otherNetwork).toEqual({
      pid: MAIN,
      command: ['sleep', '30'],
      own: 'net:[1]',
      other: 'net:[2]',
      listeners: [{ address: '0.0.0.0', port: 8000 }],
    });
  });

  test('takes a child that was cut off from the network for a sandbox, unless it serves there', () => {
    const tree = procTree(main, child, { pid: 12, ppid: MAIN });
    network(tree, AGENT_PID, 'net:[1]');
    network(tree, MAIN, 'net:[1]');
    network(tree, CHILD, 'net:[2]');
    expect(visibilityIn(tree).otherNetwork).toBeUndefined();
    tree.write(`${CHILD}/net/tcp`, HEADER + listenRow(8000, 100));
    expect(visibilityIn(tree).otherNetwork).toMatchObject({ pid: CHILD });
  });

  test('says nothing of a namespace that it may not look at', () => {
    const tree = procTree(main);
    network(tree, AGENT_PID, 'net:[1]');
    expect(visibilityIn(tree).otherNetwork).toBeUndefined();
  });
});
