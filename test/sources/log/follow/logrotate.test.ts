// needs: logrotate
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../../../support/scratch.ts';
import { audit, following, numberedWriter } from './following.ts';

const LOGROTATE = '/usr/sbin/logrotate';
if (!existsSync(LOGROTATE)) console.log('rotations by logrotate skipped: it is not installed');
const ROTATIONS = 50;

const numbersIn = (text: string): readonly number[] =>
  text
    .split('\n')
    .filter((line) => /^\d+ the app says what it does, and goes on$/.test(line))
    .map((line) => Number(line.split(' ')[0]));

test.skipIf(!existsSync(LOGROTATE)).each([
  ['create', (pid: number) => `postrotate\nkill -USR1 ${pid}\nendscript`],
  ['copytruncate', () => ''],
])('each line that 50 rotations by logrotate (%s) leave anywhere is read once', async (way, reopen) => {
  const work = scratch('logrotate');
  const folder = join(work, 'logs');
  mkdirSync(folder);
  const path = join(folder, 'app.log');
  const log = following(path);
  const writer = numberedWriter(path, 'others');
  await log.until(() => log.lines.length > 0);
  const conf = join(work, 'logrotate.conf');
  writeFileSync(conf, `${path} {\nsize 1\nrotate 100\n${way}\n${reopen(writer.pid ?? 0)}\n}\n`, { mode: 0o644 });
  const turns = (): number => (log.state()?.rotations ?? 0) + (log.state()?.truncations ?? 0);
  for (let count = 1; count <= ROTATIONS; count += 1) {
    const { status, stderr } = spawnSync(LOGROTATE, ['--force', '--state', join(work, 'state'), conf]);
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
    await log.until(() => turns() >= count);
    // What comes now is of the new file: a truncation before anything of it was read could not be noticed.
    const before = log.lines.length;
    await log.until(() => log.lines.length > before);
  }
  const written = await writer.end();
  await log.stop();
  const left = readdirSync(folder).flatMap((name) => numbersIn(readFileSync(join(folder, name), 'utf8')));
  const read = new Set(numbersIn(log.lines.join('\n')));
  expect(left.filter((number) => !read.has(number))).toEqual([]);
  const { missing, repeated } = audit(
    log.lines.filter((line) => /^\d+ the app says.*on$/.test(line)),
    written,
  );
  expect({ repeated, turns: turns() }).toEqual({ repeated: 0, turns: ROTATIONS });
  // Between logrotate's copy and its truncation nothing holds what is written; a rename loses nothing.
  if (way === 'create') expect(missing).toBe(0);
  console.log(
    `logrotate ${way}: ${written} lines, ${missing} cut away by it, ${log.state()?.lostBytes} bytes told as lost`,
  );
});
