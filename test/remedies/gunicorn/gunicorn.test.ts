import { describe, expect, test } from 'vitest';
import { type BootTimeout, bootTimeoutRemedy } from '../../../src/remedies/gunicorn/gunicorn.ts';

const remedy = (change: Partial<BootTimeout> = {}) =>
  bootTimeoutRemedy({ workerClass: 'sync', timeoutS: 30, releaseTimeoutS: 180, undersized: false, ...change });

const suggestedS = (change: Partial<BootTimeout>) => Number(/--timeout (\d+)`/.exec(remedy(change).join(' '))?.[1]);

describe('bootTimeoutRemedy', () => {
  test.each(['sync', 'gthread', undefined])(
    'tells %s workers to preload first, and then to wait longer',
    (workerClass) => {
      const [first, second, ...others] = remedy({ workerClass });
      expect(first).toContain('`--preload`');
      expect(second).toContain('`--timeout 120` instead of 30 s');
      expect(others).toEqual([]);
    },
  );

  test.each(['gevent', 'eventlet', 'uvicorn.workers.UvicornWorker'])(
    'never tells %s workers to preload',
    (workerClass) => {
      const steps = remedy({ workerClass });
      expect(steps[0]).toContain('`--timeout 120`');
      expect(steps.join(' ')).not.toContain('preload');
    },
  );

  test('does not suggest preloading an app that is preloaded', () => {
    expect(remedy({ preload: true }).join(' ')).not.toContain('preload');
  });

  test.each<[string, Partial<BootTimeout>, number]>([
    ['four times the timeout', { timeoutS: 40 }, 160],
    ['a minute at least', { timeoutS: 2 }, 60],
    ['no more than the release check waits', { timeoutS: 60 }, 180],
    ['also where that is less than a minute', { timeoutS: 5, releaseTimeoutS: 20 }, 20],
    ['four times, where the release check must wait longer anyway', { timeoutS: 30, releaseTimeoutS: 30 }, 120],
    ['no more than the longest release timeout', { timeoutS: 300, releaseTimeoutS: 180 }, 900],
    ['a whole number', { timeoutS: 30, releaseTimeoutS: 45.5 }, 46],
  ])('suggests %s', (_what, change, expected) => {
    expect(suggestedS(change)).toBe(expected);
  });

  test('raises the release timeout too when it is no longer than the timeout', () => {
    expect(remedy({ timeoutS: 60, releaseTimeoutS: 60 })).toContainEqual(
      expect.stringContaining('`RELEASE_HEALTHCHECK_TIMEOUT=240`'),
    );
  });

  test('says that a boot can outlast the release check when the timeout cannot grow fourfold', () => {
    expect(remedy({ timeoutS: 60 })).toContainEqual(expect.stringContaining('(now 180 s) together with `--timeout`'));
  });

  test('leaves the release timeout alone when there is room', () => {
    expect(remedy().join(' ')).not.toContain('RELEASE_HEALTHCHECK_TIMEOUT');
  });

  test('does not ask for a release timeout beyond the longest', () => {
    const steps = remedy({ timeoutS: 1_000, releaseTimeoutS: 900 }).join(' ');
    expect(steps).not.toContain('RELEASE_HEALTHCHECK_TIMEOUT=');
    expect(steps).toContain('less than 900 s');
  });

  test('suggests fewer workers or a bigger container only for an undersized app, and last', () => {
    expect(remedy().join(' ')).not.toContain('--workers');
    expect(remedy({ undersized: true }).at(-1)).toContain('`--workers`');
  });

  test.each([1, 30, 60, 300, 2_000])('speaks in full sentences at a timeout of %i s', (timeoutS) => {
    for (const releaseTimeoutS of [0, 60, 180, 900]) {
      for (const step of remedy({ timeoutS, releaseTimeoutS, undersized: true })) expect(step).toMatch(/^[A-Z].*\.$/);
    }
  });
});
