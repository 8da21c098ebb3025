// needs: openssl
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { makeAuthority, textsOf } from '../support/authority.ts';
import { launcherObstacle, makeLauncher, realAgent } from '../support/launcher.ts';
import { type ReportingApp, startReportingApp } from '../support/reporting-app.ts';
import { type Received, rawServer, type StubController, stubController } from '../support/stub-controller.ts';

const obstacle = launcherObstacle();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

const folder = (): string => mkdtempSync(join(tmpdir(), 'sidewatch-reports-'));

async function controller(...args: Parameters<typeof stubController>): Promise<StubController> {
  const stub = await stubController(...args);
  undo.push(() => stub.stop());
  return stub;
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
const seqs = (taken: readonly Received[]): readonly number[] => taken.map(({ data }) => data.seq);
const eventSeqs = (taken: readonly Received[]): readonly number[] =>
  taken.flatMap(({ data }) => data.events.map(({ seq }) => seq));

/** Every number arrived once and in order, or is told as dropped by the next that did. */
function isComplete(taken: readonly Received[]): void {
  let next = 1;
  for (const { data } of taken) {
    expect(data.seq).toBe(next + data.dropped);
    next = data.seq + 1;
  }
  expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
  expect(taken.map(({ data }) => data.last).indexOf(true)).toBe(taken.length - 1);
}

describe.skipIf(obstacle !== undefined)(`reports of a launched app${obstacle ? ` (${obstacle})` : ''}`, () => {
  const launcher = obstacle === undefined ? makeLauncher({ agent: realAgent }) : '';

  async function start(url: URL, ...flags: readonly string[]): Promise<ReportingApp> {
    const app = await startReportingApp(launcher, ['--controller', String(url), '--instance', 'web-1', ...flags]);
    undo.push(() => app.launcher.kill('SIGKILL'));
    return app;
  }

  async function stop(app: ReportingApp): Promise<void> {
    app.launcher.kill('SIGTERM');
    await app.exit;
  }

  test('with --spool all arrive in order, once, when 200 waited and the agent was killed', async () => {
    const away = await rawServer((socket) => socket.resetAndDestroy());
    await away.stop();
    const app = await start(away.url, '--spool', join(folder(), 'spool'));
    await app.news(200);
    const first = await app.agentPid();
    process.kill(first, 'SIGKILL');
    await app.news(3);
    expect(await app.agentPid()).not.toBe(first);
    const { taken, until } = await controller(undefined, { port: Number(away.url.port) });
    await until((all) => all.some(({ id }) => id !== all[0]?.id && runOf(id) !== runOf(all[0]?.id)));
    await stop(app);
    expect(seqs(taken)).toEqual(upTo(taken.length));
    expect(taken.length).toBeGreaterThan(200);
    isComplete(taken);
    expect(taken.filter(({ data }) => data.dropped > 0)).toEqual([]);
    const runs = [...new Set(taken.map(({ id }) => runOf(id)))];
    expect([runs.length, new Set(taken.map(({ data }) => data.series)).size]).toEqual([2, 1]);
    expect(
      taken.filter(({ id, data }) => data.run !== runOf(id) || data.events.some(({ run }) => run !== data.run)),
    ).toEqual([]);
    for (const run of runs) {
      const events = eventSeqs(taken.filter(({ id }) => runOf(id) === run));
      expect(events).toEqual(upTo(events.length));
    }
  }, 120_000);

  test('all arrive in order, once, at a controller that answered nothing, 500, 429, garbage and half an answer while 200 came', async () => {
    const misdeeds: readonly RequestListener[] = [
      () => undefined,
      (_request, response) => response.writeHead(500).end(),
      (_request, response) => response.writeHead(429, { 'retry-after': '1' }).end(),
      (request) => request.socket.end(Buffer.alloc(70_000, 0xff)),
      (request) => request.socket.end('HTTP/1.1 200 OK\r\nContent-'),
    ];
    const { url, taken, until } = await controller((count) => misdeeds[count]);
    const app = await start(url);
    await app.news(200);
    await until((all) => all.length > 200);
    await stop(app);
    isComplete(taken);
    expect(taken.filter(({ data }) => data.dropped > 0)).toEqual([]);
    expect(eventSeqs(taken)).toEqual(upTo(eventSeqs(taken).length));
  }, 180_000);

  test('those that a controller has refused are told as dropped, and what they told comes with the next', async () => {
    let isBad = true;
    const refuse: RequestListener = (_request, response) => response.writeHead(401).end();
    const { url, taken, until } = await controller(() => (isBad ? refuse : undefined));
    const app = await start(url);
    await app.news(200);
    const dropped = await app.metricThat('sidewatch_reports_dropped_total', (count) => count >= 200);
    isBad = false;
    await app.news(2);
    await until((all) => all.length >= 2);
    expect(taken[0]?.data.dropped).toBeGreaterThanOrEqual(dropped);
    await app.metricThat('sidewatch_reports_delivered_total', (count) => count >= 2);
    expect(await app.metricThat('sidewatch_reports_dropped_total', () => true)).toBe(taken[0]?.data.dropped);
    await stop(app);
    isComplete(taken);
    expect(eventSeqs(taken)).toEqual(upTo(eventSeqs(taken).length));
  }, 120_000);

  test('without --spool no more than 256 wait, and the others are counted and told as dropped', async () => {
    const away = await rawServer((socket) => socket.resetAndDestroy());
    await away.stop();
    const app = await start(away.url);
    await app.news(300);
    await app.metricThat('sidewatch_reports_pending', (count) => count === 256);
    const dropped = await app.metricThat('sidewatch_reports_dropped_total', (count) => count >= 44);
    const { taken, until } = await controller(undefined, { port: Number(away.url.port) });
    await until((all) => all.length >= 256);
    await stop(app);
    isComplete(taken);
    expect(taken.reduce((sum, { data }) => sum + data.dropped, 0)).toBe(dropped);
    expect(eventSeqs(taken)).toEqual(upTo(eventSeqs(taken).length));
  }, 120_000);

  const ends: readonly (readonly [string, number, string, (app: ReportingApp) => unknown])[] = [
    ['the app ends by itself', 3, 'failed', (app) => app.endApp()],
    ['the launcher is told to end', 143, 'stopped', (app) => app.launcher.kill('SIGTERM')],
  ];

  test.each(ends)(
    'the last one is delivered when %s, also by a controller that wants to be asked again',
    async (_when, code, status, end) => {
      let busy = 0;
      const refuse: RequestListener = (_request, response) => response.writeHead(503).end();
      const { url, taken } = await controller(() => {
        busy -= 1;
        return busy >= 0 ? refuse : undefined;
      });
      const app = await start(url);
      busy = 2;
      await end(app);
      expect(await app.exit).toBe(code);
      isComplete(taken);
      expect(taken.at(-1)?.data).toMatchObject({ last: true, status });
      expect(taken.flatMap(({ data }) => data.events.map(({ kind }) => kind))).toContain('app-exited');
    },
  );

  test.skipIf(!existsSync('/usr/bin/openssl'))(
    'go over TLS with the certificate and the token that the flags name',
    async () => {
      const authority = makeAuthority();
      const { cert, key } = textsOf(authority.sign('DNS:localhost'));
      const ca = readFileSync(authority.ca, 'utf8');
      const tls = { cert, key, ca, requestCert: true, rejectUnauthorized: true };
      const { url, taken, authorizations } = await controller(undefined, { tls });
      const mine = authority.sign('DNS:agent');
      const token = join(folder(), 'token');
      writeFileSync(token, 'open-sesame\n');
      const trust = ['--controller-ca', authority.ca, '--controller-cert', mine.cert, '--controller-key', mine.key];
      const app = await start(url, ...trust, '--controller-token-file', token);
      await stop(app);
      isComplete(taken);
      expect(new Set(authorizations)).toEqual(new Set(['Bearer open-sesame']));
    },
  );
});

/** The agent's run, which its ids hold before the number. */
const runOf = (id = ''): string | undefined => id.split('-').at(-2);
