import { expect, test } from 'vitest';
import type { Listener } from '../../../src/core/facts/listener.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { listener, NOW, settings } from '../../support/builders.ts';

const own = listener('127.0.0.1');

/** Since when the listeners are unchanged, in ms after the first scan, if a second one sees these besides the app's. */
function since(...others: readonly Listener[]): number {
  const saw = (value: readonly Listener[], at: number) => ({ kind: 'saw', fact: 'listeners', value, at }) as const;
  const first = remember(newMemory(settings(), [], NOW), saw([own], NOW));
  return remember(first, saw([own, ...others], NOW + 500)).listenersSince - NOW;
}

test("the listeners count as changed when the app opens a port, or when a port's owner is unknown", () => {
  expect(since(listener('127.0.0.1', 9_000))).toBe(500);
  expect(since(listener('127.0.0.1', 9_000, { owner: 'unknown' }))).toBe(500);
});

test('they do not when a program other than the app opens one', () => {
  expect(since(listener('127.0.0.1', 9_000, { owner: 'other' }))).toBe(0);
  expect(since(listener('127.0.0.1', 9_393, { owner: 'other-agent' }))).toBe(0);
});
