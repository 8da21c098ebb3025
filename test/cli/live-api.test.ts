import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { version } from '../../src/version.ts';
import { apiClient } from '../support/api-client.ts';
import { cli } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { type LiveAgent, type LiveApp, startLiveAgent } from '../support/live-agent.ts';
import { scratch } from '../support/scratch.ts';

/** Counts its runtime checks; from /hold to /go it leaves them without an answer; ends at /end. */
const HOLDING = `
let [count, waiting, isHeld] = [0, [], false];
require('node:http').createServer(({ url }, response) => {
  if (url === '/hold') isHeld = true;
  if (url === '/go') { isHeld = false; waiting.forEach((each) => each.end()); }
  if (url === '/end') process.exit();
  if (url === '/healthcheck') { count += 1; if (isHeld) return waiting.push(response); }
  response.end(String(count));
}).listen(Number(process.env.PORT));`;

async function live(app: LiveApp): Promise<LiveAgent> {
  const agent = await startLiveAgent(app);
  onTestFinished(() => agent.stop());
  return agent;
}

const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();

describe('the API of a live agent', () => {
  test('has one probe serve all who ask for a check at once', async () => {
    const port = await freePort();
    const command = [process.execPath, '-e', HOLDING];
    const environment = { PORT: String(port) };
    const { url } = await live({ command, environment, flags: ['--interval', '3600', '--probe-timeout', '60'] });
    const app = (path: string) => json(`http://127.0.0.1:${port}${path}`);
    while ((await json(`${url}v1/status`)).runtime?.state !== 'healthy');
    const before = await app('/hold');
    const callers = Array.from({ length: 50 }, () => json(`${url}v1/check`, { method: 'POST' }));
    while ((await app('/count')) === before);
    // A caller that comes later than the probe's end would have one of its own: all are heard before these.
    for (let n = 0; n < 30; n += 1) await fetch(`${url}livez`);
    await app('/go');
    const answers = await Promise.all(callers);
    expect(new Set(answers.map(({ passed, probes }) => `${passed} ${probes[0].at}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ passed: true, probes: [{ status: 200, path: '/healthcheck' }] });
    expect(await app('/count')).toBe(before + 1);
  });

  test.each([
    ['is well', [process.execPath, '-e', HOLDING], []],
    ['does not listen', ['sleep', '60'], ['--endpoint', '1', '--release-timeout', '1']],
  ])('answers as the OpenAPI document that it serves says, beside an app that %s', async (_what, command, flags) => {
    const environment = { PORT: String(await freePort()) };
    const { url } = await live({ command, flags, environment });
    const client = apiClient(await json(`${url}openapi.json`), url.replace(/\/$/, ''));
    const isWell = flags.length === 0;
    const isTold = ({ release, diagnoses = [] }: Partial<StatusBody>): boolean =>
      isWell ? release?.state === 'passed' : diagnoses.some(({ code }) => code === 'not-listening');
    while (!isTold(await json(`${url}v1/status`)));
    for (const promised of client.promised.filter((each) => each.endsWith(' 200'))) {
      const id = promised.replace(' 200', '');
      const wish = id === 'postLifecycle' && {
        headers: { 'content-type': 'application/json' },
        body: '{"status":"deleting"}',
      };
      const { status } = await client.call(id, { part: 'not-listening', ...wish });
      const isGood = id === 'getDiagnosis' ? !isWell : isWell || !/Readyz|Healthz|Health$/.test(id);
      expect([id, status < 300]).toEqual([id, isGood]);
    }
    for (const path of ['/v1/status', '/v1/events?since=x', '/nowhere']) {
      const init = { headers: { 'x-forwarded-for': '10.0.0.1' } };
      client.holdTo('Problem', await json(url.replace(/\/$/, path), init));
    }
  });

  test('has all events for a caller that followed the agent before it, who had as many', async () => {
    const app: LiveApp = { command: ['sleep', '60'], flags: ['--endpoint', '1', '--instance', 'web'] };
    const first = await live(app);
    const before = await json(`${first.url}v1/events?wait=5`);
    await first.stop();
    const { url } = await live(app);
    const { agent, run } = await json(`${url}v1/status`);
    const since = `${before.run}:${before.newest}`;
    const { events, ...about } = await json(`${url}v1/events?since=${since}&wait=60`);
    expect(about).toMatchObject({ run: agent.run, restarted: true, oldest: 1, missed: 0 });
    expect(events[0]).toMatchObject({ seq: 1, run: agent.run, kind: 'app-started' });
    expect([run, before.run === run]).toEqual([agent.run, false]);
    expect(agent.run).toMatch(/^[a-z0-9]{8,12}$/);
    const stream = await fetch(`${url}v1/events`, { headers: { accept: 'text/event-stream', 'last-event-id': since } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(`id: ${run}:1`)) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect(text).toMatch(new RegExp(`event: restarted\ndata: {"oldest":1,"run":"${run}"}`));
  });

  test('shows which agent judges by which rules, and what the app wrote last', async () => {
    const port = await freePort();
    const script = `echo starting; echo 'PASSWORD=hunter2' >&2; exec sleep 60`;
    const { url } = await live({
      command: ['sh', '-c', script],
      flags: ['--profile', 'kubernetes', '--health-path', '/up', '--failure-threshold', '5'],
      environment: { PORT: String(port), SIDEWATCH_INTERVAL: '7' },
    });
    const { agent, policy } = await json(`${url}v1/status`);
    expect(agent).toEqual({ version, revision: null, startedAt: expect.stringMatching(/Z$/), run: agent.run });
    expect(policy).toMatchObject({
      ...{ profile: 'kubernetes', chosenBy: 'flag', path: '/up', passes: '200-399', interval: 7, failures: 5 },
      origin: { path: 'flag', interval: 'environment', failures: 'flag', timeout: 'profile', strict: 'default' },
    });
    const log = async () => json(`${url}v1/log`);
    while ((await log()).lines.length < 2);
    expect((await log()).lines.map(({ stream, text }: Record<string, unknown>) => [stream, text]).sort()).toEqual([
      ['stderr', 'PASSWORD=[redacted]'],
      ['stdout', 'starting'],
    ]);
    const printed = await cli(['explain', '--format', 'json']);
    expect(await (await fetch(`${url}v1/catalogue`)).text()).toBe(printed.stdout);
  });

  test('asks for the token that its file holds now, and for the last good one while that holds none', async () => {
    const file = join(scratch('token'), 'token');
    writeFileSync(file, 'first\n');
    const { url } = await live({ command: ['sleep', '60'], flags: ['--endpoint', '1', '--token-file', file] });
    const statuses = (...tokens: readonly string[]) =>
      Promise.all(
        tokens.map(async (token) => {
          const headers = { 'x-forwarded-for': '10.0.0.1', authorization: `Bearer ${token}` };
          return (await fetch(`${url}v1/status`, { headers })).status;
        }),
      );
    expect(await statuses('first', 'second')).toEqual([200, 401]);
    writeFileSync(`${file}.new`, 'second\n');
    renameSync(`${file}.new`, file);
    expect(await statuses('first', 'second')).toEqual([401, 200]);
    rmSync(file);
    expect(await statuses('first', 'second')).toEqual([401, 200]);
  });

  test.each([
    ['ends by itself', undefined],
    ['is told to end', 'SIGTERM'],
  ] as const)('ends the event stream with the word that the app has stopped, when it %s', async (_how, signal) => {
    const port = await freePort();
    const agent = await live({ command: [process.execPath, '-e', HOLDING], environment: { PORT: String(port) } });
    while ((await json(`${agent.url}v1/status`)).release?.state !== 'passed');
    const stream = await fetch(`${agent.url}v1/events`, { headers: { accept: 'text/event-stream' } });
    if (signal) agent.process.kill(signal);
    else await fetch(`http://127.0.0.1:${port}/end`).catch(() => undefined);
    const events = [...(await stream.text()).matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
    const words = events.filter(({ kind }) => kind === 'status').map(({ to }) => to);
    expect(words.at(-1)).toBe('stopped');
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  });
});
