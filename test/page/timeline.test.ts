import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/page/element.ts';
import { agoWords, offsetWords } from '../../src/page/time-words.ts';
import { timelineRows, toneOf } from '../../src/page/timeline-rows.ts';
import { timelineView } from '../../src/page/timeline-view.ts';
import { ticksOf, trackView } from '../../src/page/track-view.ts';
import { APP_PID, STARTED } from '../support/builders.ts';
import { event, opened, picture, raised, since, statusOf } from './pictures.ts';

const { app } = statusOf();
const wordsOf = (events: Parameters<typeof timelineRows>[0]): readonly string[] =>
  timelineRows(events, app).map(({ words }) => words.map(textOf).join('').trim());

describe('the time of a row', () => {
  test('counts from the start of the app, in the units of the log', () => {
    expect([0, 1_500, 121_500, -600].map((ms) => offsetWords(0, ms))).toEqual([
      '0 s',
      '+1.5 s',
      '+2 min 2 s',
      '−0.6 s',
    ]);
  });

  test('is 0 for the start of the app, however late the agent saw it', () => {
    const started = event({
      kind: 'app-started',
      text: `the app was started (pid ${APP_PID})`,
      app: { pid: APP_PID },
      at: since(900),
    });
    const early = event({ seq: 2, text: 'status pending', at: since(-200) });
    const text = textOf(timelineView(picture({ events: [started, early] })));
    expect(text).toContain(`−0.2 s ○ status pending 0 s ○ the app was started (pid ${APP_PID})`);
  });

  test('is when the agent found an app that had started before', () => {
    const found = event({ kind: 'app-started', text: 'the app was found by its age (pid 7)', app: { pid: APP_PID } });
    expect(timelineRows([found], app)[0]?.at).toBe(STARTED + 1_500);
  });
});

test('the age of a time is in whole seconds, and a time to come is one too', () => {
  expect([300, 12_400, 185_000, -42_000].map(agoWords)).toEqual(['just now', '12 s ago', '3 min 5 s ago', 'in 42 s']);
});

describe('listeners that open together', () => {
  test('are one row that can be opened', () => {
    const events = Array.from({ length: 25 }, (_, index) => opened(index + 1, 9_000 + index));
    const [row, ...others] = timelineRows(events, app);
    expect(others).toEqual([]);
    expect(row?.count).toBe(25);
    expect(textOf(row?.words[0] ?? '')).toMatch(/^listening on 25 ports 0\.0\.0\.0:9000, 0\.0\.0\.0:9001, /);
  });

  test('are named when they are few', () => {
    expect(wordsOf([opened(1, 80), opened(2, 443)])).toEqual(['listening on 0.0.0.0:80 and 0.0.0.0:443']);
  });

  test('are apart from those that open much later, and from those that close', () => {
    const later = { ...opened(2, 443), at: since(60_000) };
    const closed = { ...opened(3, 443), kind: 'listener-closed', text: 'no longer listening on 0.0.0.0:443' };
    expect(wordsOf([opened(1, 80), later, { ...closed, at: later.at }])).toHaveLength(3);
  });
});

describe('a diagnosis', () => {
  const change = (seq: number, kind: string, diagnosis = raised()) =>
    event({ seq, kind, text: diagnosis.summary, diagnosis });

  test('has its sentence once, and later rows say what changed', () => {
    const events = [
      change(1, 'diagnosis-raised', raised({ severity: 'warning', primary: false })),
      change(2, 'diagnosis-changed', raised({ severity: 'error', primary: false })),
      change(3, 'diagnosis-changed'),
      change(4, 'diagnosis-cleared'),
      change(5, 'diagnosis-raised'),
    ];
    expect(wordsOf(events)).toEqual([
      `The app listens on loopback only bound-to-loopback (warning)${raised().summary}`,
      'bound-to-loopback now an error',
      'bound-to-loopback now the main diagnosis',
      'bound-to-loopback resolved',
      'The app listens on loopback only bound-to-loopback (error)',
    ]);
  });

  test('names its cause when that is found', () => {
    const events = [
      change(1, 'diagnosis-raised'),
      change(2, 'diagnosis-changed', raised({ primary: false, causedBy: 'slow-boot' })),
    ];
    expect(wordsOf(events)[1]).toBe('bound-to-loopback no longer the main diagnosis, now explained by slow-boot');
  });

  test('is not resolved by the end of the app', () => {
    const exited = event({ seq: 2, kind: 'app-exited', text: 'the app exited with code 0' });
    const words = wordsOf([change(1, 'diagnosis-raised'), exited, change(3, 'diagnosis-cleared')]);
    expect(words.at(-1)).toBe('bound-to-loopback ended when the app exited');
  });
});

test('the timeline says how many earlier events it leaves out', () => {
  const events = Array.from({ length: 45 }, (_, index) => event({ seq: index + 8 }));
  expect(textOf(timelineView(picture({ events })))).toContain('12 earlier events are not shown.');
});

test.each([
  ['release', 'release check passed', 'good'],
  ['runtime', 'runtime checks unhealthy', 'bad'],
  ['worker-timeout', 'worker 12 timed out', 'bad'],
  ['listener-opened', 'listening on 0.0.0.0:8000', 'plain'],
])('the timeline shows %s "%s" as %s', (kind, text, tone) => {
  expect(toneOf(event({ kind, text }))).toBe(tone);
});

describe('the track', () => {
  test('has round times on its axis', () => {
    expect(ticksOf(-600, 5_200)).toEqual([0, 2_000, 4_000]);
    expect(ticksOf(0, 200_000)).toEqual([0, 60_000, 120_000, 180_000]);
    expect(ticksOf(0, 100 * 86_400_000)).toHaveLength(6);
  });

  test('has one mark for events that are near to each other, as bad as the worst and with all their words', () => {
    const rows = timelineRows(
      [
        event({ text: 'release check passed', at: since(1_000) }),
        event({ seq: 2, text: 'worker 12 timed out', at: since(1_010) }),
        event({ seq: 3, text: 'status running', at: since(9_000) }),
      ],
      app,
    );
    const marks = trackView(rows, STARTED)[0]?.children.flatMap((child) => {
      const { class: name, title } = typeof child === 'string' ? {} : child.attributes;
      return title === undefined ? [] : [[name, title]];
    });
    expect(marks).toEqual([
      ['mark bad', '+1 s release check passed\n+1 s worker 12 timed out'],
      ['mark good', '+9 s status running'],
    ]);
  });

  test('has a legend of what it shows', () => {
    const rows = timelineRows([event({ text: 'status running' }), event({ seq: 2, text: 'x', at: since(0) })], app);
    expect(trackView(rows, STARTED).map(textOf)[1]).toBe('● good ○ other 0 s is the start of the app');
  });
});
