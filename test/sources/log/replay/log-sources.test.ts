import { describe, expect, test } from 'vitest';
import { createLogSources } from '../../../../src/sources/log/replay/log-sources.ts';
import { unwrap, wrappersOf } from '../../../../src/sources/log/replay/parse-layers.ts';
import type { UnwrappedLine } from '../../../../src/sources/log/replay/parse-wrapper.ts';
import { SAVED_AT } from '../../../support/replay.ts';

/** Which lines went to which source; those that the platform wrote begin with `* `. */
function sourcesOf(log: string): Readonly<Record<string, readonly string[]>> {
  const lines = log.split('\n');
  const chain = wrappersOf(lines, SAVED_AT);
  const sources = createLogSources(() => {
    const texts: string[] = [];
    return {
      texts,
      settle: () => {},
      pushText: () => {},
      push: ({ text, isPlatform }: UnwrappedLine) => texts.push(`${isPlatform ? '* ' : ''}${text}`),
    };
  });
  for (const line of lines) sources.push(unwrap(line, chain, SAVED_AT));
  return Object.fromEntries(sources.end().map(([name, { texts }]) => [name ?? '-', texts]));
}

describe('what the platform says of an app is of the same source:', () => {
  test("Heroku's dyno, and its router about it", () => {
    expect(
      sourcesOf(
        [
          '2026-11-21T08:54:09.000000+00:00 app[api]: Release v3 created by user dev@example.com',
          '2026-11-21T08:54:09.000000+00:00 heroku[web.1]: Starting process with command `node index.js`',
          '2026-11-21T08:54:10.000000+00:00 app[web.1]: hello',
          '2026-11-21T08:54:10.000000+00:00 app[worker.1]: working',
          '2026-11-21T08:54:11.000000+00:00 heroku[web.1]: Process exited with status 1',
          '2026-11-21T08:54:12.000000+00:00 heroku[router]: at=error code=H10 desc="App crashed" dyno=web.1',
        ].join('\n'),
      ),
    ).toEqual({
      'web.1': [
        '* Release v3 created by user dev@example.com',
        '* Starting process with command `node index.js`',
        'hello',
        '* Process exited with status 1',
        '* at=error code=H10 desc="App crashed" dyno=web.1',
      ],
      'worker.1': ['working'],
    });
  });

  test("Compose's service, by its name or its container's", () => {
    expect(
      sourcesOf('api-1  | hello\ndb-1   | ready\napi-1 exited with code 1\nshop-db-1 exited with code 0 (restarting)'),
    ).toEqual({
      'api-1': ['hello', '* api-1 exited with code 1'],
      'db-1': ['ready', '* shop-db-1 exited with code 0 (restarting)'],
    });
  });

  test("Fly's machine", () => {
    expect(
      sourcesOf(
        [
          '2026-11-21T08:54:09Z runner[148e272c] ams [info]Starting instance',
          '2026-11-21T08:54:10Z app[148e272c] ams [info]hello',
          '2026-11-21T08:54:10Z app[148e272c] ams [info] INFO Main child exited normally with code: 1',
          '2026-11-21T08:54:11Z proxy[148e272c] ams [error]could not find a good candidate',
        ].join('\n'),
      ),
    ).toEqual({
      '148e272c': [
        '* Starting instance',
        'hello',
        '* INFO Main child exited normally with code: 1',
        '* could not find a good candidate',
      ],
    });
  });

  test("Cloud Foundry's instance", () => {
    expect(
      sourcesOf(
        [
          '   2026-11-21T08:54:09.12+0000 [CELL/0] OUT Successfully created container',
          '   2026-11-21T08:54:10.12+0000 [APP/PROC/WEB/0] ERR hello',
          '   2026-11-21T08:54:11.12+0000 [APP/PROC/WEB/0] OUT Exit status 1',
        ].join('\n'),
      ),
    ).toEqual({ 'APP/PROC/WEB/0': ['* Successfully created container', 'hello', '* Exit status 1'] });
  });

  test("pm2's programs, whose own words keep their mark", () => {
    expect(sourcesOf('PM2      | App [api:0] online\n0|api    | hello\n1|worker | hi')).toEqual({
      '-': ['PM2      | App [api:0] online', 'hello', 'hi'],
    });
  });

  test("systemd's unit, also where its program has another name, and the kernel's", () => {
    expect(
      sourcesOf(
        [
          'Nov 21 08:54:09 web01 systemd[1]: Started Orders.',
          'Nov 21 08:54:09 web01 gunicorn[87]: hello',
          'Nov 21 08:54:10 web01 kernel: Out of memory: Killed process 87 (gunicorn)',
          'Nov 21 08:54:10 web01 systemd[1]: orders.service: Main process exited, code=killed, status=9/KILL',
        ].join('\n'),
      ),
    ).toEqual({
      'web01 gunicorn': [
        '* Started Orders.',
        'hello',
        '* Out of memory: Killed process 87 (gunicorn)',
        '* orders.service: Main process exited, code=killed, status=9/KILL',
      ],
    });
  });
});

test('a log of the platform alone is of what it names', () => {
  expect(
    sourcesOf(
      [
        'Nov 21 08:54:09 web01 systemd[1]: Started Orders.',
        'Nov 21 08:54:10 web01 systemd[1]: orders.service: Main process exited, code=exited, status=1/FAILURE',
        'Nov 21 08:54:10 web01 systemd[1]: Stopped orders.service.',
      ].join('\n'),
    ),
  ).toEqual({
    'web01 orders': [
      '* Started Orders.',
      '* orders.service: Main process exited, code=exited, status=1/FAILURE',
      '* Stopped orders.service.',
    ],
  });
});

describe('it is not said of another app:', () => {
  test('in the journal of a whole machine each unit keeps its own', () => {
    expect(
      sourcesOf(
        [
          'Nov 21 08:54:09 web01 sshd[5]: Accepted publickey',
          'Nov 21 08:54:09 web01 cron[6]: job',
          'Nov 21 08:54:10 web01 systemd[1]: orders.service: Main process exited, code=exited, status=1/FAILURE',
          'Nov 21 08:54:10 web01 systemd[1]: sshd.service: Deactivated successfully.',
        ].join('\n'),
      ),
    ).toEqual({
      'web01 sshd': ['Accepted publickey', '* sshd.service: Deactivated successfully.'],
      'web01 cron': ['job'],
      'web01 orders': ['* orders.service: Main process exited, code=exited, status=1/FAILURE'],
    });
  });

  test('where Compose ends a service that wrote nothing', () => {
    expect(sourcesOf('api-1  | hello\ndb-1  | ready\njob-1 exited with code 1')).toEqual({
      'api-1': ['hello'],
      'db-1': ['ready'],
      'job-1': ['* job-1 exited with code 1'],
    });
  });

  test('where an app writes the same words itself', () => {
    expect(sourcesOf('worker exited with code 1\nworker exited with code 2')).toEqual({
      '-': ['worker exited with code 1', 'worker exited with code 2'],
    });
  });
});
