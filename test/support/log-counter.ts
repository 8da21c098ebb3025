// Follows a log as the agent does, without keeping it: node log-counter.ts PATH.
// Prints `ready`, and when stdin has ended and all was read, as JSON what came (a digest tells each byte and its place) and by how much its memory grew.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { logFilesSource } from '../../src/sources/log/follow/log-files.ts';
import { createLogReaders } from '../../src/sources/log/read/log-readers.ts';
import type { LogStream } from '../../src/sources/log/read/log-streams.ts';
import { systemClock } from '../../src/system-clock.ts';
import { app, facts } from './builders.ts';

const [path = ''] = process.argv.slice(2);
const startedAt = systemClock.now();
const atFirst = process.resourceUsage().maxRSS;
const hash = createHash('sha1');
const readers = createLogReaders(systemClock);
let bytes = 0;

/** What the agent itself reads, and a digest of it. */
function open(origin: string): LogStream {
  const stream = readers.open(origin);
  const write = (chunk: Buffer): void => {
    bytes += chunk.length;
    hash.update(chunk);
    stream.write(chunk);
  };
  return { ...stream, write };
}

const stopping = new AbortController();
const watch = {
  clock: systemClock,
  record: () => undefined,
  facts: () => facts({ app: app({ startedAt }) }),
  pause: (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal),
};
const reading = readers.source.run(watch, stopping.signal);
const following = logFilesSource({ paths: [path], readers: { open } }).run(watch, stopping.signal);
console.log('ready');
process.stdin.resume().on('end', async () => {
  while (bytes < statSync(path).size) await systemClock.sleep(20, stopping.signal);
  stopping.abort();
  await Promise.all([reading, following]);
  const grownMiB = Math.round((process.resourceUsage().maxRSS - atFirst) / 1024);
  console.log(JSON.stringify({ bytes, digest: hash.digest('hex'), grownMiB }));
});
