import { describe, expect, test } from 'vitest';
import {
  emptyOutbox,
  type OutboxState,
  overflow,
  seqFor,
  stepped,
} from '../../../src/sinks/controller/outbox-state.ts';
import type { QueuedReport } from '../../../src/sinks/controller/queued-report.ts';
import { queued, type WrittenReport } from '../reports.ts';

const MEGABYTE = 1_048_576;

const beat = (seq: number, change: Partial<WrittenReport> = {}) => queued(seq, { events: [], ...change });

const filled = (...reports: readonly QueuedReport[]): OutboxState =>
  reports.reduce((outbox, each) => stepped(outbox, { kind: 'put', report: each }), emptyOutbox);

const without = (outbox: OutboxState, ...seqs: readonly number[]): OutboxState =>
  seqs.reduce((rest, seq) => stepped(rest, { kind: 'dropped', seq }), outbox);

describe('a box', () => {
  test('that weighs more than 4 MiB loses its oldest, but never the one under way nor the newest', () => {
    const big = (seq: number) => queued(seq, { picture: 'x'.repeat(1.5 * MEGABYTE) });
    const outbox = filled(big(1), big(2), big(3));
    const steps = overflow(outbox, 1);
    expect(steps).toEqual([{ kind: 'dropped', seq: 2 }]);
    expect(steps.reduce(stepped, outbox).queue.map(({ seq, carried, dropped }) => ({ seq, carried, dropped }))).toEqual(
      [
        { seq: 1, carried: [], dropped: 0 },
        { seq: 3, carried: ['"2"'], dropped: 1 },
      ],
    );
    expect(overflow(filled(queued(4, { picture: 'x'.repeat(9 * MEGABYTE) })), undefined)).toEqual([]);
  });

  test('of more than 256 parcels loses the oldest', () => {
    const outbox = filled(...Array.from({ length: 258 }, (_, index) => queued(index + 1)));
    expect(overflow(outbox, undefined)).toEqual([
      { kind: 'dropped', seq: 1 },
      { kind: 'dropped', seq: 2 },
    ]);
  });

  test('carries events over oldest first, and what they may weigh is bounded', () => {
    const heavy = Array.from({ length: 10 }, (_, n) => `"${n}${'x'.repeat(MEGABYTE / 5)}"`);
    const { queue } = without(filled(queued(1, { events: heavy }), queued(2)), 1);
    expect(queue[0]?.carried).toEqual(heavy.slice(6));
    expect(queue[0]?.events).toEqual(['"2"']);
  });

  test('that was emptied by drops hands their events and their count to the next parcel', () => {
    const { queue, leftover } = stepped(without(filled(queued(1), queued(2)), 1, 2), {
      kind: 'put',
      report: queued(3),
    });
    expect(queue).toEqual([queued(3, { carried: ['"1"', '"2"'], dropped: 2 })]);
    expect(leftover).toBeUndefined();
  });

  test('renews a heartbeat that waits untried, keeping what it carries, and follows one that was tried', () => {
    const outbox = stepped(without(filled(queued(1)), 1), { kind: 'put', report: beat(2) });
    expect([seqFor(outbox, 1), seqFor(outbox, 2)]).toEqual([2, 3]);
    const renewed = stepped(outbox, { kind: 'put', report: queued(2, { picture: '{"new":1}' }) });
    expect(renewed).toEqual({
      nextSeq: 3,
      queue: [queued(2, { picture: '{"new":1}', carried: ['"1"'], dropped: 1 })],
    });
  });

  test('follows what has events of its own', () => {
    expect(seqFor(filled(queued(1)), 0)).toBe(2);
    expect(seqFor(emptyOutbox, 0)).toBe(1);
  });

  test('is not changed by a step about a parcel that is not there', () => {
    expect(without(filled(queued(1)), 7)).toEqual(filled(queued(1)));
  });
});
