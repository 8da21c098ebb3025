import { expect, test } from 'vitest';
import { type SaidBindError, withBindError } from '../../../src/core/facts/bind-errors.ts';
import type { BindError } from '../../../src/core/facts/log-event.ts';

const firm: BindError = { kind: 'bind-error', reason: 'in-use', port: 9393, line: 'bind failed' };
const loose: BindError = { ...firm, line: 'about it', isLoose: true };

const told = (...errors: readonly (readonly [at: number, error: BindError])[]) =>
  errors.reduce<readonly SaidBindError[]>((before, [at, error]) => withBindError(before, error, at), []);

test('who fails again and again fails since the first time', () => {
  expect(told([100, firm], [150, firm], [4_000, firm])).toEqual([{ ...firm, at: 4_000, since: 100 }]);
});

test('a failure long after another one is a new one', () => {
  expect(told([100, firm], [60_000, firm])).toEqual([{ ...firm, at: 60_000 }]);
});

test('firm words are not displaced by loose ones, and loose ones by firm ones at once', () => {
  expect(told([100, firm], [150, loose])).toEqual([{ ...firm, at: 150, since: 100 }]);
  expect(told([100, loose], [150, firm])).toEqual([{ ...firm, at: 150 }]);
});

test('other ports are kept apart', () => {
  expect(told([100, firm], [150, { ...firm, port: 8000 }])).toHaveLength(2);
});
