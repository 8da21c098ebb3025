// needs: time
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { scratch } from '../../../support/scratch.ts';

const counter = join(import.meta.dirname, '../../../support/log-counter.ts');
/** As the agent that ships is run: a heap that grew with the log would end it. */
const HEAP = ['--max-old-space-size=32', '--max-semi-space-size=1'];

/** Follows in a process of its own, whose memory can be measured. */
async function counting(path: string, through: readonly string[] = []) {
  const [program = '', ...args] = [...through, process.execPath, ...HEAP, counter, path];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const printed = createInterface(child.stdout)[Symbol.asyncIterator]();
  await printed.next();
  return {
    async end(): Promise<{ readonly bytes: number; readonly digest: string; readonly grownMiB: number }> {
      child.stdin.end();
      return JSON.parse((await printed.next()).value ?? '');
    },
  };
}

/** A log that is written as fast as the disk takes it, and what ought to be read of it. */
function flooding(path: string) {
  const fd = openSync(path, 'a');
  const hash = createHash('sha1');
  let bytes = 0;
  return {
    write(part: Buffer): void {
      writeSync(fd, part);
      hash.update(part);
      bytes += part.length;
    },
    end() {
      closeSync(fd);
      return { bytes, digest: hash.digest('hex') };
    },
  };
}

const MEGABYTE = 1_000_000;

function lines(): Buffer {
  let text = '';
  for (let line = 0; text.length < MEGABYTE; line += 1) text += `${line} the app says what it does, and goes on\n`;
  return Buffer.from(text);
}

test('a burst of 1 GB and a line of 100 MB are read to the last byte, in a memory that does not grow with them', async () => {
  const path = join(scratch('burst'), 'app.log');
  const follower = await counting(path);
  const flood = flooding(path);
  const block = lines();
  for (let part = 0; part < 1_000; part += 1) flood.write(block);
  const long = Buffer.alloc(MEGABYTE, 'x');
  for (let part = 0; part < 100; part += 1) flood.write(long);
  flood.write(Buffer.from('\nthe end\n'));
  const written = flood.end();
  const { grownMiB, ...read } = await follower.end();
  rmSync(path);
  expect(read).toEqual(written);
  console.log(`${read.bytes} bytes were read, and the memory grew by ${grownMiB} MiB`);
  expect(grownMiB).toBeLessThan(32);
}, 280_000);

const mayUnshare = spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0;
if (!mayUnshare) console.log('a kernel without inotify left is not tested: no user namespace can be made here');

test.skipIf(!mayUnshare)('where the kernel has no inotify left, looks find what is written', async () => {
  const path = join(scratch('burst'), 'app.log');
  const none = 'echo 0 > /proc/sys/user/max_inotify_instances; exec "$@"';
  const follower = await counting(path, ['unshare', '--user', '--map-root-user', 'sh', '-c', none, 'sh']);
  const flood = flooding(path);
  flood.write(lines());
  const written = flood.end();
  expect(await follower.end()).toMatchObject(written);
});
