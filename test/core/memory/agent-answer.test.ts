import { describe, expect, test } from 'vitest';
import { noTally } from '../../../src/core/facts/tally.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { nextProbes } from '../../../src/core/memory/probe-plan.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { answered, endpoint, listener, NOW, probe, settings } from '../../support/builders.ts';

const PORT = 9400;
const place = endpoint({ port: PORT, source: 'listener' });
const unseen = listener('0.0.0.0', PORT, { owner: 'unknown', inode: 77 });

const saw = (listeners: readonly ReturnType<typeof listener>[], at: number): Observation => ({
  kind: 'saw',
  fact: 'listeners',
  value: listeners,
  at,
});
const answeredBy = (server: string, at: number): Observation => ({
  kind: 'event',
  fact: 'probed',
  value: probe(answered(404, { server }), { endpoint: place, at, passed: true }),
  at,
});

/** The facts after these observations of an app that cannot be seen, by default of one endpoint. */
function factsAfter(observations: readonly Observation[], at: number, port?: number) {
  const { port: _, ...open } = settings();
  const memory = newMemory(port === undefined ? open : { ...open, port }, [], NOW);
  const unseenApp: Observation = { kind: 'event', fact: 'app-unseen', value: { reason: 'elsewhere' }, at: NOW };
  return factsOf([unseenApp, ...observations].reduce(remember, memory), at);
}

describe('the answer of another agent', () => {
  test('counts for nothing, and its socket is no listener of the app from then on', () => {
    const before = factsAfter([saw([unseen], NOW)], NOW + 1);
    expect(nextProbes(before)).toHaveLength(1);
    const { observed } = factsAfter([saw([unseen], NOW), answeredBy('sidewatch', NOW + 1)], NOW + 2);
    expect(observed).toMatchObject({
      endpoints: { value: [] },
      probes: { value: [] },
      checks: { value: [] },
      tally: { value: { probes: noTally.probes } },
      listeners: { value: [{ owner: 'other-agent' }] },
    });
  });

  test('is not asked for again and again where the endpoint was named, and at once when another listens', () => {
    const asked = [saw([], NOW), answeredBy('sidewatch', NOW + 1)];
    expect(nextProbes(factsAfter(asked, NOW + 2, PORT))[0]?.dueAt).toBe(NOW + 5_001);
    const app = listener('0.0.0.0', PORT, { owner: 'unknown', inode: 78 });
    const [planned] = nextProbes(factsAfter([...asked, saw([app], NOW + 1_000)], NOW + 1_000, PORT));
    expect(planned?.dueAt).toBeLessThanOrEqual(NOW + 1_000);
    const answeredNow = factsAfter([...asked, answeredBy('nginx', NOW + 6_000)], NOW + 6_100, PORT);
    expect(answeredNow.observed.api).toMatchObject({ value: {} });
    expect(nextProbes(answeredNow)[0]?.purpose).toBe('runtime');
  });

  test.each([
    ['another server', 'sidewatch-demo', unseen],
    ['a proxy of the app that forwards to one', 'sidewatch', listener('0.0.0.0', PORT, { inode: 77 })],
  ])('is not seen in that of %s', (_, server, here) => {
    const { observed } = factsAfter([saw([here], NOW), answeredBy(server, NOW + 1)], NOW + 2);
    expect(observed.probes).toMatchObject({ value: [{ passed: true }] });
  });
});
