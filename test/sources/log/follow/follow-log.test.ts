import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { followLog } from '../../../../src/sources/log/follow/follow-log.ts';
import { scratch } from '../../../support/scratch.ts';
import { lineCollector } from './following.ts';

/** A follower of `app.log` in a directory of its own, which looks when it is told to. */
function follower(since = Date.now() - 100) {
  const path = join(scratch('follow'), 'app.log');
  const { lines, open } = lineCollector();
  const log = followLog({ origin: path, path: () => path, since: () => since, open, now: Date.now });
  const look = async (): Promise<void> => {
    while ((await log.readNew()).isMore);
  };
  return { path, lines, log, look };
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

describe('a file', () => {
  test('may appear later, and so may its directory', async () => {
    const { path, lines, log, look } = follower();
    rmSync(join(path, '..'), { recursive: true });
    await look();
    expect(log.state.state).toBe('missing');
    mkdirSync(join(path, '..'));
    writeFileSync(path, 'first\n');
    await look();
    expect(lines).toEqual(['first']);
    expect(log.state.state).toBe('followed');
  });

  test('that is no regular file is told of and left alone', async () => {
    const { path, log, look } = follower();
    spawnSync('mkfifo', [path]);
    await look();
    expect(log.state).toMatchObject({ state: 'unreadable', reason: 'it is a pipe, not a regular file' });
    rmSync(path);
    mkdirSync(path);
    await look();
    expect(log.state).toMatchObject({ state: 'unreadable', reason: 'it is a directory, not a regular file' });
    rmSync(path, { recursive: true });
    symlinkSync('/dev/null', path);
    await look();
    expect(log.state).toMatchObject({ state: 'unreadable', reason: 'it is a device, not a regular file' });
    rmSync(path);
    writeFileSync(path, '');
    await look();
    expect(log.state).not.toHaveProperty('reason');
  });

  test('leaves no descriptor open when it is no longer followed', async () => {
    const { path, log, look } = follower();
    const before = descriptors();
    for (let file = 0; file < 3; file += 1) {
      writeFileSync(path, `${file}\n`);
      await look();
      renameSync(path, `${path}.${file}`);
    }
    await log.close();
    expect(descriptors()).toBe(before);
  });
});

describe('a line', () => {
  test('that the old file gets after the rotation is read, in its place or later', async () => {
    const { path, lines, look } = follower();
    const old = openSync(path, 'a');
    writeSync(old, '1\n');
    await look();
    renameSync(path, `${path}.1`);
    writeSync(old, '2\n');
    writeFileSync(path, '3\n');
    await look();
    writeSync(old, '4\n');
    closeSync(old);
    appendFileSync(path, '5\n');
    await look();
    expect(lines).toEqual(['1', '2', '3', '4', '5']);
  });

  test('of a file that was rotated away between two looks is read', async () => {
    const { path, lines, log, look } = follower();
    for (let file = 0; file < 5; file += 1) {
      writeFileSync(path, `${file}\n`);
      if (file === 0) await look();
      renameSync(path, `${path}.${file}`);
    }
    writeFileSync(path, '5\n');
    await look();
    // Those of one moment, as file systems measure it, have no order.
    expect(lines.toSorted()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(log.state.rotations).toBe(5);
  });

  test('of a file that goes away and comes back is not read twice', async () => {
    const { path, lines, look } = follower();
    writeFileSync(path, '1\n');
    await look();
    renameSync(path, `${path}.away`);
    await look();
    renameSync(`${path}.away`, path);
    appendFileSync(path, '2\n');
    await look();
    expect(lines).toEqual(['1', '2']);
  });

  test('of a file that was copied, truncated and has grown beyond where it was is read once', async () => {
    const { path, lines, log, look } = follower();
    writeFileSync(path, '1\n');
    await look();
    appendFileSync(path, '2\n');
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, '3\n4\n5\n');
    await look();
    expect(lines).toEqual(['1', '2', '3', '4', '5']);
    expect(log.state).toMatchObject({ truncations: 1, lostBytes: 0 });
  });

  test('that was cut away unread is counted', async () => {
    const { path, lines, log, look } = follower();
    const writer = openSync(path, 'w');
    writeSync(writer, '1\n');
    await look();
    writeSync(writer, '22\n');
    truncateSync(path);
    // This writer does not append: it goes on behind a hole.
    writeSync(writer, '3\n');
    closeSync(writer);
    expect(statSync(path).size).toBe(7);
    await look();
    expect(lines).toEqual(['1', '3']);
    expect(log.state).toMatchObject({ truncations: 1, lostBytes: 3 });
  });

  test('of 100 MB is cut, and the next one is whole', async () => {
    const { path, lines, look } = follower();
    writeFileSync(path, 'x'.repeat(100_000_000));
    appendFileSync(path, '\nnext\n');
    await look();
    expect(lines.map(({ length }) => length)).toEqual([65_536, 4]);
  });
});

describe('lines from before the app was started', () => {
  const SINCE = Date.now() - 10_000;
  const stamp = (ms: number): string => new Date(SINCE + ms).toISOString();

  /** A file that is older than the app: file systems do not let that be set, so the app is younger. */
  function olderFile(text: string, wroteAfterMs: number, since = Date.now() + 60_000) {
    const started = follower(since);
    writeFileSync(started.path, text);
    const wroteAt = (since + wroteAfterMs) / 1_000;
    utimesSync(started.path, wroteAt, wroteAt);
    return started;
  }

  test('are not read of a file that was not written since', async () => {
    const { path, lines, look } = olderFile('old\n', -1_000);
    await look();
    appendFileSync(path, 'new\n');
    await look();
    expect(lines).toEqual(['new']);
  });

  test('are not read of a file without stamps', async () => {
    const { path, lines, look } = olderFile('old\nperhaps new\n', 1_000);
    await look();
    appendFileSync(path, 'new\n');
    await look();
    expect(lines).toEqual(['new']);
  });

  test('are told apart by their stamps', async () => {
    const since = Date.now() + 60_000;
    const at = (ms: number): string => new Date(since + ms).toISOString();
    const { lines, look } = olderFile(`${at(-9_000)} old\nof it\n${at(2_000)} new\nof it\n`, 3_000, since);
    await look();
    expect(lines).toEqual([`${at(2_000)} new`, 'of it']);
  });

  test('are not there in a file that is younger', async () => {
    const { path, lines, look } = follower(SINCE);
    writeFileSync(path, `${stamp(-5_000)} begun\n`);
    await look();
    expect(lines).toHaveLength(1);
  });
});
