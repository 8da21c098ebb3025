import { expect, test } from 'vitest';
import { isAsItShould } from '../../scripts/scenario/as-it-should.ts';
import type { Played } from '../../scripts/scenario/play.ts';

const right: Played = {
  ...{ name: 'an app', expected: 'wrong-port', said: 'wrong-port', score: 'right first', isRemedyNamed: true },
  peers: { http: 'pass', tcp: 'pass', curl: 'pass' },
};
const works = { works: true, tried: '`--port 80`' };
const fails = { works: false, tried: '`--port 81`', why: 'still wrong-port' };

test('a healthy app must be quiet, and a broken one must have its cause first, with the remedy', () => {
  expect(isAsItShould({ ...right, score: 'quiet' })).toBe(true);
  expect(isAsItShould({ ...right, score: 'false alarm' })).toBe(false);
  expect(isAsItShould(right)).toBe(true);
  expect(isAsItShould({ ...right, score: 'present, not first' })).toBe(false);
  expect(isAsItShould({ ...right, isRemedyNamed: false })).toBe(false);
});

test('a fix that is marked as one that works has to work; any other may fail', () => {
  expect(isAsItShould({ ...right, mustFix: true, fix: works })).toBe(true);
  expect(isAsItShould({ ...right, mustFix: true, fix: fails })).toBe(false);
  expect(isAsItShould({ ...right, mustFix: true, fix: { cannot: 'it needs another image' } })).toBe(false);
  expect(isAsItShould({ ...right, mustFix: true })).toBe(false);
  expect(isAsItShould({ ...right, fix: fails })).toBe(true);
});
