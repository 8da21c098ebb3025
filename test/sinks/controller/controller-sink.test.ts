import { describe, expect, test } from 'vitest';
import type { ControllerLink } from '../../../src/core/facts/controller-link.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { createControllerSink } from '../../../src/sinks/controller/controller-sink.ts';
import type { PostAnswer } from '../../../src/sinks/controller/undici-post.ts';
import { NOW } from '../../support/builders.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { memoryLogger, report } from '../reports.ts';

const SECOND = 1_000;
const status = (to: 'running' | 'failed' = 'running'): Change => ({ kind: 'status', to });

/** Lets everything run that waits for nothing but its turn. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Reply = PostAnswer | Error | 'hang';

/** A controller in memory: `reply` decides on each body; a sink that pushes to it, on a clock that stands still. */
function setUp(reply: (tries: number) => Reply, random = 0.5) {
  const clock = manualClock(NOW);
  const { logger, lines } = memoryLogger();
  const ending = new AbortController();
  const bodies: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const post = async (body: string, signal: AbortSignal): Promise<PostAnswer> => {
    bodies.push(body);
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    await settled();
    const answer = reply(bodies.length);
    if (answer === 'hang' && !signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    underWay -= 1;
    if (answer === 'hang') throw new Error('aborted');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const url = new URL('https://user:secret@controller.example/hook/secret?key=secret');
  const links: ControllerLink[] = [];
  const onLink = (link: ControllerLink) => links.push(link);
  const sink = createControllerSink({
    url,
    instance: 'web 1',
    run: 'a1',
    clock,
    random: () => random,
    post,
    logger,
    onLink,
  });
  let seq = 0;
  return {
    clock,
    lines,
    links,
    ending,
    messages: () => lines.map(({ level, msg }) => `${level}: ${msg}`),
    events: () => bodies.map((body) => JSON.parse(body)),
    seqs: () => bodies.map((body) => JSON.parse(body).data.seq),
    mostUnderWay: () => mostUnderWay,
    /** Delivers the next report; its events go on numbering. */
    send(changes: readonly Change[] = [status()], last = false, signal = ending.signal) {
      seq += 1;
      return sink.deliver(report({ seq, changes, firstEvent: seq * 10, last }), signal);
    },
    /** Moves the time in steps of a second, so that each back-off that ends can begin the next. */
    async pass(seconds: number) {
      for (let n = 0; n < seconds; n += 1) {
        await settled();
        await settled();
        clock.advance(SECOND);
      }
      await settled();
      await settled();
      await settled();
    },
  };
}

const taken: PostAnswer = { status: 202 };

describe('a report to the controller', () => {
  test('is a CloudEvents 1.0 event with the status body, seq and events in its data', async () => {
    const { send, events } = setUp(() => taken);
    await send([status('failed')]);
    const { data, id, ...context } = events()[0];
    expect(context).toEqual({
      specversion: '1.0',
      type: 'dev.sidewatch.report.v1',
      source: 'web%201',
      time: new Date(NOW).toISOString(),
      datacontenttype: 'application/json',
    });
    expect(id).toMatch(/^web 1-[a-z0-9]+-1$/);
    const { seq, series, run, dropped, last, events: told, ...body } = data;
    const { run: _run, ...picture } = report().body;
    expect(body).toEqual(JSON.parse(JSON.stringify(picture)));
    expect({ seq, run, dropped, last }).toEqual({ seq: 1, run: series, dropped: 0, last: false });
    expect(id).toContain(`-${series}-`);
    expect(told).toEqual([
      { seq: 10, run, at: new Date(NOW).toISOString(), kind: 'status', to: 'failed', text: 'status failed' },
    ]);
  });

  test('goes out in order, one at a time, each once', async () => {
    const { send, seqs, mostUnderWay, messages } = setUp(() => taken);
    await Promise.all(Array.from({ length: 50 }, () => send()));
    expect(seqs()).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    expect(mostUnderWay()).toBe(1);
    expect(messages()).toEqual([]);
  });

  test('has an id of its own, and keeps it when it is sent again', async () => {
    const { send, events, pass } = setUp((tries) => (tries === 1 ? { status: 503 } : taken));
    const arrived = Promise.all([send(), send()]);
    await pass(2);
    await arrived;
    const [first, again, second] = events().map(({ id }) => id);
    expect(again).toBe(first);
    expect(second).not.toBe(first);
  });
});

describe('a controller that is away', () => {
  test.each([{ status: 408 }, { status: 429 }, { status: 500 }, { status: 599 }, new Error('ECONNREFUSED')])(
    'is tried again after %o',
    async (answer) => {
      const { send, seqs, pass } = setUp((tries) => (tries < 3 ? answer : taken));
      const arrived = send();
      await pass(3);
      await arrived;
      expect(seqs()).toEqual([1, 1, 1]);
    },
  );

  test('gets all of 200 reports in order when it is back, and the log two lines', async () => {
    const { send, seqs, events, pass, messages } = setUp((tries) => (tries <= 12 ? new Error('refused') : taken), 1);
    const arrived = Promise.all(Array.from({ length: 200 }, () => send()));
    await pass(430);
    await arrived;
    const delivered = seqs().slice(12);
    expect(delivered).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    expect(events().every(({ data }) => data.dropped === 0)).toBe(true);
    expect(messages()).toEqual([
      'warn: the controller does not accept reports; they are kept and sent again',
      'info: the controller accepts reports again, after 7 min 3 s',
    ]);
  });

  test('has what waits told while nothing is tried', async () => {
    const { send, links, pass } = setUp(() => new Error('refused'), 1);
    void send();
    await pass(3);
    void send();
    void send();
    await settled();
    expect(links.at(-1)).toMatchObject({ waiting: 3, total: { delivered: 0, dropped: 0 } });
  });

  test('is tried after 1, 2, 4 s and so on, never more than 60 s apart', async () => {
    const { send, seqs, pass } = setUp(() => new Error('refused'), 1);
    void send();
    const triesAfter: number[] = [];
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      await pass(seconds);
      triesAfter.push(seqs().length);
    }
    expect(triesAfter).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('loses the oldest reports beyond 256, not their events, and is told how many', async () => {
    let isAway = true;
    const { send, seqs, events, pass } = setUp(() => (isAway ? new Error('refused') : taken), 1);
    const gone = Array.from({ length: 300 }, () => send());
    await pass(1);
    await Promise.all(gone.slice(1, 45));
    isAway = false;
    await pass(4);
    await Promise.all(gone);
    const delivered = events().slice(seqs().lastIndexOf(1) + 1);
    expect(delivered.map(({ data }) => data.dropped).slice(0, 2)).toEqual([44, 0]);
    expect(delivered.flatMap(({ data }) => data.events).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 299 }, (_, n) => (n + 2) * 10),
    );
  });

  test('gets only the newest of the heartbeats that it missed, and no gap in the numbers', async () => {
    const { send, seqs, pass } = setUp((tries) => (tries === 1 ? new Error('refused') : taken));
    const arrived = Promise.all([send(), send([]), send([]), send([]), send()]);
    await pass(2);
    await arrived;
    expect(seqs()).toEqual([1, 1, 2]);
  });

  test('is not asked again before its Retry-After, in seconds or as a date', async () => {
    const date = new Date(NOW + 25 * SECOND).toUTCString();
    const answers: readonly PostAnswer[] = [
      { status: 429, retryAfter: '20' },
      { status: 503, retryAfter: date },
      taken,
    ];
    const { send, seqs, pass } = setUp((tries) => answers[tries - 1] ?? taken, 0);
    const arrived = send();
    await pass(19);
    expect(seqs()).toEqual([1]);
    await pass(1);
    expect(seqs()).toEqual([1, 1]);
    await pass(5);
    await arrived;
    expect(seqs()).toEqual([1, 1, 1]);
  });

  test('cannot send the agent away for longer than five minutes', async () => {
    const { send, seqs, pass } = setUp((tries) => (tries === 1 ? { status: 503, retryAfter: '86400' } : taken), 0);
    const arrived = send();
    await pass(299);
    expect(seqs()).toHaveLength(1);
    await pass(1);
    await arrived;
    expect(seqs()).toHaveLength(2);
  });

  test('shows nothing of its address but the origin on the log', async () => {
    const { send, pass, lines } = setUp(() => new Error('connect ECONNREFUSED'));
    void send();
    await pass(1);
    expect(lines).toEqual([
      {
        level: 'warn',
        controller: 'https://controller.example',
        reason: 'connect ECONNREFUSED',
        msg: 'the controller does not accept reports; they are kept and sent again',
      },
    ]);
  });
});

describe('how the reports fare', () => {
  test('is told after each try: since when, why, how many wait; and that it is over', async () => {
    const { send, pass, links } = setUp((tries) => (tries === 1 ? { status: 503 } : taken), 1);
    const arrived = Promise.all([send(), send()]);
    await pass(2);
    await arrived;
    const host = 'controller.example';
    expect(links).toEqual([
      {
        host,
        waiting: 2,
        dropped: 0,
        total: { delivered: 0, dropped: 0 },
        trouble: { since: NOW, failedAt: NOW, failure: { kind: 'status', status: 503 } },
      },
      { host, waiting: 1, dropped: 0, total: { delivered: 1, dropped: 0 } },
      { host, waiting: 0, dropped: 0, total: { delivered: 2, dropped: 0 } },
    ]);
  });

  test('counts what was refused', async () => {
    const { send, links } = setUp((tries) => ({ status: tries < 3 ? 401 : 202 }));
    for (let n = 0; n < 3; n += 1) await send();
    expect(links.map(({ dropped }) => dropped)).toEqual([1, 2, 0]);
  });
});

describe('a controller that refuses', () => {
  test('is told of once on the log, and not asked again with the same report', async () => {
    const { send, seqs, messages } = setUp(() => ({ status: 401 }));
    for (let n = 0; n < 5; n += 1) await send();
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(messages()).toEqual([
      'warn: the controller refuses reports with status 401; they are dropped. Fix: Give the token that it expects with `--controller-token-file FILE`.',
    ]);
  });

  test('gets the events since the last delivered report when it takes one again', async () => {
    const { send, events, messages } = setUp((tries) => (tries <= 3 ? { status: 403 } : taken));
    for (let n = 0; n < 5; n += 1) await send();
    expect(events().map(({ data }) => [data.dropped, data.events.length])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [0, 1],
    ]);
    expect(messages().at(-1)).toMatch(/^info: the controller accepts reports again/);
  });

  test('has its losses counted over the life of the agent, also when it takes reports again', async () => {
    const { send, links } = setUp((tries) => (tries <= 3 || tries === 5 ? { status: 403 } : taken));
    for (let n = 0; n < 6; n += 1) await send();
    expect(links.map(({ total }) => total)).toEqual([
      { delivered: 0, dropped: 1 },
      { delivered: 0, dropped: 2 },
      { delivered: 0, dropped: 3 },
      { delivered: 1, dropped: 3 },
      { delivered: 1, dropped: 4 },
      { delivered: 2, dropped: 4 },
    ]);
  });

  test('on account of the body gets the events of before only once more', async () => {
    const { send, events } = setUp(() => ({ status: 413 }));
    for (let n = 0; n < 4; n += 1) await send();
    expect(events().map(({ data }) => data.events.length)).toEqual([1, 2, 2, 2]);
  });

  test('with a redirect is not followed', async () => {
    const { send, seqs, messages } = setUp(() => ({ status: 307 }));
    await send();
    expect(seqs()).toEqual([1]);
    expect(messages()[0]).toContain('redirects are not followed');
  });

  test('for long costs no more than a thousand events of memory', async () => {
    const { send, events } = setUp(() => ({ status: 403 }));
    const changes = Array.from({ length: 100 }, () => status());
    for (let n = 0; n < 15; n += 1) await send(changes);
    const last = events().at(-1);
    expect(last.data.events).toHaveLength(1_100);
    expect(last.data.dropped).toBe(14);
  });
});

