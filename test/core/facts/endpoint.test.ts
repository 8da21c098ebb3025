import { describe, expect, test } from 'vitest';
import { endpointsOf, lowestAsText } from '../../../src/core/facts/endpoint.ts';
import { listener } from '../../support/builders.ts';

const nothing = { endpoints: [], expose: [] };

describe('the lowest exposed port', () => {
  test.each([
    [[443, 80], 443],
    [[8000, 443], 443],
    [[80, 123], 123],
    [[], undefined],
  ])('of %j, compared as text, is %s', (ports, lowest) => {
    expect(lowestAsText(ports)).toBe(lowest);
  });
});

describe('the endpoints', () => {
  test('are those that were named, before all else', () => {
    const named = { endpoints: [{ port: 9000, protocol: 'tcp' as const }], port: 1, expose: [2] };
    expect(endpointsOf(named, [])).toEqual([{ port: 9000, protocol: 'tcp', source: '--endpoint' }]);
  });

  test('else the port that $PORT says, else the lowest exposed one', () => {
    expect(endpointsOf({ ...nothing, port: 3000, expose: [80] }, [])).toMatchObject([{ port: 3000, source: '$PORT' }]);
    expect(endpointsOf({ ...nothing, expose: [80, 443] }, [])).toMatchObject([{ port: 443, source: '--expose' }]);
  });

  test("else the app's only port, on however many addresses; the agent's own does not count", () => {
    const listeners = [listener('0.0.0.0', 8000), listener('::', 8000), listener('0.0.0.0', 9393, { owner: 'agent' })];
    expect(endpointsOf(nothing, listeners)).toMatchObject([{ port: 8000, source: 'listener' }]);
  });

  test('stay where the release check has passed, whatever the app opens or closes later', () => {
    const learnt = [{ port: 8000, protocol: 'http', source: 'listener' }];
    expect(endpointsOf(nothing, [listener('0.0.0.0', 8000), listener('0.0.0.0', 9000)], 8000)).toEqual(learnt);
    expect(endpointsOf(nothing, [], 8000)).toEqual(learnt);
    expect(endpointsOf({ ...nothing, port: 3000 }, [], 8000)).toMatchObject([{ port: 3000, source: '$PORT' }]);
  });

  test('are not guessed when the app has several ports', () => {
    expect(endpointsOf(nothing, [listener('0.0.0.0', 8000), listener('0.0.0.0', 9000)])).toEqual([]);
  });
});
