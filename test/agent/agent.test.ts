import { describe, expect, test } from 'vitest';
import { type AgentParts, runAgent } from '../../src/agent/agent.ts';
import { newMemory } from '../../src/core/memory/memory.ts';
import type { Observation } from '../../src/core/memory/observation.ts';
import type { Sink } from '../../src/core/ports/sink.ts';
import type { Source, Watch } from '../../src/core/ports/source.ts';
import type { Report } from '../../src/core/report/report.ts';
import { rules } from '../../src/rules/index.ts';
import { APP_PID, process as aProcess, listener, NOW, settings } from '../support/builders.ts';
import { manualClock } from '../support/manual-clock.ts';

/** Lets all that is due in the event loop happen; no time passes on the clock. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** An agent whose app is played by the test. */
function stage(change: Partial<AgentParts> = {}) {
  const clock = manualClock(NOW);
  const reports: Report[] = [];
  const failures: string[] = [];
  const appEnd = Promise.withResolvers<void>();
  let watch: Watch | undefined;
  const app: Source = {
    name: 'app',
    run(given) {
      watch = given;
      return appEnd.promise;
    },
  };
  const sink: Sink = {
    name: 'memo',
    deliver: async (report) => {
      reports.push(report);
    },
  };
  const ended = runAgent({
    clock,
    memory: newMemory(settings(), [], NOW),
    rules,
    app,
    sources: [],
    sinks: [sink],
    heartbeatMs: 30_000,
    exitGraceMs: 3_000,
    random: () => 1,
    onFailure: (part) => failures.push(part),
    ...change,
  });
  const happen = async (...observations: readonly Observation[]): Promise<void> => {
    for (const observation of observations) watch?.record(observation);
    await settle();
  };
  return { clock, reports, failures, ended, happen, appEnds: appEnd.resolve, watch: () => watch };
}

const started: Observation = {
  kind: 'event',
  fact: 'app-started',
  value: { command: ['node', 's.js'], pid: APP_PID },
  at: NOW,
};
const onLoopback: Observation = { kind: 'saw', fact: 'listeners', value: [listener('127.0.0.1')], at: NOW };
const exited: Observation = { kind: 'event', fact: 'app-exited', value: { code: 1 }, at: NOW };
const nothingLeft: Observation = { kind: 'saw', fact: 'processes', value: [], at: NOW };

describe('the agent', () => {
  test('reports what an observation changed, without waiting for a tick', async () => {
    const { happen, reports } = stage();
    await happen(started, onLoopback);
    const last = reports.at(-1);
    expect(last?.body).toMatchObject({ status: 'pending', diagnoses: [{ code: 'bound-to-loopback', primary: true }] });
  });

  test('numbers reports and events from 1, without a gap', async () => {
    const { happen, reports } = stage();
    await happen(started);
    await happen(onLoopback);
    expect(reports.map(({ seq }) => seq)).toEqual(reports.map((_, i) => i + 1));
    const numbers = reports.flatMap(({ events }) => events.map(({ seq }) => seq));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  test('says nothing when the same is seen again', async () => {
    const { happen, reports } = stage();
    await happen(started, onLoopback);
    const before = reports.length;
    await happen({ ...onLoopback, at: NOW + 1 });
    expect(reports).toHaveLength(before);
  });

  test('sends a heartbeat though nothing changes', async () => {
    const { happen, reports, clock } = stage();
    await happen(started);
    const before = reports.length;
    clock.advance(30_000);
    await settle();
    expect(reports.slice(before).some(({ events }) => events.length === 0)).toBe(true);
  });

  test('ends with a last report that has the exit in it', async () => {
    const { happen, reports, ended, appEnds } = stage();
    await happen(started, exited, nothingLeft);
    appEnds();
    await ended;
    expect(reports.at(-1)).toMatchObject({ last: true, body: { status: 'failed', app: { exit: { code: 1 } } } });
    expect(reports.at(-1)?.body.diagnoses[0]).toMatchObject({ code: 'exited-early', primary: true });
  });

  test('waits for a look at what is left before its last report', async () => {
    const { happen, reports, ended, appEnds, clock } = stage();
    await happen(started, { ...exited, value: { code: 0 }, at: NOW + 1 });
    appEnds();
    await settle();
    expect(reports.some(({ last }) => last)).toBe(false);
    const survivor = aProcess({ pid: 99, kinship: 'survivor' });
    await happen({ kind: 'saw', fact: 'processes', value: [survivor], at: NOW + 2 });
    for (let i = 0; i < 40; i += 1) {
      clock.advance(50);
      await settle();
    }
    await ended;
    expect(reports.at(-1)?.body.diagnoses[0]).toMatchObject({ code: 'daemonized', primary: true });
  });

  test('waits for a slow sink no longer than the exit grace', async () => {
    const aborted = Promise.withResolvers<void>();
    const never: Sink = {
      name: 'slow',
      deliver: (_report, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted.resolve();
            resolve();
          });
        }),
    };
    const { happen, ended, appEnds, clock } = stage({ sinks: [never] });
    await happen(started, exited, nothingLeft);
    appEnds();
    await settle();
    clock.advance(3_000);
    await Promise.all([ended, aborted.promise]);
  });

  test('outlives a source and a sink that break, and tells which', async () => {
    const broken: Source = { name: 'broken source', run: () => Promise.reject(new Error('bug')) };
    const failing: Sink = { name: 'broken sink', deliver: () => Promise.reject(new Error('bug')) };
    const { happen, failures, ended, appEnds } = stage({ sources: [broken], sinks: [failing] });
    await happen(started, exited, nothingLeft);
    appEnds();
    await ended;
    expect(new Set(failures)).toEqual(new Set(['broken source', 'broken sink']));
  });

  test('wakes who waits for a fact, and lets others sleep', async () => {
    const { happen, watch } = stage();
    await happen(started);
    const never = new AbortController().signal;
    let woken = 0;
    void watch()
      ?.pause(60_000, never, ['listeners'])
      .then(() => {
        woken += 1;
      });
    await happen({ kind: 'event', fact: 'stop-requested', value: { by: 'SIGTERM' }, at: NOW });
    expect(woken).toBe(0);
    await happen(onLoopback);
    expect(woken).toBe(1);
  });
});
