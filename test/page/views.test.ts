import { describe, expect, test } from 'vitest';
import { statusBody } from '../../src/core/report/status-body.ts';
import { prose, textOf } from '../../src/page/element.ts';
import { listenersView } from '../../src/page/facts-view.ts';
import { type PageEvent, type Picture, withEvent } from '../../src/page/picture.ts';
import { offsetWords } from '../../src/page/time-words.ts';
import { timelineView, toneOf } from '../../src/page/timeline-view.ts';
import { othersView, verdictView } from '../../src/page/verdict-view.ts';
import { diagnosis } from '../sinks/reports.ts';
import { facts, health, listener } from '../support/builders.ts';

const statusOf = (seen: Parameters<typeof facts>[0], diagnoses = [] as readonly ReturnType<typeof diagnosis>[]) =>
  statusBody({ facts: facts(seen), judgement: { diagnoses, skipped: [] } });
const at = '2026-11-21T10:00:01.500Z';
const event = (change: Partial<PageEvent>): PageEvent => ({
  seq: 1,
  run: 'r1',
  at,
  kind: 'status',
  text: 'status',
  ...change,
});
const picture = (status = statusOf({})): Picture => ({ status, events: [], probes: [] });

describe('the verdict', () => {
  test('is the primary diagnosis, with what it explains', () => {
    const symptom = diagnosis({
      code: 'no-response',
      primary: false,
      causedBy: 'bound-to-loopback',
      summary: 'silent',
    });
    const text = textOf(verdictView(statusOf({}, [diagnosis(), symptom])));
    expect(text).toContain('The app listens on loopback only');
    expect(text).toContain('What it explains no-response silent');
  });

  test('says that nothing is wrong only of an app that runs', () => {
    expect(textOf(verdictView(statusOf({ health: health({ status: 'running' }) })))).toContain('Nothing is wrong');
    expect(textOf(verdictView(statusOf({ health: health({ status: 'pending' }) })))).toContain('Waiting');
    expect(textOf(verdictView(statusOf({ health: health({ status: 'failed' }) })))).toContain('not healthy');
  });

  test('leaves diagnoses that are no symptoms to the list below', () => {
    const other = diagnosis({ code: 'cpu-throttled', primary: false, title: 'The container is throttled' });
    const view = othersView(statusOf({}, [diagnosis(), other]));
    expect(view && textOf(view)).toContain('The container is throttled');
    expect(othersView(statusOf({}, [diagnosis()]))).toBeUndefined();
  });
});

describe('the listeners', () => {
  test('say whether traffic reaches them', () => {
    const text = textOf(listenersView(statusOf({ listeners: [listener('127.0.0.1', 8000)] })));
    expect(text).toContain('127.0.0.1:8000 from this container only');
  });
});

describe('the timeline', () => {
  test('counts from the start of the app', () => {
    expect(offsetWords('2026-11-21T10:00:00.000Z', at)).toBe('+1.50 s');
    expect(offsetWords('2026-11-21T09:58:00.000Z', at)).toBe('+2 min 1 s');
  });

  test('says how many earlier events it leaves out', () => {
    const events = Array.from({ length: 45 }, (_, seq) => event({ seq }));
    expect(textOf(timelineView({ ...picture(), events }))).toContain('5 earlier events are not shown.');
  });

  test.each([
    ['release', 'release check passed', 'good'],
    ['runtime', 'runtime checks unhealthy', 'bad'],
    ['worker-timeout', 'worker 12 timed out', 'bad'],
    ['listener-opened', 'listening on 0.0.0.0:8000', 'plain'],
  ])('shows %s "%s" as %s', (kind, text, tone) => {
    expect(toneOf(event({ kind, text }))).toBe(tone);
  });
});

describe('an event of the stream', () => {
  const raised = statusOf({}, [diagnosis()]).diagnoses[0];

  test('raises and clears a diagnosis in the picture', () => {
    if (raised === undefined) throw new Error('no diagnosis');
    const ill = withEvent(picture(), event({ seq: 1, kind: 'diagnosis-raised', diagnosis: raised }));
    expect(ill.status.diagnoses).toEqual([raised]);
    const well = withEvent(ill, event({ seq: 2, kind: 'diagnosis-cleared', diagnosis: raised }));
    expect(well.status.diagnoses).toEqual([]);
    expect(well.events).toHaveLength(2);
  });

  test('changes the status to one of the known words only', () => {
    expect(withEvent(picture(), event({ to: 'failed' })).status.status).toBe('failed');
    const odd = picture();
    expect(withEvent(odd, event({ to: 'exploded' })).status.status).toBe(odd.status.status);
  });

  test('is taken once', () => {
    const once = withEvent(picture(), event({ to: 'failed' }));
    expect(withEvent(once, event({ to: 'running' }))).toBe(once);
  });

  test('of another run of the agent takes the place of all before it', () => {
    const before = withEvent(withEvent(picture(), event({ seq: 1 })), event({ seq: 2 }));
    const again = withEvent(before, event({ seq: 1, run: 'r2', to: 'failed' }));
    expect([again.events.map(({ run, seq }) => `${run}:${seq}`), again.status.status]).toEqual([['r2:1'], 'failed']);
  });
});

test('code in a text of the rules is marked as such', () => {
  expect(prose('use `--preload` now').map(textOf)).toEqual(['use ', '--preload', ' now']);
});
