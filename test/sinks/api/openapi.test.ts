// needs: time
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { AgentRequest } from '../../../src/core/ports/requests.ts';
import type { Sink } from '../../../src/core/ports/sink.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { openApiDocument } from '../../../src/sinks/api/openapi/document.ts';
import { cloudEvent, queuedReport } from '../../../src/sinks/controller/queued-report.ts';
import { type ApiClient, apiClient } from '../../support/api-client.ts';
import { answered, app, facts, health, listener, NOW, probe } from '../../support/builders.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { diagnosis, report } from '../reports.ts';
import { ASKED_AT, never, served } from './served.ts';

const client = (base = ''): ApiClient => apiClient(openApiDocument('1.0.0'), base);

/** Answers demands as an agent does. */
function obey(request: AgentRequest, sink: Sink): void {
  const now =
    request === 'check-requested'
      ? facts({ probes: [probe(answered(200), { purpose: 'runtime', at: ASKED_AT + 10 })] })
      : facts({ app: app({ stopRequestedAt: NOW }), health: health({ status: 'deleting' }) });
  void sink.deliver(report({ facts: now }), never);
}

const everyChange: readonly Change[] = [
  { kind: 'app-started', app: app() },
  { kind: 'app-not-started', app: app({ startFailure: { errno: 'ENOENT', path: 'x', searched: [], at: NOW } }) },
  { kind: 'app-exited', app: app({ exit: { code: 1, at: NOW } }) },
  { kind: 'status', to: 'pending' },
  { kind: 'status', from: 'pending', to: 'running' },
  { kind: 'release', to: 'passed' },
  { kind: 'runtime', to: 'healthy' },
  { kind: 'first-answer', probe: probe() },
  { kind: 'worker-timeout', pid: 9, count: 1 },
  { kind: 'listener-opened', listener: listener('0.0.0.0') },
  { kind: 'listener-closed', listener: listener('::') },
  { kind: 'diagnosis-raised', diagnosis: diagnosis() },
  { kind: 'diagnosis-changed', diagnosis: diagnosis() },
  { kind: 'diagnosis-cleared', diagnosis: diagnosis({ until: NOW }) },
];

/** A probe may take 15 s where nothing else is set, and what follows it 15 s more. */
const LONGEST_CHECK_MS = 30_000;
const MAX_BACKLOG_BYTES = 16 * 1_048_576;
const wish = { headers: { 'content-type': 'application/json' }, body: '{"status":"deleting"}' };

/** Makes calls that are answered well, in every way that there is. */
async function askWell(asking: ApiClient): Promise<void> {
  for (const id of ['getLivez', 'getReadyz', 'getHealthz', 'getMetrics', 'postCheck']) {
    expect((await asking.call(id)).status).toBe(200);
  }
  await asking.call('getMetrics', { headers: { accept: 'application/openmetrics-text' } });
  for (const id of [
    'getOpenapi',
    'getStatus',
    'getHealth',
    'getDiagnoses',
    'getDiagnosis',
    'getEvents',
    'getProbes',
    'getPage',
    'getCatalogue',
    'getLog',
  ]) {
    const init = { part: 'bound-to-loopback' };
    const { status, headers } = await asking.call(id, init);
    const etag = headers.get('etag') ?? '';
    const again = await asking.call(id, { ...init, headers: { 'if-none-match': etag } });
    expect([id, status, again.status, again.headers.get('etag')]).toEqual([id, 200, 304, etag]);
  }
  expect((await asking.call('postLifecycle', wish)).body).toEqual({ status: 'deleting' });
}

/** What linters look at. */
interface Linted {
  readonly info: { readonly contact: { readonly name: string } };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, LintedCall>>>>;
  readonly webhooks: Readonly<Record<string, Readonly<Record<string, LintedCall>>>>;
  readonly components: Readonly<Record<string, object>>;
}

