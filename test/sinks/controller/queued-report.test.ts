import { expect, test } from 'vitest';
import { ours } from '../../../src/core/redaction/safe-json.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { cloudEvent, queuedReport, withDropped } from '../../../src/sinks/controller/queued-report.ts';
import { report } from '../reports.ts';

const running: Change = { kind: 'status', to: 'running' };
const reporter = { instance: 'web', series: 's' };
const told = (run: string) => queuedReport(report({ changes: [running] }), 1, run);

test('a report has the run that made it, beside the series', () => {
  expect(JSON.parse(cloudEvent(told('a'), reporter))).toMatchObject({
    data: { series: 's', run: 'a', events: [{ seq: 1, run: 'a' }] },
  });
});

test('events of a report that was given up keep the run that numbered them', () => {
  const { data } = JSON.parse(cloudEvent(withDropped(told('b'), told('a')), reporter));
  expect([data.run, data.events.map(({ run, seq }: Record<string, unknown>) => `${run}:${seq}`)]).toEqual([
    'b',
    ['a:1', 'b:1'],
  ]);
});

test('a report that an agent without runs has left in the spool has the run of its id', () => {
  const { data, id } = JSON.parse(cloudEvent({ ...told('old'), picture: ours('{"status":"running"}') }, reporter));
  expect([data.run, id]).toEqual(['old', 'web-old-1']);
});
