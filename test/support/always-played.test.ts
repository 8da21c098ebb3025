import { expect, test } from 'vitest';
import { allCases } from './all-cases.ts';
import { alwaysPlayed } from './always-played.ts';
import { type Fault, isFault } from './scenario.ts';

const fault = (name: string, change: Partial<Fault> = {}): Fault => ({
  ...{ name, code: 'wrong-port', remedy: /./, command: [name] },
  ...change,
});
const healthy = { name: 'healthy', command: ['serve'] };

test('one for each code is played, all that is healthy, and all that was reported', () => {
  const reported = fault('reported', { field: true });
  const other = fault('other', { code: 'not-http' });
  const [first, second] = [fault('first'), fault('second')];
  expect(alwaysPlayed([first, healthy, second, other, reported])).toEqual([first, healthy, other, reported]);
});

test('of several for a code one whose fix works comes first', () => {
  const works = fault('works', { fixWorks: true });
  expect(alwaysPlayed([fault('first'), works])).toEqual([works]);
});

test('of all scenarios no two have the same name, and none has a fix that works and cannot be tried', async () => {
  const cases = await allCases();
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const both = cases.filter(isFault).filter((each) => each.fixWorks !== undefined && each.cannotFix !== undefined);
  expect(both.map(({ name }) => name)).toEqual([]);
});
