import { once } from 'node:events';
import { connect } from 'node:net';
import { EventSource } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../../src/core/transitions.ts';
import { eventStream } from '../../../src/sinks/api/event-stream.ts';
import { createNewsroom } from '../../../src/sinks/api/newsroom.ts';
import { systemClock } from '../../../src/system-clock.ts';
import { diagnosis, report } from '../reports.ts';
import { never, served } from './served.ts';

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

describe('the event stream', () => {
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
    expect(await heard(3)).toEqual(['1 diagnosis-raised', '2 diagnosis-raised', '3 runtime']);
  });

  test('goes on after the number that a client has seen last', async () => {
    const { sink, base } = await served();
    await sink.deliver(report({ changes: [raised('a'), raised('b')] }), never);
    const response = await fetch(`${base}/v1/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': '1' },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('id: 2')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect([response.headers.get('content-type'), text.includes('id: 1')]).toEqual(['text/event-stream', false]);
  });

  test('says how many are no longer kept, and that the numbers have begun anew', async () => {
    const news = createNewsroom(systemClock);
    const many = Array.from({ length: 1_200 }, () => raised('a'));
    news.put(report({ changes: many }));
    const pour = async (since: number, frames: number): Promise<readonly string[]> => {
      const written: string[] = [];
      const write = async (text: string): Promise<boolean> => written.push(text) < frames;
      await eventStream(news, since).pour({ write, gone: never });
      return written.map((frame) => frame.split('\n').slice(0, 2).join(' ').slice(0, 60));
    };
    expect((await pour(50, 3)).slice(1)).toEqual([
      'event: missed data: {"missed":150,"oldest":201}',
      expect.stringMatching(/^id: 201 /),
    ]);
    expect((await pour(5_000, 2))[1]).toBe('event: restarted data: {"oldest":201}');
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
      for (const [, id = ''] of rest.matchAll(/^id: (\d+)$/gm)) seen.add(id);
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