interface LintedCall {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

/** Makes calls whose fault is the caller's. */
async function askBadly(asking: ApiClient): Promise<void> {
  const json = { 'content-type': 'application/json' };
  await asking.call('getDiagnoses', { query: { active: 'maybe' } });
  await asking.call('getEvents', { query: { since: '-1' } });
  await asking.call('getEvents', { query: { wait: '999' } });
  await asking.call('getLog', { query: { lines: '0' } });
  await asking.call('getDiagnosis', { part: 'no-such' });
  await asking.call('postLifecycle', { headers: json, body: '{"status":"running"}' });
  await asking.call('postLifecycle', { headers: { 'content-type': 'text/plain' }, body: '{"status":"deleting"}' });
  await asking.call('postLifecycle', { headers: json, body: 'x'.repeat(70_000) });
}

const open = ['getLivez', 'getReadyz', 'getHealthz', 'getMetrics', 'getOpenapi'];
const guarded = [
  'getPage',
  'getStatus',
  'getHealth',
  'getDiagnoses',
  'getDiagnosis',
  'getEvents',
  'getProbes',
  'getCatalogue',
  'getLog',
  'postCheck',
  'postLifecycle',
];

/** Makes every call while another caller does not take an answer that is as long as all answers together may be. */
async function askBusy(asking: ApiClient, { port, sink }: Awaited<ReturnType<typeof served>>): Promise<void> {
  const { body } = report();
  const instance = 'x'.repeat(MAX_BACKLOG_BYTES - JSON.stringify(body).length - 5);
  await sink.deliver({ ...report(), body: { ...body, instance } }, never);
  const greedy = connect(port, '127.0.0.1').pause();
  greedy.write('GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n');
  while ((await asking.call('getLivez')).status === 200);
  const ids = [...open, ...guarded];
  // All at once: the greedy one is cut off after a while.
  const statuses = await Promise.all(ids.map(async (id) => [id, (await asking.call(id, wish)).status]));
  expect(statuses).toEqual(ids.map((id) => [id, 503]));
  greedy.destroy();
}

describe('the OpenAPI document', () => {
  test('is what is served', async () => {
    const { base } = await served();
    const { body } = await client(base).call('getOpenapi');
    expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument('0.0.0'))));
  });

  test('has every answer that there is, and no answer is other than it says', async () => {
    const asking = client();
    const talk = async (base: string, ask: (client: ApiClient) => Promise<unknown>): Promise<void> => {
      const speaking = apiClient(openApiDocument('0.0.0'), base);
      await ask(speaking);
      for (const each of speaking.met) (asking.met as Set<string>).add(each);
    };

    const agent = await served({ onRequest: obey });
    for (const id of ['getReadyz', 'getHealthz', 'getStatus', 'getHealth', 'postCheck']) {
      await talk(agent.base, async (to) => expect((await to.call(id)).status).toBe(503));
    }
    await talk(agent.base, async (to) => expect((await to.call('postLifecycle', wish)).status).toBe(503));
    await agent.sink.deliver(report({ changes: everyChange, diagnoses: [diagnosis()] }), never);
    await talk(agent.base, askWell);
    await talk(agent.base, askBadly);
    const busy = await served({ onRequest: obey });
    await talk(busy.base, (to) => askBusy(to, busy));
    const forwarded = { 'x-forwarded-for': '127.0.0.1' };
    for (const id of guarded) {
      await talk(agent.base, async (to) => expect((await to.call(id, { headers: forwarded })).status).toBe(403));
      const headers = { accept: 'image/png' };
      await talk(agent.base, async (to) => expect((await to.call(id, { headers })).status).toBe(406));
    }
    const locked = await served({ token: 'sesame' });
    const headers = { ...forwarded, authorization: 'Bearer wrong' };
    for (const id of guarded) {
      await talk(locked.base, async (to) => expect((await to.call(id, { headers })).status).toBe(401));
    }
    const clock = manualClock();
    const endless = await served({ clock, onRequest: () => clock.advance(LONGEST_CHECK_MS) });
    await endless.sink.deliver(report({ facts: facts({ probes: [] }) }), never);
    await talk(endless.base, async (to) => expect((await to.call('postCheck')).status).toBe(504));
    asking.hold('getEvents', 503, 'application/problem+json', await crowded());
    for (const bytes of [NO_HTTP, TOO_SLOW, LONG_CHUNKS, EXPECTING, LONG_HEAD]) {
      const { status, body } = await turnedAway(agent.port, bytes);
      for (const id of [...open, ...guarded]) asking.hold(id, status, 'application/problem+json', body);
    }
    const buggy = await served({ about: { codes: () => Promise.reject(new Error('a bug')) } });
    const { status, body } = await turnedAway(buggy.port, `GET /metrics HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`);
    for (const id of [...open, ...guarded]) asking.hold(id, status, 'application/problem+json', body);

    expect([...asking.met].sort()).toEqual([...asking.promised].sort());
  });

  const document = JSON.parse(JSON.stringify(openApiDocument('1.0.0'))) as Linted;
  const calls = [...Object.values(document.paths), ...Object.values(document.webhooks)].flatMap((item) =>
    Object.values(item),
  );

  test('has for each call a tag that it describes, a summary, a description and its own id', () => {
    const tags = document.tags.map(({ name }) => name);
    expect(document.tags.every(({ description }) => description.length > 0)).toBe(true);
    for (const { tags: own, summary, description } of calls) {
      expect([own.length, tags.includes(own[0] ?? ''), summary !== '', description !== '']).toEqual([
        1,
        true,
        true,
        true,
      ]);
    }
    expect(new Set(tags)).toEqual(new Set(calls.flatMap(({ tags: own }) => own)));
    expect(new Set(calls.map(({ operationId }) => operationId)).size).toBe(calls.length);
    expect(document.info.contact.name).not.toBe('');
  });

  test('says of each call who may make it, and writes each status by itself', () => {
    for (const { operationId, security, responses } of calls) {
      const isOpen = [...open, 'report'].includes(operationId);
      expect([operationId, security]).toEqual([operationId, isOpen ? [] : [{ token: [] }, {}]]);
      expect(Object.keys(responses).filter((status) => !/^[2-5]\d\d$/.test(status))).toEqual([]);
      expect(Object.keys(responses).some((status) => status.startsWith('4'))).toBe(true);
    }
  });

  test('has nothing among its components that no call needs, and refers to nothing else', () => {
    const all = Object.entries(document.components).flatMap(([kind, each]) =>
      Object.keys(each).map((name) => `#/components/${kind}/${name}`),
    );
    const used = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, each]) => each ?? '');
    expect(new Set(used)).toEqual(new Set(all.filter((each) => !each.includes('/securitySchemes/'))));
  });

  test('names the stream of events in a way that leaves clients one type: that of the JSON', () => {
    const content = document.paths['/v1/events']?.['get']?.responses['200']?.content;
    expect(content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Events' } },
      // openapi-typescript makes `string & null` of it, which is `never`, and adds nothing to the other.
      'text/event-stream': { schema: { allOf: [{ type: 'string' }, { type: 'null' }] } },
    });
  });

  test('has the reports as they are sent to a controller', () => {
    const told = report({ changes: everyChange, diagnoses: [diagnosis()], last: true });
    const sent = cloudEvent(queuedReport(told, 7, 'r1'), { instance: 'web 1', series: 'r1' });
    client().holdTo('Report', JSON.parse(sent));
    expect(() => client().holdTo('Report', { ...JSON.parse(sent), more: 1 })).toThrow(/additional properties/);
  });
});

const CLOSE = 'Connection: close\r\n\r\n';
const NO_HTTP = 'GARBAGE\r\n\r\n';
const TOO_SLOW = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n';
const LONG_HEAD = `${TOO_SLOW}X: ${'a'.repeat(20_000)}\r\n\r\n`;
const EXPECTING = `${TOO_SLOW}Expect: wonders\r\n${CLOSE}`;
const LONG_CHUNKS = `POST /v1/lifecycle HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;${'a'.repeat(20_000)}`;

/** What is answered before, or whatever, a call asks: it may be any of them. */
async function turnedAway(port: number, bytes: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
}

/** What one call too many is told while 64 wait; Prometheus is not kept out by them. */
async function crowded(): Promise<unknown> {
  const { base, end } = await served();
  const waiting = Array.from({ length: 65 }, () => fetch(`${base}/v1/events?wait=60`));
  const turnedAway = await Promise.race(waiting);
  expect(turnedAway.status).toBe(503);
  expect((await fetch(`${base}/metrics`)).status).toBe(200);
  end();
  await Promise.allSettled(waiting);
  return turnedAway.json();
}
