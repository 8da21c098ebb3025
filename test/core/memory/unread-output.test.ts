import { expect, test } from 'vitest';
import type { Log } from '../../../src/core/memory/facts.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { EventValues } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { NOW, settings } from '../../support/builders.ts';

const onTerminal = { stream: 'stderr', why: 'terminal' } as const;

/** The log after a start, and then a line of each of these origins. */
function logAfter(start: Partial<EventValues['app-started']>, ...origins: readonly string[]): Log {
  const value = { command: ['app'], pid: 7, ...start };
  const started = remember(newMemory(settings(), [], NOW), { kind: 'event', fact: 'app-started', value, at: NOW });
  const lines = origins.map((origin) => ({ origin, text: 'a line' }));
  return lines.reduce(
    (memory, _, index) =>
      remember(memory, { kind: 'saw', fact: 'tail', value: lines.slice(0, index + 1), at: NOW + index }),
    started,
  ).log;
}

test('a stream on the terminal stays unread when the other one is read', () => {
  expect(logAfter({ unread: onTerminal }).unread).toEqual(onTerminal);
  expect(logAfter({ unread: onTerminal }, 'stdout').unread).toEqual(onTerminal);
});

test('all output of an app that was found is unread', () => {
  expect(logAfter({ foundBy: 'age' }).unread).toEqual({ stream: 'output', why: 'attached' });
});

test.each([{ unread: onTerminal }, { foundBy: 'age' as const }])('a log file replaces it: %j', (start) => {
  expect(logAfter(start, '/var/log/app.log')).not.toHaveProperty('unread');
  expect(logAfter(start, '/var/log/app.log', 'stdout')).not.toHaveProperty('unread');
});

test('what an earlier agent has read is missing until the app writes again', () => {
  const unread = { stream: 'output', why: 'earlier' } as const;
  expect(logAfter({ unread }).unread).toEqual(unread);
  expect(logAfter({ unread }, 'stdout')).not.toHaveProperty('unread');
});

test('output that is copied is read', () => {
  expect(logAfter({})).not.toHaveProperty('unread');
});
