import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../../../support/scratch.ts';
import { following } from './following.ts';

const MEBIBYTE = 1_048_576;
const SIZE = 400 * MEBIBYTE;

test('an agent that ends far behind reads on for a while, and counts what it leaves', async () => {
  const path = join(scratch('left-behind'), 'app.log');
  writeFileSync(path, 'the app says\n');
  // A hole of the file system: it takes no room on the disk, and is read as any other bytes.
  truncateSync(path, SIZE);
  const log = following(path);
  await log.stop();
  const left = log.state()?.unreadBytes ?? 0;
  expect(left).toBeGreaterThan(0);
  expect(log.bytes()).toBeGreaterThan(MEBIBYTE);
  expect(log.bytes() + left).toBe(SIZE);
});

test('one that has read all leaves nothing to tell', async () => {
  const path = join(scratch('left-behind'), 'app.log');
  writeFileSync(path, 'the app says\n');
  const log = following(path);
  await log.stop();
  expect(log.bytes()).toBe(13);
  expect(log.state()).not.toHaveProperty('unreadBytes');
});
