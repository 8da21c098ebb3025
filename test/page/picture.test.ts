import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/page/element.ts';
import { headerView } from '../../src/page/header-view.ts';
import { iconUrl } from '../../src/page/icon.ts';
import { withEvent, withNewer } from '../../src/page/picture.ts';
import { app, health, NOW, STARTED, waiting } from '../support/builders.ts';
import { event, picture, raised, statusOf } from './pictures.ts';

describe('an event of the stream', () => {
  test('raises and clears a diagnosis in the picture', () => {
    const ill = withEvent(picture(), event({ seq: 1, kind: 'diagnosis-raised', diagnosis: raised() }));
    expect(ill.status.diagnoses).toEqual([raised()]);
    const well = withEvent(ill, event({ seq: 2, kind: 'diagnosis-cleared', diagnosis: raised() }));
    expect(well.status.diagnoses).toEqual([]);
    expect(well.events).toHaveLength(2);
  });

  test('changes the status to one of the known words only', () => {
    expect(withEvent(picture(), event({ to: 'failed' })).status.status).toBe('failed');
    const odd = picture();
    expect(withEvent(odd, event({ to: 'exploded' })).status.status).toBe(odd.status.status);
  });

  test('ends the release check', () => {
    const failed = withEvent(
      picture({ status: statusOf({ health: waiting() }) }),
      event({ kind: 'release', to: 'failed' }),
    );
    expect(failed.status.release).toMatchObject({ state: 'failed', passedAt: null });
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

test('a response that is older than the stream takes nothing back', () => {
  const exit = event({
    run: statusOf().run,
    seq: 2,
    at: new Date(NOW + 500).toISOString(),
    kind: 'app-exited',
    app: { exit: { code: 3, signal: null } },
  });
  const fetched = picture({ events: [event({ run: exit.run, at: new Date(STARTED).toISOString(), to: 'failed' })] });
  const current = withNewer(fetched, picture({ events: [exit] }));
  expect(current.events).toHaveLength(2);
  expect([current.status.app?.exit?.code, current.status.status]).toEqual([3, 'running']);
});

describe('the header', () => {
  const words = (...given: Parameters<typeof headerView>) =>
    headerView(...given)
      .map(textOf)
      .join(' | ');

  test('has the status word of the API, and how the app exited', () => {
    const ended = statusOf({ health: health({ status: 'failed' }), app: app({ exit: { code: 3, at: NOW } }) });
    expect(words(ended, 'live')).toContain('✗ failed | exited with code 3 | live, as of 12:00:00 UTC');
  });

  test('calls the status the last known one when the agent is gone', () => {
    expect(words(statusOf(), 'lost')).toContain(
      '✓ last known: running | the agent does not answer; last seen 12:00:00 UTC',
    );
  });
});

test('the icon differs in shape and color', () => {
  const icons = (['running', 'failed', 'pending', 'stopped'] as const).map((status) => iconUrl(status, 'live'));
  expect(new Set([...icons, iconUrl('running', 'lost')]).size).toBe(5);
  for (const icon of icons) expect(icon).toMatch(/^data:image\/svg\+xml,/);
});
