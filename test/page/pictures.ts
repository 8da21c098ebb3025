import { statusBody } from '../../src/core/report/status-body.ts';
import type { PageEvent, Picture, ProbeBody, StatusBody } from '../../src/page/picture.ts';
import { diagnosis } from '../sinks/reports.ts';
import { facts, STARTED } from '../support/builders.ts';

/** A status as the API gives it. */
export const statusOf = (
  seen: Parameters<typeof facts>[0] = {},
  diagnoses: readonly ReturnType<typeof diagnosis>[] = [],
): StatusBody => statusBody({ facts: facts(seen), judgement: { diagnoses, skipped: [] } });

/** RFC 3339, so many ms after the start of the app. */
export const since = (ms: number): string => new Date(STARTED + ms).toISOString();

export const event = (change: Partial<PageEvent> = {}): PageEvent => ({
  seq: 1,
  run: 'r1',
  at: since(1_500),
  kind: 'status',
  text: 'status',
  ...change,
});

/** Event number `seq`: a listener of process 7 opens, a second after the start. */
export const opened = (seq: number, port: number): PageEvent =>
  event({
    seq,
    at: since(1_000),
    kind: 'listener-opened',
    text: `listening on 0.0.0.0:${port}`,
    listener: { address: '0.0.0.0', port, family: 'ipv4' },
  });

/** A failed probe of the API, so many ms after the start. */
export const refused = (ms: number, change: Partial<ProbeBody> = {}): ProbeBody => ({
  at: since(ms),
  port: 8000,
  address: '127.0.0.1',
  path: '/',
  host: null,
  passed: false,
  outcome: 'refused',
  reason: 'refused',
  status: null,
  durationMs: 1,
  ...change,
});

export const picture = (change: Partial<Picture> = {}): Picture => ({
  status: statusOf(),
  events: [],
  probes: [],
  ...change,
});

/** The diagnosis of the API: the app listens on loopback only. */
export function raised(change: Partial<ReturnType<typeof diagnosis>> = {}): StatusBody['diagnoses'][number] {
  const [first] = statusOf({}, [diagnosis(change)]).diagnoses;
  if (first === undefined) throw new Error('no diagnosis');
  return first;
}
