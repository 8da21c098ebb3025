import { describe, expect, test } from 'vitest';
import { parseGunicornConf } from '../../../../src/sources/procfs/files/parse-gunicorn-conf.ts';
import { computedMs } from '../../../support/computed.ts';

const read = (text: string, environment = {}) => parseGunicornConf('gunicorn.conf.py', text, environment);

describe('gunicorn.conf.py', () => {
  test.each([
    ['timeout = 120', { timeout: 120 }],
    ['timeout: int = 120  # slow', { timeout: 120 }],
    ["bind = '0.0.0.0:8000'", { bind: '0.0.0.0:8000' }],
    ['preload_app = True\ndaemon = False', { preload_app: true, daemon: false }],
    ["worker_class = 'gthread'\nthreads = 4\nworkers = 2", { worker_class: 'gthread', threads: 4, workers: 2 }],
    ['timeout = 30\ntimeout = 60', { timeout: 60 }],
    ["import os\nbind = f\"0.0.0.0:{os.environ.get('PORT', '8000')}\"", { bind: '0.0.0.0:5000' }],
    ["workers = int(os.environ.get('WEB_CONCURRENCY', '3'))", { workers: 3 }],
    ['workers = int(os.getenv("WEB_CONCURRENCY", 3))', { workers: 3 }],
    ['"""\ntimeout = 5\n"""\ntimeout = 6', { timeout: 6 }],
    ['# timeout = 5', {}],
    ['graceful_timeout = 5\nmy_timeout = 3', {}],
  ])('%s', (text, values) => {
    const { lines: _, ...conf } = read(text, { PORT: '5000' });
    expect(conf).toEqual({ path: 'gunicorn.conf.py', values, unknown: [] });
  });

  test.each([
    'timeout = compute()',
    'timeout = 30 * 2',
    'timeout = 30\nif slow:\n    timeout = 120',
    'timeout = 30\ntimeout += 5',
    "timeout = int(os.environ.get('TIMEOUT', '30'))",
    'timeout = timeout_of(bind)',
  ])('does not guess: %s', (text) => {
    const { lines: _, ...conf } = read(text);
    expect(conf).toEqual({ path: 'gunicorn.conf.py', values: {}, unknown: ['timeout'] });
  });

  test('tells the line on which each setting was made last, docstrings counted', () => {
    const text = '"""\nSettings.\ntimeout = 5\n"""\nbind = "0.0.0.0:8000"\ntimeout = 30\ntimeout = 60\n';
    expect(read(text).lines).toEqual({ bind: 5, timeout: 7 });
  });

  test('takes linear time on a hostile file', () => {
    const hostile = [`timeout = ${'('.repeat(60_000)}`, `bind = f"${'{a'.repeat(30_000)}"`, '"""'.repeat(20_000)];
    expect(computedMs(() => hostile.forEach((text) => void read(text)))).toBeLessThan(1_000);
  });
});
