// needs: time
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, type Following, following, numberedWriter, type Rotation, temporaryDirectory } from './following.ts';

const kinds: readonly Rotation[] = ['rename', 'copytruncate', 'symlink', 'recreate', 'directory'];
const ROTATIONS = 50;

describe.each([
  { by: 'events', pollMs: undefined },
  { by: 'polling', pollMs: 20 },
])('followed by $by', ({ pollMs }) => {
  test.concurrent.for(kinds)('every line is read once across 50 rotations by %s under load', async (kind, context) => {
    const directory = temporaryDirectory();
    context.onTestFinished(directory.remove);
    const path = join(directory.path, 'logs', 'app.log');
    const log = following(path, pollMs);
    const writer = numberedWriter(path, kind);
    await log.until(() => log.lines.length > 0);
    for (let count = 1; count <= ROTATIONS; count += 1) {
      writer.rotate();
      await log.until(() => turns(log, kind) >= count);
      // A file that is truncated again before a byte of it was read shows nothing of that.
      const before = log.lines.length;
      await log.until(() => log.lines.length > before);
    }
    const written = await writer.end();
    await log.stop();
    expect({ ...audit(log.lines, written), turns: turns(log, kind), lostBytes: log.state()?.lostBytes }).toEqual({
      missing: 0,
      repeated: 0,
      turns: ROTATIONS,
      lostBytes: 0,
    });
  });
});

const turns = (log: Following, kind: Rotation): number =>
  (kind === 'copytruncate' ? log.state()?.truncations : log.state()?.rotations) ?? 0;
