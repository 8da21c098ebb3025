import { expect, test } from 'vitest';
import type { FollowedLog } from '../../../src/core/facts/followed-log.ts';
import { createLogFilesSink } from '../../../src/sinks/log/log-files-sink.ts';
import { facts, NOW } from '../../support/builders.ts';
import { memoryLogger, report } from '../reports.ts';

const SECOND = 1_000;
const file = (change: Partial<FollowedLog> = {}): FollowedLog => ({
  ...{ origin: '/logs/app.log', state: 'followed', rotations: 0, truncations: 0, lostBytes: 0 },
  ...change,
});

/** What is written on the agent's log when a file is as these say, one second after the other. */
async function toldOf(...states: readonly FollowedLog[]): Promise<readonly unknown[]> {
  const { logger, lines } = memoryLogger();
  const sink = createLogFilesSink(logger);
  for (const [index, state] of states.entries()) {
    const at = NOW + index * SECOND;
    await sink.deliver(report({ at, facts: facts({ logFiles: [state] }) }), new AbortController().signal);
  }
  return lines.map(({ level, msg }) => `${level}: ${msg}`);
}

test('a file that is followed, rotated and not lost is worth no word', async () => {
  expect(await toldOf(file({ state: 'missing' }), file(), file({ rotations: 3 }))).toEqual([]);
});

test('one that cannot be read is told of once, with the reason', async () => {
  const denied = file({ state: 'unreadable', reason: 'permission denied' });
  expect(await toldOf(denied, denied)).toEqual(['warn: the log file /logs/app.log cannot be read: permission denied']);
});

test('one that does not come is told of after a while', async () => {
  const states = Array.from({ length: 40 }, () => file({ state: 'missing' }));
  expect(await toldOf(...states)).toEqual(['info: the log file /logs/app.log does not exist yet']);
});

test('a truncation may have cost lines that nobody can count, and that is said once', async () => {
  expect(await toldOf(file({ truncations: 1 }), file({ truncations: 2 }))).toEqual([
    expect.stringMatching(/^info: .*cannot be counted$/),
  ]);
});

test('lines that were cut away unread are counted, and told of once a minute at most', async () => {
  const losing = Array.from({ length: 70 }, (_, index) => file({ lostBytes: 100 * (index + 1) }));
  expect(await toldOf(...losing)).toEqual([
    'warn: 100 bytes of the log file /logs/app.log were lost: it was truncated before they were read',
    'warn: 6100 bytes of the log file /logs/app.log were lost: it was truncated before they were read',
  ]);
});

test('what was left unread when the agent ended is counted, and told of', async () => {
  expect(await toldOf(file(), file({ unreadBytes: 4_096 }))).toEqual([
    'warn: the last 4096 bytes of the log file /logs/app.log were not read before the agent exited',
  ]);
});
