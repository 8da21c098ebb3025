import { expect, test } from 'vitest';
import { bootInstant } from '../../../../src/sources/procfs/processes/boot-time.ts';
import { NOW } from '../../../support/builders.ts';
import { stat } from '../proc-tree.ts';

const agent = stat({ pid: 5, startTicks: 9_000 });

test('start ticks count from as long ago as the machine is up', () => {
  const uptime = '100.00 150.00\n';
  expect(bootInstant({ at: NOW, uptime, agent, agentUptimeMs: 8_000 })).toBe(NOW - 100_000);
});

test("start ticks are placed by the agent's own where a container has an uptime of its own", () => {
  const uptime = '20.00 20.00\n';
  expect(bootInstant({ at: NOW, uptime, agent, agentUptimeMs: 8_000 })).toBe(NOW - 98_000);
});

test.each([undefined, '', 'garbage'])(
  "start ticks are placed by the agent's own when the uptime reads %j",
  (uptime) => {
    const given = uptime === undefined ? {} : { uptime };
    expect(bootInstant({ at: NOW, ...given, agent, agentUptimeMs: 8_000 })).toBe(NOW - 98_000);
  },
);

test('without both, nothing is taken to have started before the agent', () => {
  expect(bootInstant({ at: NOW, agentUptimeMs: 8_000 })).toBe(NOW - 8_000);
});