describe('the end', () => {
  test('of the signal resolves everything at once, under way or not', async () => {
    const { send, ending, clock, seqs } = setUp(() => 'hang');
    const all = Promise.all([send(), send(), send()]);
    await settled();
    ending.abort();
    await all;
    expect(seqs()).toEqual([1]);
    expect(clock.sleeping).toBe(0);
  });

  test('of the signal ends a back-off', async () => {
    const { send, ending, pass, clock } = setUp(() => new Error('refused'));
    const gone = send();
    await pass(1);
    ending.abort();
    await gone;
    await settled();
    expect(clock.sleeping).toBe(0);
  });

  test('lets the last report go out at once, with those that waited before it', async () => {
    let isAway = true;
    const { send, seqs, pass } = setUp(() => (isAway ? { status: 503, retryAfter: '300' } : taken));
    const first = send();
    await pass(3);
    isAway = false;
    await Promise.all([first, send([status('failed')], true)]);
    expect(seqs()).toEqual([1, 1, 2]);
  });

  test('lets the last report be tried again within seconds, however long the controller was away', async () => {
    let isAway = true;
    const { send, seqs, pass } = setUp(() => (isAway ? new Error('refused') : taken), 1);
    const first = send();
    await pass(100);
    const last = send([status('failed')], true);
    await pass(1);
    isAway = false;
    await pass(1);
    await Promise.all([first, last]);
    expect(seqs().slice(-2)).toEqual([1, 2]);
  });

  test('with reports that were not delivered is told', async () => {
    const { send, ending, pass, messages } = setUp(() => new Error('refused'));
    const gone = Promise.all([send(), send()]);
    await pass(1);
    ending.abort();
    await gone;
    expect(messages().at(-1)).toBe('warn: reports that the controller did not accept are lost when this agent exits');
  });

  test('of one signal leaves its events to a report under another', async () => {
    const { send, events } = setUp((tries) => (tries === 1 ? 'hang' : taken));
    const running = new AbortController();
    const given = [send([status()], false, running.signal), send([status()], false, running.signal)];
    await settled();
    running.abort();
    await Promise.all(given);
    await send([status('failed')], true);
    const [, last] = events();
    expect([last.data.seq, last.data.dropped, last.data.events.length]).toEqual([3, 2, 3]);
  });

  test('that has come already is not waited for', async () => {
    const { send, seqs, ending } = setUp(() => taken);
    ending.abort();
    await send();
    await settled();
    expect(seqs()).toEqual([]);
  });
});

test('an instance of any text makes a valid event', async () => {
  const clock = manualClock(NOW);
  const bodies: string[] = [];
  for (const instance of ['', 'a:b/../"\n', '\ud800', 'größe']) {
    const post = async (body: string) => {
      bodies.push(body);
      return taken;
    };
    const { logger } = memoryLogger();
    const url = new URL('http://controller.example');
    const sink = createControllerSink({ url, instance, run: 'a1', clock, random: () => 0, post, logger });
    await sink.deliver(report(), new AbortController().signal);
  }
  expect(bodies.map((body) => JSON.parse(body).source)).toEqual([
    'sidewatch',
    'a%3Ab%2F..%2F%22%0A',
    '%EF%BF%BD',
    'gr%C3%B6%C3%9Fe',
  ]);
});
