// needs: time
import { once } from 'node:events';
import { connect } from 'node:net';
import { EventSource } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../../../src/core/report/transitions.ts';
import { createLiveView } from '../../../../src/sinks/api/live-view.ts';
import type { Position } from '../../../../src/sinks/api/routes/event-position.ts';
import { eventStream } from '../../../../src/sinks/api/routes/event-stream.ts';
import type { EventsBody } from '../../../../src/sinks/api/routes/events-after.ts';
import { systemClock } from '../../../../src/system-clock.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { diagnosis, report } from '../../reports.ts';
import { never, served } from '../served.ts';

const raised = (code: string): Change => ({ kind: 'diagnosis-raised', diagnosis: diagnosis({ code }) });

describe('the long poll', () => {
  test('waits for the first event to come, and has it at once', async () => {
    const { sink, base } = await served();
    await sink.deliver(report({ changes: [raised('a')] }), never);
    const asked = fetch(`${base}/v1/events?since=1&wait=60`);
    // Only when the call is there can the event be what ends its waiting.
    await fetch(`${base}/v1/events`);
    await sink.deliver(report({ changes: [raised('b')], firstEvent: 2 }), never);
    expect(await (await asked).json()).toMatchObject({ newest: 2, missed: 0, events: [{ seq: 2 }] });
  });

  test('is answered at once where the agent has started again, and where it ends', async () => {
    const { sink, base, end } = await served();
    await sink.deliver(report({ changes: [raised('a')] }), never);
    expect(await (await fetch(`${base}/v1/events?since=57&wait=60`)).json()).toMatchObject({ newest: 1, events: [] });
    const asked = fetch(`${base}/v1/events?since=1&wait=60`);
    await fetch(`${base}/v1/events`);
    end();
    expect(await (await asked).json()).toMatchObject({ events: [] });
  });
});

describe('the events of a run', () => {
  const asked = async (base: string, query: string) => {
    const answer = await fetch(`${base}/v1/events?${query}`);
    return (await answer.json()) as EventsBody;
  };

  test('are all answered, at once, to a caller that knows those of another run', async () => {
    const { sink, base } = await served();
    expect(await asked(base, 'since=r0:8&wait=60')).toEqual({
      ...{ run: 'r1', restarted: true, oldest: null, newest: null, missed: 0, events: [] },
    });
    await sink.deliver(report({ changes: [raised('a'), raised('b')] }), never);
    // As many as the run before it had: by a bare number nobody could tell.
    for (const since of ['r0:2', 'r0:1', 'r0:0', 'r0:57']) {
      expect(await asked(base, `since=${since}&wait=60`)).toMatchObject({
        ...{ run: 'r1', restarted: true, oldest: 1, newest: 2, missed: 0 },
        events: [
          { seq: 1, run: 'r1' },
          { seq: 2, run: 'r1' },
        ],
      });
    }
    expect(await asked(base, 'since=r1:1')).toMatchObject({ restarted: false, events: [{ seq: 2 }] });
    expect(await asked(base, 'since=2')).toMatchObject({ run: 'r1', restarted: false, events: [] });
  });

  test('are waited for by a caller that is ahead of this very run', async () => {
    const clock = manualClock();
    const { sink, base } = await served({ clock });
    await sink.deliver(report({ changes: [raised('a')] }), never);
    const waiting = asked(base, 'since=r1:5&wait=60');
    while (clock.sleeping === 0) await asked(base, 'since=0');
    clock.advance(59_000);
    await sink.deliver(report({ changes: [raised('b')], firstEvent: 2 }), never);
    clock.advance(1_000);
    expect(await waiting).toMatchObject({ restarted: false, newest: 2, events: [] });
  });

  test.each(['r1:', ':1', 'r1:1:2', 'r 1:1', 'r1:-1', 'r1:x', `${'r'.repeat(65)}:1`])(
    'cannot be asked for since "%s"',
    async (since) => {
      const { base } = await served();
      expect((await fetch(`${base}/v1/events?since=${encodeURIComponent(since)}`)).status).toBe(400);
    },
  );
});

