import { describe, expect, test } from 'vitest';
import type { Log } from '../../../src/core/memory/facts.ts';
import rule from '../../../src/rules/answer/upstream-down.ts';
import { answered, app, facts, listener, NOW, probe, process, STARTED } from '../../support/builders.ts';
import { exception, findingOf, log } from '../../support/rule-builders.ts';

const title = ['nginx: master process nginx -g daemon off;'];
const nginx = process({ pid: 7, command: title, name: 'nginx' });
const worker = process({ pid: 9, ppid: 7, command: ['nginx: worker process'], name: 'nginx' });
const FPM = [
  '[30-Nov-2026 12:12:10] ALERT: [pool www] pm.max_spare_servers(9) must not be greater than pm.max_children(4)',
  '[30-Nov-2026 12:12:10] ERROR: failed to post process the configuration',
  '[30-Nov-2026 12:12:10] ERROR: FPM initialization failed',
];
const refused = (upstream: string): Partial<Log> => ({
  upstreamFailures: [
    {
      kind: 'upstream-failed',
      front: 'nginx',
      upstream,
      reason: 'Connection refused',
      line: 'connect() failed (111: Connection refused) while connecting to upstream',
      at: NOW - 998,
    },
  ],
});
const seenWith = (script: string, lines: readonly string[], upstream = 'fastcgi://127.0.0.1:9000', change = {}) =>
  facts({
    app: app({ command: ['sh', '-c', script] }),
    listeners: [listener('0.0.0.0', 8000, { pid: 7, command: title })],
    processes: [nginx, worker],
    probes: [probe(answered(502, { server: 'nginx' }), { passed: false })],
    log: log(lines, refused(upstream)),
    ...change,
  });
const HTTP = 'http://127.0.0.1:3000/';

describe('a backend of a front server that has exited', () => {
  test('is named with its reason, without a step to start it', () => {
    const { summary, remedy, evidence } = findingOf(rule, seenWith('php-fpm -y fpm.conf & exec nginx', FPM));
    expect(summary).toMatch(
      /; `php-fpm -y fpm\.conf` has exited \(pm\.max_spare_servers\(9\) must not be greater than pm\.max_children\(4\)\)\.$/,
    );
    expect(remedy[0]).toMatch(/^Fix what made `php-fpm -y fpm\.conf` exit: pm\.max_spare_servers/);
    expect(remedy.join(' ')).not.toContain('Start PHP-FPM');
    expect(evidence.map(({ observed }) => observed)).toContain(
      'pm.max_spare_servers(9) must not be greater than pm.max_children(4)',
    );
  });

  test('is recognized by the last line of PHP-FPM alone', () => {
    const { summary } = findingOf(rule, seenWith('./start.sh', FPM));
    expect(summary).toMatch(/; the log shows "pm\.max_spare_servers\(9\) must not be greater/);
  });

  test('is recognized by its exception', () => {
    const thrown = exception("KeyError: 'DATABASE_URL'", { at: STARTED + 400, where: 'web.py line 3' });
    const seen = seenWith('python3 web.py & exec nginx', [], HTTP, {
      log: log([], { ...refused(HTTP), exceptions: [thrown] }),
    });
    const { summary, remedy } = findingOf(rule, seen);
    expect(summary).toMatch(/`python3 web\.py` has exited \(KeyError: 'DATABASE_URL' \(web\.py line 3\)\)\.$/);
    expect(remedy[0]).toContain('DATABASE_URL');
  });

  test('is named without a reason if the log has none', () => {
    const { summary, remedy } = findingOf(rule, seenWith('./web & exec nginx', [], HTTP));
    expect(summary).toMatch(/; `\.\/web` has exited\.$/);
    expect(remedy[0]).toContain('by hand');
  });

  test.each([
    [
      'another program lives, which may be it',
      './web & exec nginx',
      { processes: [nginx, process({ pid: 12, startedAt: STARTED - 90_000 })] },
    ],
    ['its start depends on something', 'test -x web && ./web & exec nginx', {}],
    ['several may be it', './web & ./api & exec nginx', {}],
    ['the script waits for its end', './migrate & wait; exec nginx', {}],
    ['the text starts nothing beside the front server', 'exec nginx', {}],
  ])('is not named if %s', (_what, script, change) => {
    expect(findingOf(rule, seenWith(script, [], HTTP, change)).summary).not.toContain('has ended');
  });

  test('is not PHP-FPM if another program exited', () => {
    expect(findingOf(rule, seenWith('./jobs & exec nginx', ['Error: no queue'])).summary).not.toMatch(/ended|no queue/);
  });

  test('never has a line of the front server as its reason', () => {
    const own =
      '2026/11/30 12:23:44 [error] 9#9: *1 open() "/srv/x" failed (2: No such file or directory), client: 10.77.0.1';
    expect(findingOf(rule, seenWith('./web & exec nginx', [own], HTTP)).summary).toMatch(/`\.\/web` has exited\.$/);
  });
});
