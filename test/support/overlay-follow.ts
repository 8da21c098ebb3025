// Follows logs on the file system that it runs on as the agent does: node overlay-follow.ts DIRECTORY LOWER.
// Prints, as JSON, for each kind of rotation what was missed or read twice, and how late single lines were seen; LOWER is a file that was there before.
import { appendFileSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { audit, following, numberedWriter, type Rotation } from '../sources/log/follow/following.ts';

const [directory = '', lower = ''] = process.argv.slice(2);
const kinds: readonly Rotation[] = ['rename', 'copytruncate', 'symlink', 'recreate', 'directory'];
const ROTATIONS = 10;
const SINGLE_LINES = 41;

async function rotated(kind: Rotation) {
  const path = join(directory, kind, 'app.log');
  const log = following(path);
  const writer = numberedWriter(path, kind);
  await log.until(() => log.lines.length > 0);
  for (let count = 1; count <= ROTATIONS; count += 1) {
    writer.rotate();
    const turns = () => (kind === 'copytruncate' ? log.state()?.truncations : log.state()?.rotations) ?? 0;
    await log.until(() => turns() >= count);
    const before = log.lines.length;
    await log.until(() => log.lines.length > before);
  }
  const written = await writer.end();
  await log.stop();
  return audit(log.lines, written);
}

/** How late a line that stands alone is seen, in ms: the median. */
async function lateness(path: string): Promise<number> {
  const log = following(path);
  await log.until(() => log.state()?.state !== undefined);
  appendFileSync(path, 'first\n');
  await log.until(() => log.lines.at(-1) === 'first');
  const delays: number[] = [];
  for (let n = 0; n < SINGLE_LINES; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const before = log.lines.length;
    const writtenAt = performance.now();
    appendFileSync(path, `line ${n}\n`);
    while (log.lines.length === before) await new Promise((resolve) => setImmediate(resolve));
    delays.push(performance.now() - writtenAt);
  }
  await log.stop();
  return delays.sort((a, b) => a - b)[Math.floor(SINGLE_LINES / 2)] ?? Number.NaN;
}

mkdirSync(directory, { recursive: true });
const type = statfsSync(directory).type.toString(16);
const before = statSync(lower);
const lowerMs = await lateness(lower);
const result = {
  type,
  copiedUp: statSync(lower).size > before.size,
  lowerMs,
  upperMs: await lateness(join(directory, 'new.log')),
};
const rotations: Record<string, unknown> = {};
for (const kind of kinds) rotations[kind] = await rotated(kind);
console.log(JSON.stringify({ ...result, rotations }));