describe('the event stream', () => {
  test.each([
    ['is empty', ''],
    ['is malformed', 'abc'],
    ['is malformed', 'r1:'],
    ['is of another run', 'r0:2'],
  ])('begins at the oldest for a Last-Event-ID that %s: "%s"', async (_what, id) => {
    const { sink, port, end } = await served();
    await sink.deliver(report({ changes: [raised('a'), raised('b')] }), never);
    const text = await streamed(port, `Last-Event-ID: ${id}`, end);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, each]) => each)).toEqual(['r1:1', 'r1:2']);
    expect(text.includes('event: restarted')).toBe(id.startsWith('r0'));
  });

  /** A real client, and what it was told. */
  function listening(base: string) {
    const source = new EventSource(`${base}/v1/events`);
    const told: string[] = [];
    const waiting = new Set<() => void>();
    source.addEventListener('message', ({ data, lastEventId }) => {
      told.push(`${lastEventId} ${JSON.parse(data).kind}`);
      for (const check of waiting) check();
    });
    onTestFinished(() => source.close());
    const heard = (count: number): Promise<readonly string[]> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (told.length >= count) resolve([...told]);
        };
        waiting.add(check);
        check();
      });
    return { heard };
  }

  test('tells a client all that was and all that comes', async () => {
    const { sink, base } = await served();
    await sink.deliver(report({ changes: [raised('a'), raised('b')] }), never);
    const { heard } = listening(base);
    await heard(2);
    await sink.deliver(report({ changes: [{ kind: 'runtime', to: 'healthy' }], firstEvent: 3 }), never);
    expect(await heard(3)).toEqual(['r1:1 diagnosis-raised', 'r1:2 diagnosis-raised', 'r1:3 runtime']);
  });

  test('goes on after the number that a client has seen last', async () => {
    const { sink, base } = await served();
    await sink.deliver(report({ changes: [raised('a'), raised('b')] }), never);
    const response = await fetch(`${base}/v1/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': 'r1:1' },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('id: r1:2')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect([response.headers.get('content-type'), text.includes('id: r1:1')]).toEqual(['text/event-stream', false]);
  });

  test('says how many are no longer kept, and that the numbers have begun anew', async () => {
    const live = createLiveView(systemClock);
    const many = Array.from({ length: 1_200 }, () => raised('a'));
    live.put(report({ changes: many }));
    const sent = async (since: Position, frames: number): Promise<readonly string[]> => {
      const written: string[] = [];
      const write = async (text: string): Promise<boolean> => written.push(text) < frames;
      await eventStream(live, 'r1', since).send({ write, gone: never });
      return written.map((frame) => frame.split('\n').slice(0, 2).join(' ').slice(0, 60));
    };
    expect((await sent({ seq: 50 }, 3)).slice(1)).toEqual([
      'event: missed data: {"missed":150,"oldest":201}',
      expect.stringMatching(/^id: r1:201 /),
    ]);
    const restarted = 'event: restarted data: {"oldest":201,"run":"r1"}';
    for (const since of [{ seq: 5_000 }, { run: 'r0', seq: 5_000 }, { run: 'r0', seq: 1_200 }, { run: 'r0', seq: 0 }]) {
      expect((await sent(since, 4)).slice(1)).toEqual([
        restarted,
        'event: missed data: {"missed":200,"oldest":201}',
        expect.stringMatching(/^id: r1:201 /),
      ]);
    }
  });

  test('waits for a client that reads slowly, keeps nothing for it, and has others go on', async () => {
    const { sink, base, port } = await served();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.pause();
    socket.write('GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
    const { heard } = listening(base);
    const long = diagnosis({ summary: 'x'.repeat(20_000) });
    for (let seq = 1; seq <= 900; seq += 1) {
      await sink.deliver(report({ changes: [{ kind: 'diagnosis-raised', diagnosis: long }], firstEvent: seq }), never);
    }
    expect(await heard(900)).toHaveLength(900);
    const seen = new Set<string>();
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString();
      for (const [, id = ''] of rest.matchAll(/^id: r1:(\d+)$/gm)) seen.add(id);
      rest = rest.slice(-100);
    });
    socket.resume();
    while (seen.size < 900) await once(socket, 'data');
    socket.destroy();
  });

  test('ends with the agent, after its last word', async () => {
    const { sink, base, end } = await served();
    const response = await fetch(`${base}/v1/events`, { headers: { accept: 'text/event-stream' } });
    await sink.deliver(report({ changes: [raised('a'), { kind: 'status', to: 'stopped' }] }), never);
    end();
    expect((await response.text()).trimEnd().split('\n').at(-1)).toMatch(/"kind":"status","to":"stopped"/);
  });
});

/** What a stream is until the agent ends; the header is sent as it stands. */
async function streamed(port: number, header: string, end: () => void): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n${header}\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  while (!text.includes('r1:2')) await once(socket, 'data');
  end();
  await once(socket, 'close');
  return text;
}
