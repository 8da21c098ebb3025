import { spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProcfs } from '../../../../src/sources/procfs/files/procfs.ts';
import { AGENT_PID, procTree } from '../proc-tree.ts';

const NO_PID = 4_194_304;
const isRoot = process.getuid?.() === 0;
const initIsOurs = !isRoot && statSync('/proc/1').uid === process.getuid?.();

describe('the proc file system', () => {
  test('shows this process', () => {
    const procfs = openProcfs();
    expect(procfs.pids()).toMatchObject({ kind: 'read', value: expect.arrayContaining([process.pid]) });
    expect(procfs.text(`${process.pid}/stat`)).toMatchObject({
      kind: 'read',
      value: expect.stringMatching(new RegExp(`^${process.pid} `)),
    });
    expect(procfs.uid(process.pid)).toEqual({ kind: 'read', value: process.geteuid?.() });
    expect(procfs.link(`${process.pid}/cwd`)).toEqual({ kind: 'read', value: process.cwd() });
  });

  test('shows the descriptors of a process, and the files behind them', () => {
    const procfs = openProcfs();
    const fd = openSync(devNull, 'r');
    const descriptors = procfs.descriptors(process.pid);
    const link = procfs.link(`${process.pid}/fd/${fd}`);
    const stat = procfs.fileStat(process.pid, fd);
    closeSync(fd);
    expect(descriptors).toMatchObject({ kind: 'read', value: expect.arrayContaining([fd]) });
    expect(link).toEqual({ kind: 'read', value: devNull });
    expect(stat).toMatchObject({ kind: 'read', value: { mode: 0o666 } });
  });

  test('says of a process that is not there that it vanished, whatever is asked', () => {
    const procfs = openProcfs();
    const asked = [
      procfs.text(`${NO_PID}/stat`),
      procfs.scan(`${NO_PID}/net/tcp`, () => true),
      procfs.descriptors(NO_PID),
      procfs.link(`${NO_PID}/fd/0`),
      procfs.fileStat(NO_PID, 0),
      procfs.uid(NO_PID),
    ];
    expect(asked.map(({ kind }) => kind)).toEqual(asked.map(() => 'vanished'));
  });

  test.skipIf(initIsOurs)('tells what is not permitted from what is not there', () => {
    const script = `
      import { openProcfs } from '${join(import.meta.dirname, '../../../../src/sources/procfs/files/procfs.ts')}';
      const { kind, fault } = openProcfs().descriptors(1);
      console.log(kind, openProcfs().descriptors(${NO_PID}).kind, fault);`;
    const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      ...user,
      encoding: 'utf8',
    });
    expect(stdout).toBe('denied vanished EACCES: permission denied\n');
  });

  test('says of a directory read as a file that it failed, and why', () => {
    expect(openProcfs().text('self')).toMatchObject({ kind: 'failed', reason: expect.stringContaining('EISDIR') });
  });

  test('reads no more of a file than asked for', () => {
    const { root, write } = procTree();
    write(`${AGENT_PID}/cmdline`, 'x'.repeat(1_000_000));
    const text = openProcfs(root).text(`${AGENT_PID}/cmdline`, 16_384);
    expect(text).toEqual({ kind: 'read', value: 'x'.repeat(16_384) });
  });

  test('reads no further in a table than is wanted', () => {
    const { root, write } = procTree();
    write('net/tcp', 'x'.repeat(1_000_000));
    const chunks: string[] = [];
    openProcfs(root).scan('net/tcp', (chunk) => chunks.push(chunk) < 2);
    expect(chunks.map(({ length }) => length)).toEqual([16_384, 16_384]);
  });

  test('hands on what the reader of a table throws', () => {
    const failure = new TypeError('a bug');
    const scan = () =>
      openProcfs().scan('net/tcp', () => {
        throw failure;
      });
    expect(scan).toThrow(failure);
  });
});
