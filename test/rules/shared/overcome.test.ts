import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codesOf, diagnosesOf } from '../../support/replay.ts';

const folder = join(import.meta.dirname, '../../fixtures/logs');
const logOf = (name: string): string => readFileSync(join(folder, `${name}.log`), 'latin1').replace(/\n?$/, '\n');
const codes = (...texts: readonly string[]): readonly string[] => codesOf(Buffer.from(texts.join(''), 'latin1'));
const severities = (...texts: readonly string[]): readonly string[] =>
  diagnosesOf(Buffer.from(texts.join(''), 'latin1')).map(({ code, severity }) => `${code}: ${severity}`);

const AT = Date.UTC(2026, 10, 30, 20);
const two = (n: number): string => String(n).padStart(2, '0');
const SERVED = 300;

/** Requests that were answered, one a second; some by a redirect. */
const served = (from = AT, count = SERVED): string =>
  Array.from({ length: count }, (_, i) => {
    const at = new Date(from + i * 1_000);
    const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
    return `10.0.0.1 - - [30/Nov/2026:${time} +0000] "GET /items/${i} HTTP/1.1" ${i % 7 === 0 ? 302 : 200} 512 "-" "-"\n`;
  }).join('');
/** The same by a server that writes no times. */
const servedTimeless = 'INFO:     10.0.0.1:51000 - "GET /items HTTP/1.1" 200 OK\n'.repeat(SERVED);
/** Requests that were answered with an error. */
const refused = served().replace(/" (?:200|302) /g, '" 500 ');

const stamp = (second: number): string =>
  new Date(AT + second * 1_000).toISOString().replace('T', ' ').replace('.000Z', ' +0000');
const gunicorn = (second: number, pid: number, text: string): string => `[${stamp(second)}] [${pid}] [INFO] ${text}\n`;

const faults = [
  ['worker-boot-failed', 'gunicorn/import-error-20'],
  ['worker-boot-failed', 'gunicorn/restarts-three'],
  ['worker-boot-failed', 'python/uvicorn-lifespan-failed'],
  ['worker-boot-failed', 'workers/puma-cluster-boot-loop'],
  ['worker-boot-failed', 'workers/uwsgi-no-app-mode'],
  ['dependency-unreachable', 'gunicorn/db-refused-at-import'],
  ['app-object-not-found', 'gunicorn/object-missing-20'],
  ['port-in-use', 'gunicorn/port-in-use-20'],
  ['port-in-use', 'gunicorn/port-in-use-26'],
  ['port-in-use', 'node/express-port-in-use'],
  ['privileged-port', 'gunicorn/privileged-port-20'],
  ['crash-loop', 'gunicorn/worker-segv'],
] as const;

describe.each(faults)('a saved log with %s (%s)', (code, name) => {
  test('is silent about it if the app served later, and reports it if not', () => {
    expect(codes(logOf(name), served())).toEqual([]);
    expect(codes(logOf(name), servedTimeless)).toEqual([]);
    expect(codes(logOf(name))).toContain(code);
  });

  test('reports it if the app had served before', () => {
    expect(codes(served(AT - 86_400_000), logOf(name))).toContain(code);
  });
});

describe('a saved log of an app that did not recover', () => {
  test('reports it if every later request got an error', () => {
    expect(codes(logOf('gunicorn/import-error-20'), refused)).toContain('worker-boot-failed');
  });

  const start =
    gunicorn(0, 1, 'Starting gunicorn 20.1.0') +
    gunicorn(0, 1, 'Listening at: http://0.0.0.0:8000 (1)') +
    gunicorn(0, 7, 'Booting worker with pid: 7') +
    gunicorn(0, 8, 'Booting worker with pid: 8');
  /** One of two workers, again and again, while the other one answers; the last time after `last` rounds. */
  const rounds = (last: number): string =>
    Array.from({ length: last }, (_, i) => {
      const at = 31 * (i + 1);
      const pid = 8 + i;
      return (
        `[${stamp(at)}] [1] [CRITICAL] WORKER TIMEOUT (pid:${pid})\n` +
        gunicorn(at, pid + 1, `Booting worker with pid: ${pid + 1}`) +
        served(AT + (at + 1) * 1_000, 29)
      );
    }).join('');

  test('reports workers that keep timing out at boot as an error, though others answer', () => {
    expect(severities(start, rounds(5))).toEqual(['worker-boot-timeout: error']);
  });

  test('only warns of them, as a live agent does, once the app has answered for longer than that lasted', () => {
    expect(severities(start, rounds(5), served(AT + 156_000, 150))).toEqual(['worker-boot-timeout: warning']);
    expect(severities(logOf('workers/puma-worker-timeout'), served())).toEqual(['worker-boot-timeout: warning']);
  });

  test('reports workers that time out over requests, whatever others answer', () => {
    expect(codes(logOf('gunicorn/request-timeout-26'), served())).toEqual(['worker-request-timeout']);
  });
});

describe('a saved log of a worker that was killed', () => {
  const request = (pid: number): string =>
    `[pid: ${pid}|app: 0|req: 1/1] 10.0.0.1 () {32 vars in 400 bytes} [Fri Nov 21 08:55:09 2026] GET /items => generated 12 bytes in 3 msecs (HTTP/1.1 200) 2 headers in 78 bytes (1 switches on core 0)\n`;
  const start = 'spawned uWSGI master process (pid: 1)\nspawned uWSGI worker 1 (pid: 8, cores: 1)\n';
  const killed = (pid: number): string =>
    `DAMN ! worker 1 (pid: ${pid}) died, killed by signal 9 :( trying respawn ...\nRespawned uWSGI worker 1 (new pid: ${pid + 1})\n`;

  test('is silent about it once its replacement has answered', () => {
    expect(codes(start, request(8), killed(8))).toEqual(['worker-killed']);
    expect(codes(start, request(8), killed(8), request(9))).toEqual([]);
  });

  test('reports it if it happened repeatedly between the requests', () => {
    const round = (i: number): string =>
      gunicorn(60 * i, 1, `Worker (pid:${8 + i}) was sent SIGKILL! Perhaps out of memory?`).replace('INFO', 'ERROR') +
      gunicorn(60 * i, 9 + i, `Booting worker with pid: ${9 + i}`) +
      served(AT + (60 * i + 1) * 1_000, 50);
    const begun = gunicorn(0, 1, 'Starting gunicorn 26.2.0') + gunicorn(0, 9, 'Booting worker with pid: 9');
    expect(codes(begun, [1, 2, 3, 4].map(round).join(''))).toEqual(['worker-killed']);
  });
});
