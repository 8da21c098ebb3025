import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../../src/core/facts/log-event.ts';
import { saidAtEnd, saidBy } from '../../../src/rules/shared/said-at-end.ts';
import { NOW } from '../../support/builders.ts';

/** Lines, each so many ms after the end. */
const lines = (...all: readonly (readonly [afterMs: number, text: string])[]): readonly LogLine[] =>
  all.map(([afterMs, text]) => ({ origin: 'stderr', text, at: NOW + afterMs }));

const saidOf = (logged: readonly LogLine[], change: Partial<Parameters<typeof saidBy>[0]> = {}) =>
  saidBy({ at: NOW, labels: [], logged, tail: [], isBesideOthers: true, ...change });

const QUEUE = 'Error: queue 3 is empty';

describe('without labels', () => {
  test.each([
    ['a failure before the end', [[-300, 'no such plan: gold']], { said: 'no such plan: gold' }],
    [
      'several in one go',
      [
        [-300, 'Error: no key'],
        [-300, 'fatal: cannot start'],
      ],
      { said: 'fatal: cannot start' },
    ],
    [
      'what nobody else wrote',
      [
        [-900, QUEUE],
        [-300, 'no such plan'],
        [-200, QUEUE],
      ],
      { said: 'no such plan' },
    ],
    [
      'the only line, whatever it says',
      [
        [-300, 'trial is over'],
        [-900, 'tick 1'],
        [200, 'tick 2'],
      ],
      { last: 'trial is over' },
    ],
    ['a failure that was read a moment after the end', [[100, 'no such plan']], { said: 'no such plan' }],
    [
      'one before the end rather than that',
      [
        [-100, 'no such plan'],
        [100, 'Error: no answer'],
      ],
      { said: 'no such plan' },
    ],
    ['no other line of that moment', [[100, 'plan gold']], {}],
    ['nothing of what is written after it', [[200, 'no such plan']], {}],
    [
      'nothing where two may have failed',
      [
        [-900, 'Error: no key'],
        [-600, 'tick'],
        [-300, 'cannot connect'],
      ],
      {},
    ],
    ['nothing of what goes on', [[-300, 'Error: timeout, retrying']], {}],
    ['nothing of a request', [[-300, '"GET /missing HTTP/1.1" 404']], {}],
    ['nothing where it says that it is done', [[-300, 'seeded 40 rows, done']], {}],
  ] as const)('beside others it takes %s', (_, all, said) => {
    expect(saidOf(lines(...all))).toEqual(said);
  });

  test('it ignores a line that the others keep writing', () => {
    const [again] = lines([900, QUEUE.replace('3', '4')]);
    expect(saidOf(lines([-300, QUEUE]), { tail: again ? [again] : [] })).toEqual({});
  });

  test('a single program has the last words, at any time', () => {
    const tail = lines([-60_000, 'shop: bad region'], [10, 'tail: app.log: file truncated']);
    expect(saidOf([], { tail, isBesideOthers: false })).toEqual({ last: 'shop: bad region' });
  });
});

describe('with labels', () => {
  test.each([
    [
      'concurrently',
      ['web'],
      '[web] no such plan: gold',
      '[jobs] Error: queue is empty',
      '[web] node web.js exited with code 1',
    ],
    [
      'Foreman',
      ['web.1'],
      '12:00:01 web.1  | no such plan: gold',
      '12:00:01 jobs.1 | fatal: no queue',
      '12:00:01 web.1  | exited with code 1',
    ],
    ['Overmind', ['web'], 'web    | no such plan: gold', 'jobs   | fatal: no queue', 'web    | Exited'],
    [
      'npm-run-all',
      ['web'],
      '[web    ] no such plan: gold',
      '[jobs   ] fatal: no queue',
      'ERROR: "web" exited with 1.',
    ],
  ])('the reason of %s is in its own lines', (_, labels, own, others, managers) => {
    const logged = lines([-300, own], [-200, others], [0, managers], [100, others]);
    expect(saidOf(logged, { labels })).toEqual({ said: 'no such plan: gold' });
  });

  test('its last line is quoted if none reads like a failure', () => {
    const logged = lines([-300, '[web] bye bye'], [-200, '[jobs] Error: no queue']);
    expect(saidOf(logged, { labels: ['web'] })).toEqual({ last: 'bye bye' });
  });
});

test('the most telling line is quoted without its stamp, not the lines after it', () => {
  const fpm = (text: string): string => `[30-Nov-2026 12:12:10] ${text}`;
  const logged = lines(
    [-30, fpm('ALERT: [pool www] pm.max_children must be a positive value')],
    [-20, fpm('ERROR: failed to post process the configuration')],
    [-10, fpm('ERROR: FPM initialization failed')],
  );
  expect(saidAtEnd(logged, [])).toBe('pm.max_children must be a positive value');
});
