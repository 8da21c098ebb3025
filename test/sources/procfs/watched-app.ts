import type { App } from '../../../src/core/facts/app.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import { openProcfs } from '../../../src/sources/procfs/files/procfs.ts';
import { appProcessesFinder } from '../../../src/sources/procfs/processes/app-processes.ts';
import { commandLines } from '../../../src/sources/procfs/processes/command-lines.ts';
import { processTableReader } from '../../../src/sources/procfs/processes/process-table.ts';
import { app } from '../../support/builders.ts';
import { AGENT_PID, type ProcTree } from './proc-tree.ts';

export const MAIN = 10;
export const BOOT = 1_000_000;
export const STARTED = BOOT + 10_000;
export const LATER = STARTED + 2_000;
export const MARK = 'run-1';

export const main = { pid: MAIN, ppid: AGENT_PID, comm: 'app', cmdline: ['app', '--token', 's3cret'] };
export const running = app({ pid: MAIN, startedAt: STARTED });
export const ended: App = { ...running, exit: { code: 0, at: LATER } };

export const watching = (tree: ProcTree, agentPid = AGENT_PID) => {
  const procfs = openProcfs(tree.root);
  const readTable = processTableReader(procfs);
  const commands = commandLines(procfs);
  const find = appProcessesFinder({
    procfs,
    commands,
    agentPid,
    ownership: { kind: 'marked', mark: MARK },
    bootAt: BOOT,
  });
  return (of: App, at = LATER) => {
    const table = readTable(new Set(), at);
    if (table.kind !== 'read') throw new Error(table.reason);
    const observed = find(of, table.value, at);
    return observed.known ? observed.value.processes : observed.reason;
  };
};

export const pidsOf = (processes: readonly Process[] | string) =>
  typeof processes === 'string' ? processes : processes.map(({ pid, kinship }) => [pid, kinship]);
