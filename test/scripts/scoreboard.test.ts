import { expect, test } from 'vitest';
import type { Played } from '../../scripts/scenario/play.ts';
import { fixWords, scoreboard } from '../../scripts/scenario/scoreboard.ts';

const played = (name: string, change: Partial<Played>): Played => ({
  ...{ name, expected: 'wrong-port', said: 'wrong-port', score: 'right first', isRemedyNamed: true },
  peers: { http: 'pass', tcp: 'pass', curl: 'pass' },
  ...change,
});
const board = scoreboard(
  [
    played('mended', { fix: { works: true, tried: '`--port 80`' } }),
    played('not mended', { fix: { works: false, tried: '`--port 81`', why: 'still wrong-port' } }),
    played('not tried', { fix: { cannot: 'it needs another image' } }),
    { ...played('well', { score: 'quiet' }), expected: 'nothing' },
  ],
  [],
  '| all | 2 | 1 |',
);

test('the scoreboard keeps the table of saved logs between marks, where it is regenerated', () => {
  expect(board).toContain('<!-- saved logs: generated -->\n| all | 2 | 1 |\n<!-- /saved logs -->');
});

test('the scoreboard counts the fixes that work, and shows for each app whether its fix does', () => {
  expect(board).toContain('| broken | 3 | 3 | 0 | 0 | 3 | 1 | - |');
  expect(board).toContain('| mended | `wrong-port` | ✓ | ✓ |');
  expect(board).toContain('| not mended | `wrong-port` | ✓ | ✗ |');
  expect(board).toContain('| not tried | `wrong-port` | ✓ | – |');
});

test('the scoreboard lists the fixes that failed, and those that could not be tried', () => {
  expect(board).toContain('- not mended: ✗ (`--port 81`: still wrong-port)\n- not tried: – (it needs another image)\n');
  expect(board).not.toContain('- mended:');
});

test('has no fix for an app whose cause was missed', () => {
  expect(fixWords(undefined)).toBe('–');
});

test('the scoreboard says what the fixes invent, and what – means', () => {
  expect(board).toContain('- A variable gets a plausible value if the remedy names none.');
  expect(board).toContain('- A memory or CPU limit is multiplied by four if the remedy says to raise it.');
  expect(board).toContain('– means that no remedy was tried');
});

test('holds no directory of the machine that ran it', () => {
  const why = `\`sh -c ${process.execPath} /tmp/sidewatch-fix-aB3/shop.js\` ended in ${process.cwd()}/test`;
  expect(fixWords({ works: false, tried: '`--port 81`', why })).toBe(
    '✗ (`--port 81`: `sh -c node shop.js` ended in test)',
  );
});
