// needs: time
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createControllerSink } from '../../../src/sinks/controller/controller-sink.ts';
import { type Post, undiciPost } from '../../../src/sinks/controller/undici-post.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { type StubController, stubController } from '../../support/stub-controller.ts';
import { memoryLogger, report } from '../reports.ts';

const REPORTS = 200;
const running: StubController[] = [];
afterEach(() => Promise.all(running.splice(0).map((each) => each.stop())));

/** A sink with real sockets, and hardly any patience while the controller is away. */
function sinkTo(url: URL, isAway: () => boolean) {
  const [brief, patient] = [undiciPost({ url, timeoutMs: 250 }), undiciPost({ url, timeoutMs: 100_000 })];
  const post: Post = (body, signal) => (isAway() ? brief : patient)(body, signal);
  const { logger, lines } = memoryLogger();
  const sink = createControllerSink({
    url,
    instance: 'web',
    run: 'r',
    clock: systemClock,
    random: () => 0.01,
    post,
    logger,
  });
  return { sink, lines };
}

const misdeeds: readonly (readonly [string, RequestListener])[] = [
  ['500', (_request, response) => response.writeHead(500).end()],
  ['429 with Retry-After', (_request, response) => response.writeHead(429, { 'retry-after': '0' }).end()],
  ['garbage', (request) => request.socket.end(Buffer.alloc(70_000, 0xff))],
  ['half an answer', (request) => request.socket.end('HTTP/1.1 200 OK\r\nContent-')],
  ['nothing', () => undefined],
  ['a reset', (request) => request.socket.resetAndDestroy()],
  ['a hang-up', (request) => request.socket.destroy()],
];

describe('a controller that answers', () => {
  test.each(misdeeds)('%s gets all of 200 reports once it is back, in order', async (_name, misdeed) => {
    const isAway = (count: number): boolean => count < 4 || count === 50;
    const controller = await stubController((count) => (isAway(count) ? misdeed : undefined));
    running.push(controller);
    const { sink } = sinkTo(controller.url, () => isAway(controller.authorizations.length));
    const signal = new AbortController().signal;
    const status = { kind: 'status', to: 'running' } as const;
    const gone = Array.from({ length: REPORTS }, (_, index) =>
      sink.deliver(report({ seq: index + 1, changes: [status], firstEvent: index + 1 }), signal),
    );
    await Promise.all(gone);
    expect(controller.taken.map(({ data }) => data.seq)).toEqual(Array.from({ length: REPORTS }, (_, n) => n + 1));
    expect(new Set(controller.taken.map(({ id }) => id)).size).toBe(REPORTS);
    expect(controller.taken.every(({ data }) => data.dropped === 0)).toBe(true);
  });

  test('401 loses what it refused, and every loss is told', async () => {
    const controller = await stubController((count) =>
      count % 3 === 0 ? (_request, response) => response.writeHead(401).end() : undefined,
    );
    running.push(controller);
    const { sink, lines } = sinkTo(controller.url, () => false);
    const signal = new AbortController().signal;
    for (let seq = 1; seq <= 30; seq += 1) {
      await sink.deliver(report({ seq, changes: [{ kind: 'status', to: 'running' }], firstEvent: seq }), signal);
    }
    let expected = 1;
    for (const { data } of controller.taken) {
      expect(data.seq).toBe(expected + data.dropped);
      expected = data.seq + 1;
    }
    expect(controller.taken.flatMap(({ data }) => data.events.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 30 }, (_, n) => n + 1),
    );
    expect(lines[0]?.['msg']).toMatch(/refuses reports with status 401; they are dropped/);
  });
});
