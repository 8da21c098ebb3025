import { describe, expect, test } from 'vitest';
import { codesOf, diagnosesOf } from '../../support/replay.ts';

const RETRY = 'could not connect to db:5432: Connection refused, retrying in 2 s';
const provenBy = (...more: readonly string[]): readonly string[] =>
  codesOf(Buffer.from([RETRY, RETRY, RETRY, RETRY, ...more].map((line) => `${line}\n`).join('')));

test.each([[], ['still waiting'], ['not ready yet'], ['service is not available']])(
  'a saved log that ends with tries in vain shows who fails the app: %j',
  (...more) => {
    expect(provenBy(...more)).toEqual(['dependency-unreachable']);
  },
);

test.each([
  'Server listening on http://0.0.0.0:8000',
  'connected to db:5432',
  'INFO:     Application startup complete.',
  'Ready in 1.2s',
  'database is available',
  '[web] Started ShopApplication in 4.2 seconds',
])('a later line about success ends it: %s', (line) => {
  expect(provenBy(line)).toEqual([]);
});

test('its evidence counts the attempts, and names no duration if the log has no times', () => {
  const [found] = diagnosesOf(Buffer.from(`${RETRY}\n`.repeat(4)));
  expect(JSON.stringify(found?.evidence)).toContain('(4 times)');
});

describe('mysqladmin, with which a start script waits', () => {
  const REFUSED = `mysqladmin: connect to server at 'db' failed
error: 'Can't connect to MySQL server on 'db:3306' (111)'
Check that mysqld is running on db and that the port is 3306.
You can check this by doing 'telnet db 3306'
`;

  test('names the host even if the script does not', () => {
    const [found, ...others] = diagnosesOf(Buffer.from(`${REFUSED}Waiting for MySQL ...\n`.repeat(4)));
    expect(found).toMatchObject({ code: 'dependency-unreachable', summary: expect.stringContaining('db:3306') });
    expect(others).toEqual([]);
  });

  test('proves nothing once the app has started', () => {
    expect(codesOf(Buffer.from(`${REFUSED.repeat(4)}Server listening on http://0.0.0.0:8000\n`))).toEqual([]);
  });
});

describe('a trace that ends a saved log', () => {
  const trace = ['java.net.ConnectException: Connection refused', '\tat Main.main(Main.java:6)'];
  const REFUSED = 'java.net.ConnectException: Connection refused: db/10.0.0.1:5432';
  const codes = (...lines: readonly string[]) => codesOf(Buffer.from(lines.map((line) => `${line}\n`).join('')));

  test('proves which service is unreachable, unless a logger only warns about it', () => {
    const below = (head: string) => codes('at work', head, REFUSED, '\tat Main.main(Main.java:6)');
    expect(below('SEVERE: cannot start')).toEqual(['dependency-unreachable']);
    expect(below('WARNING: feed poll failed')).toEqual([]);
  });

  test('proves nothing while the app passes its health checks, however its logger writes them', () => {
    const polls = (between: string) => [1, 2, 3, 4].flatMap(() => [between, 'WARNING: next poll in 1 s', ...trace]);
    expect(codes(...polls('INFO: GET /health 503'))).toEqual(['dependency-unreachable']);
    expect(codes(...polls('INFO: GET /health 200'))).toEqual([]);
  });
});
