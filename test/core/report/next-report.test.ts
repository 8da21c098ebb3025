import { describe, expect, test } from 'vitest';
import { nextReport } from '../../../src/core/report/next-report.ts';
import { facts, listener } from '../../support/builders.ts';

const quiet = facts({ listeners: [] });
const listening = facts({ listeners: [listener('0.0.0.0')] });

describe('a turn', () => {
  test('has a number of its own when something changed', () => {
    const first = nextReport(undefined, quiet, [], 'refresh');
    const second = nextReport(first, listening, [], 'refresh');
    expect([first, second].map(({ report, isNumbered }) => [report.seq, isNumbered])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(second.report.events).toMatchObject([{ seq: first.eventSeq + 1, change: { kind: 'listener-opened' } }]);
  });

  test('has the number of the one before when nothing changed', () => {
    const first = nextReport(undefined, quiet, [], 'refresh');
    const second = nextReport(first, quiet, [], 'refresh');
    expect(second).toMatchObject({ isNumbered: false, eventSeq: first.eventSeq, report: { seq: 1, events: [] } });
  });

  test.each(['heartbeat', 'last'] as const)('is numbered as a %s though nothing changed', (reason) => {
    const first = nextReport(undefined, quiet, [], 'refresh');
    const { report, isNumbered } = nextReport(first, quiet, [], reason);
    expect({ isNumbered, seq: report.seq, last: report.last }).toEqual({
      isNumbered: true,
      seq: 2,
      last: reason === 'last',
    });
  });
});
