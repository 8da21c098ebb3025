// needs: python3
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { fullFiles } from '../../../../src/sources/procfs/blocked/blocked-processes.ts';
import { openProcfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { procTree } from '../proc-tree.ts';

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});

/** A real process that may open 64 files, once it has done what the Python line says. */
const processThat = async (line: string): Promise<number> => {
  const script = `import os, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n${line}\nprint(flush=True)\ninput()`;
  const child = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  running.push(child);
  await once(child.stdout, 'data');
  return child.pid ?? 0;
};

const until = 'held = []\ntry:\n  while True: held.append(os.dup(0))\nexcept OSError: pass';

describe('the files of a process', () => {
  test('are all that it may open', async () => {
    expect(fullFiles(openProcfs(), await processThat(until))).toEqual({ open: 64, limit: 64 });
  });

  test('are as good as all while one is free: a server that refuses a client has one spare', async () => {
    const pid = await processThat(`${until}\nos.close(held.pop())`);
    expect(fullFiles(openProcfs(), pid)).toEqual({ open: 63, limit: 64 });
  });

  test('leave room, also where it once had none', async () => {
    expect(fullFiles(openProcfs(), await processThat('pass'))).toBeUndefined();
    expect(fullFiles(openProcfs(), await processThat(`${until}\nfor one in held: os.close(one)`))).toBeUndefined();
  });

  test.each([
    ['without a limit', 'Max open files            unlimited            unlimited            files\n'],
    ['with a limit beyond counting', 'Max open files            1048576              1048576              files\n'],
    ['with another kernel’s words', 'Open files: 2\n'],
  ])('are not counted %s', (_, limits) => {
    const tree = procTree({ pid: 7, cmdline: ['app'], fds: { 0: 'pipe:[1]', 1: 'pipe:[2]' } });
    tree.write('7/limits', limits);
    tree.write('7/status', 'Name:\tapp\nFDSize:\t2097152\n');
    expect(fullFiles(openProcfs(tree.root), 7)).toBeUndefined();
  });

  test('are unknown of a process that is gone', () => {
    expect(fullFiles(openProcfs(procTree().root), 7)).toBeUndefined();
  });
});
