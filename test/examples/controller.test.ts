import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createFleet, type FleetReport } from '../../examples/controller/fleet.ts';
import { parseReport } from '../../examples/controller/parse-report.ts';
import { createController, type ServerOptions } from '../../examples/controller/server.ts';
import { cloudEvent, queuedReport } from '../../src/sinks/controller/queued-report.ts';
import { undiciPost } from '../../src/sinks/controller/undici-post.ts';
import { diagnosis, report } from '../sinks/reports.ts';

const MINUTE = 60_000;
const never = new AbortController().signal;
const fleet = () => createFleet({ silentAfterMs: MINUTE, maxMembers: 3 });
const told = (seq: number, change: Partial<FleetReport> = {}): FleetReport => ({
  id: `web-r-${change.series ?? 's'}-${seq}`,
  source: 'web',
  seq,
  series: 's',
  run: 'r',
  dropped: 0,
  last: false,
  status: 'running',
  primary: undefined,
  ...change,
});

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((each) => void each()));

async function serving(options: Partial<ServerOptions> = {}) {
  const mine = options.fleet ?? fleet();
  const server = createController({ fleet: mine, ...options });
  undo.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { fleet: mine, url: new URL(`http://127.0.0.1:${port}/reports`) };
}

const event = (seq = 1) => {
  const sent = report({ seq, diagnoses: [diagnosis()] });
  return cloudEvent(queuedReport(sent, seq, 'r'), { instance: 'web', series: 's' });
};

describe('the fleet', () => {
  test('knows what came twice, what was dropped, and what is missing', () => {
    const mine = fleet();
    for (const each of [told(1), told(2), told(2), told(5, { dropped: 2 }), told(8)]) mine.take(each, 0);
    expect(mine.members(0)).toMatchObject([{ seq: 8, reports: 4, duplicates: 1, dropped: 2, missing: 2 }]);
  });

  test('starts over with a new series', () => {
    const mine = fleet();
    for (const each of [told(7), told(1, { series: 't' }), told(2, { series: 't' })]) mine.take(each, 0);
    expect(mine.members(0)).toMatchObject([{ seq: 2, missing: 0 }]);
  });

  test('counts how often an agent was started again, also where a spool keeps the numbers going', () => {
    const mine = fleet();
    for (const each of [told(1), told(2), told(3, { run: 'q' }), told(4, { run: 'p' })]) mine.take(each, 0);
    expect(mine.members(0)).toMatchObject([{ seq: 4, restarts: 2, missing: 0 }]);
  });

  test('tells an instance that is silent from one that has ended', () => {
    const mine = fleet();
    mine.take(told(1), 0);
    mine.take(told(1, { source: 'done', last: true, status: 'stopped' }), 0);
    const states = (at: number) => mine.members(at).map(({ state }) => state);
    expect([states(MINUTE), states(MINUTE + 1)]).toEqual([
      ['running', 'ended'],
      ['unreachable', 'ended'],
    ]);
  });

  test('forgets whom it has not heard of for longest when there are too many', () => {
    const mine = fleet();
    for (const source of ['a', 'b', 'c', 'a', 'd']) mine.take(told(1, { source, id: `${source}${Math.random()}` }), 0);
    expect(mine.members(0).map(({ source }) => source)).toEqual(['c', 'a', 'd']);
  });
});

describe('the controller', () => {
  test("takes what the agent's own code sends, and shows it", async () => {
    const { url } = await serving();
    expect(await undiciPost({ url })(event(), never)).toEqual({ status: 202 });
    const { members } = (await (await fetch(new URL('/fleet', url))).json()) as { members: readonly object[] };
    expect(members).toMatchObject([{ source: 'web', seq: 1, primary: { code: 'bound-to-loopback' } }]);
    expect(await (await fetch(new URL('/', url))).text()).toContain('bound-to-loopback');
  });

  test('asks for the token, of readers too', async () => {
    const { url } = await serving({ token: 'open sesame' });
    const status = async (token?: string) =>
      (await undiciPost({ url, ...(token && { token: () => token }) })(event(), never)).status;
    expect([await status(), await status('shut'), await status('open sesame')]).toEqual([401, 401, 202]);
    expect((await fetch(new URL('/fleet', url))).status).toBe(401);
  });

  test('refuses what is no report, and what is too large', async () => {
    const { url } = await serving();
    const status = async (body: string) => (await undiciPost({ url })(body, never).catch(() => ({ status: 0 }))).status;
    expect([await status('{}'), await status('{'), await status('null')]).toEqual([400, 400, 400]);
    expect([413, 0]).toContain(await status('x'.repeat(9 * 1_048_576)));
  });

  test('survives one that hangs up in the middle', async () => {
    const { url } = await serving();
    const half = request(url, { method: 'POST', headers: { 'content-length': '100' } });
    half.on('error', () => undefined);
    half.write('{"half":', () => half.destroy());
    await new Promise((resolve) => half.once('close', resolve));
    expect(await undiciPost({ url })(event(), never)).toEqual({ status: 202 });
  });
});

test('a report is read from its event, whatever else is in there', () => {
  expect(parseReport(event(4))).toMatchObject({
    source: 'web',
    seq: 4,
    series: 's',
    run: 'r',
    status: 'running',
    last: false,
  });
  expect(parseReport(event().replace('report.v1', 'report.v2'))).toBeUndefined();
});
