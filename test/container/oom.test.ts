import { describe, expect, test } from 'vitest';
import { type Ended, limitedContainerObstacle, runLimited } from '../support/oom-container.ts';

const obstacle = limitedContainerObstacle();
if (obstacle !== undefined) console.log(`containers with a memory limit skipped: ${obstacle}`);

const KILLED = 137;
const eat = 'a = []\nwhile True: a.append(bytearray(1 << 20))';
const primaryOf = ({ lines }: Ended) => lines.findLast(({ primary }) => primary);

describe.skipIf(obstacle !== undefined)('a container with 256 MiB of memory', () => {
  test('that an app fills is told as out of memory, the main process', { timeout: 90_000 }, async () => {
    const ended = await runLimited(256, 'python3', '-c', eat);
    expect(ended.exitCode).toBe(KILLED);
    expect(primaryOf(ended)).toMatchObject({ code: 'out-of-memory' });
    expect(primaryOf(ended)?.msg).toMatch(/main process.*limit 256 MiB/);
    expect(primaryOf(ended)?.remedy?.join(' ')).toMatch(/memory limit/);
  });

  test('that a child of the app fills is told as out of memory, and the app ends in its own way', {
    timeout: 90_000,
  }, async () => {
    const parent = `import subprocess, sys, time\ncode = subprocess.call([sys.executable, "-c", ${JSON.stringify(eat)}])\ntime.sleep(3)\nsys.exit(7 if code == -9 else 1)`;
    const ended = await runLimited(256, 'python3', '-c', parent);
    expect(ended.exitCode).toBe(7);
    const told = ended.lines.find(({ primary }) => primary);
    expect(told).toMatchObject({ code: 'out-of-memory' });
    expect(told?.msg).toMatch(/not the main/);
  });

  test('whose app somebody else kills is not told as out of memory', { timeout: 90_000 }, async () => {
    const ended = await runLimited(256, 'sh', '-c', 'sleep 1; kill -KILL $$');
    expect(ended.exitCode).toBe(KILLED);
    expect(primaryOf(ended)).toMatchObject({ code: 'exited-early' });
    expect(primaryOf(ended)?.msg).toContain('SIGKILL');
    expect(ended.lines.filter(({ code }) => code === 'out-of-memory')).toEqual([]);
  });
});
