import { describe, expect, test } from 'vitest';
import { type Element, prose, textOf } from '../../src/page/element.ts';
import { newsWords, titleWords } from '../../src/page/news.ts';
import { remedyView } from '../../src/page/remedy-view.ts';
import { othersView, verdictView } from '../../src/page/verdict-view.ts';
import { diagnosis } from '../sinks/reports.ts';
import { app, health, NOW } from '../support/builders.ts';
import { statusOf } from './pictures.ts';

describe('the verdict', () => {
  test('is the primary diagnosis, with what else was seen because of it', () => {
    const symptom = diagnosis({
      code: 'no-response',
      primary: false,
      causedBy: 'bound-to-loopback',
      summary: 'silent',
    });
    const text = textOf(verdictView(statusOf({}, [diagnosis(), symptom])));
    expect(text).toContain('The app listens on loopback only');
    expect(text).toContain('Also seen because of this no-response silent');
    expect(text).toContain('Source Seen Expected');
  });

  test('says that nothing is wrong only of an app that runs', () => {
    expect(textOf(verdictView(statusOf({ health: health({ status: 'running' }) })))).toContain('Nothing is wrong');
    expect(textOf(verdictView(statusOf({ health: health({ status: 'pending' }) })))).toContain('Waiting');
    expect(textOf(verdictView(statusOf({ health: health({ status: 'failed' }) })))).toContain('not healthy');
  });

  test('does not wait for an app that has exited', () => {
    const ended = statusOf({ health: health({ status: 'pending' }), app: app({ exit: { code: 3, at: NOW } }) });
    expect(textOf(verdictView(ended))).toBe(
      'The app has exited It exited with code 3. The release check had not passed.',
    );
  });

  test('is the last known one when the agent does not answer', () => {
    expect(textOf(verdictView(statusOf(), 'lost'))).toMatch(/^Last known 12:00:00 UTC/);
  });

  test('leaves diagnoses that are no symptoms to the list below', () => {
    const other = diagnosis({ code: 'cpu-throttled', primary: false, title: 'The container is throttled' });
    const view = othersView(statusOf({}, [diagnosis(), other]));
    expect(view && textOf(view)).toContain('The container is throttled');
    expect(othersView(statusOf({}, [diagnosis()]))).toBeUndefined();
  });
});

describe('a remedy', () => {
  const buttonsOf = (child: Element | string): readonly (string | undefined)[] => {
    if (typeof child === 'string') return [];
    return child.tag === 'button' ? [child.attributes['aria-label']] : child.children.flatMap(buttonsOf);
  };

  test('has a button for what is pasted, and none for a name', () => {
    const steps = ['Start it with `--bind 0.0.0.0:8000`, or set `PORT=8080`.', 'Look at `upstream` and `GET /health`.'];
    expect(buttonsOf(remedyView('wrong-port', steps))).toEqual(['Copy --bind 0.0.0.0:8000', 'Copy PORT=8080']);
  });

  test('has none for what the step replaces', () => {
    const step = 'Start it with `--bind 0.0.0.0:8000` instead of `--bind 127.0.0.1:8000`.';
    expect(buttonsOf(remedyView('bound-to-loopback', [step]))).toEqual(['Copy --bind 0.0.0.0:8000']);
  });
});

describe('the news', () => {
  test('are one sentence with the status and the root cause', () => {
    const ill = statusOf({ health: health({ status: 'failed' }) }, [diagnosis()]);
    expect(newsWords(ill, 'live')).toBe('Status failed: The app listens on loopback only.');
    expect(titleWords(ill, 'live')).toMatch(/^failed: bound-to-loopback · /);
    expect(newsWords(statusOf(), 'live')).toBe('Status running: Nothing is wrong with the app.');
  });

  test('say when the picture is only the last known one', () => {
    expect(newsWords(statusOf(), 'lost')).toBe('The agent does not answer. The last known status is running.');
    expect(titleWords(statusOf(), 'lost')).toMatch(/^last known running · /);
  });
});

test('code in a text of the rules is marked as such', () => {
  expect(prose('use `--preload` now').map(textOf)).toEqual(['use ', '--preload', ' now']);
});
