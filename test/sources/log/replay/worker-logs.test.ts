import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../../support/replay.ts';

const judged = (...lines: readonly string[]) => diagnosesOf(Buffer.from(`${lines.join('\n')}\n`));
const codes = (...lines: readonly string[]) => judged(...lines).map(({ code }) => code);

const two = (n: number): string => String(n).padStart(2, '0');
const gunicorn = (second: number, pid: number, text: string, level = 'INFO'): string =>
  `[2026-11-21 09:${two(Math.floor(second / 60))}:${two(second % 60)} +0000] [${pid}] [${level}] ${text}`;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

describe('Gunicorn before 20.1, which says nothing of a worker that was killed', () => {
  const start = [
    gunicorn(0, 1, 'Starting gunicorn 19.9.0'),
    gunicorn(0, 1, 'Listening at: http://0.0.0.0:5000 (1)'),
    gunicorn(0, 1, 'Using worker: sync'),
  ];
  const boots = (seconds: readonly number[]) =>
    seconds.map((second, i) => gunicorn(second, 8 + i, `Booting worker with pid: ${8 + i}`));

  test('is in a loop where it starts one worker after the other', () => {
    expect(judged(...start, ...boots(numbers(14)))).toMatchObject([
      { code: 'crash-loop', severity: 'error', remedy: expect.arrayContaining([expect.stringMatching(/memory/)]) },
    ]);
  });

  test('is in a loop where it starts all its workers again and again', () => {
    expect(judged(...start, ...boots([0, 0, 2, 2, 4, 4, 6, 6, 8]))).toMatchObject([{ code: 'crash-loop' }]);
    expect(codes(...start, ...boots([0, 0, 2, 2, 4, 4]))).toEqual([]);
    expect(codes(...start, ...boots([0, 0, 0, 2, 4, 4, 6, 6, 6, 8, 8]))).toEqual([]);
  });

  test('is in none where its workers come at once, seldom, or after a reload', () => {
    expect(codes(...start, ...boots(numbers(14).map(() => 1)))).toEqual([]);
    expect(codes(...start, ...boots(numbers(14).map((i) => 60 * i)))).toEqual([]);
    const reload = gunicorn(20, 1, 'Handling signal: hup');
    expect(codes(...start, ...boots(numbers(14)), reload, ...boots([21, 21]))).toEqual([]);
  });

  test('is in none from 20.1 on, where it would say more', () => {
    expect(codes(gunicorn(0, 1, 'Starting gunicorn 21.2.0'), ...start.slice(1), ...boots(numbers(14)))).toEqual([]);
  });

  test('tells a failed boot by the last line of its traceback alone', () => {
    const last = "gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>";
    expect(codes('    raise HaltServer(reason, self.WORKER_BOOT_ERROR)', last)).toEqual(['worker-boot-failed']);
    expect(codes(`the old log said ${last}`)).toEqual([]);
  });

  test('tells the error below a trace of which only the end is left', () => {
    const told = (frame: string) =>
      judged(
        '    import_module(name)',
        frame,
        "ModuleNotFoundError: No module named 'ledger'",
        gunicorn(0, 9, 'Worker exiting (pid: 9)'),
        gunicorn(0, 1, 'Shutting down: Master', 'ERROR'),
        gunicorn(0, 1, 'Reason: Worker failed to boot.', 'ERROR'),
      )[0]?.summary;
    expect(told('  File "<frozen importlib._bootstrap>", line 1004, in _find_and_load_unlocked')).toContain('ledger');
    expect(told('  some other text')).not.toContain('ledger');
  });
});

test('a first line that is cut at its beginning hides none of those below it', () => {
  const loop = numbers(4).flatMap((n) => [
    gunicorn(30 * n + 30, 1, `WORKER TIMEOUT (pid:${n + 7})`, 'CRITICAL'),
    gunicorn(30 * n + 31, n + 8, `Booting worker with pid: ${n + 8}`),
  ]);
  const first = gunicorn(0, 7, 'Booting worker with pid: 7');
  const whole = codes(first, ...loop);
  expect(whole).toContain('worker-boot-timeout');
  for (const from of [1, 6, 15, 26, 28]) expect(codes(first.slice(from), ...loop)).toEqual(whole);
});

describe('a worker that timed out', () => {
  test('is believed where its start is cut off and another one takes its place', () => {
    const [only] = judged(
      gunicorn(10, 1, 'WORKER TIMEOUT (pid:7)', 'CRITICAL'),
      gunicorn(10, 7, 'Worker exiting (pid: 7)'),
      gunicorn(11, 19, 'Booting worker with pid: 19'),
    );
    expect(only).toMatchObject({ code: 'worker-request-timeout', confidence: 'likely' });
    expect(codes(gunicorn(10, 1, 'WORKER TIMEOUT (pid:7)', 'CRITICAL'))).toEqual([]);
  });

  test('is told with the request that it was killed over, without its query', () => {
    const [only] = judged(
      gunicorn(0, 1, 'Starting gunicorn 22.0.0'),
      gunicorn(0, 1, 'Listening at: http://0.0.0.0:8080 (1)'),
      gunicorn(0, 7, 'Booting worker with pid: 7'),
      gunicorn(5, 7, 'Error handling request /cart', 'ERROR'),
      gunicorn(50, 1, 'WORKER TIMEOUT (pid:7)', 'CRITICAL'),
      gunicorn(50, 7, 'Error handling request /v1/render?token=secret', 'ERROR'),
    );
    expect(only?.summary).toContain('it was handling /v1/render');
    expect(JSON.stringify(only)).not.toMatch(/secret|\/cart/);
  });

  test('is told of Unicorn where an after_fork of the app took the place of its announcement', () => {
    const line = (time: string, pid: number, text: string, level = ' INFO') =>
      `${level.trim()[0]}, [2026-06-01T19:${time}.147042 #${pid}] ${level} -- : ${text}`;
    const [only, ...others] = judged(
      line('13:19', 12, 'listening on addr=0.0.0.0:3000 fd=12'),
      line('13:20', 303, 'worker=0 ready'),
      line('13:51', 12, 'worker=0 PID:303 timeout (16s > 15s), killing', 'ERROR'),
      line('13:51', 12, 'reaped #<Process::Status: pid 303 SIGKILL (signal 9)> worker=0', 'ERROR'),
      line('13:52', 315, 'worker=0 ready'),
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({ code: 'worker-request-timeout', summary: expect.stringContaining('timeout of 15 s') });
  });

  test('is told of PHP-FPM with its request', () => {
    const line = (second: number, text: string) => `[21-Nov-2026 12:00:${two(second)}] ${text}`;
    const [only, ...others] = judged(
      line(0, 'NOTICE: fpm is running, pid 1'),
      line(0, 'NOTICE: ready to handle connections'),
      line(
        31,
        `WARNING: [pool www] child 12, script '/srv/shop/index.php' (request: "GET /report.php?key=secret") execution timed out (30.412 sec), terminating`,
      ),
      line(31, 'WARNING: [pool www] child 12 exited on signal 15 (SIGTERM) after 90.2 seconds from start'),
      line(31, 'NOTICE: [pool www] child 30 started'),
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      code: 'worker-request-timeout',
      summary: expect.stringMatching(/^PHP-FPM killed a worker \(pid 12\) .*: it was handling GET \/report\.php\.$/),
    });
    expect(JSON.stringify(only)).toContain('request_terminate_timeout');
  });
});

describe('workers that crash', () => {
  const died = (pid: number, next: number, signal = 11) => [
    `DAMN ! worker 1 (pid: ${pid}) died, killed by signal ${signal} :( trying respawn ...`,
    `Respawned uWSGI worker 1 (new pid: ${next})`,
  ];
  const first = 'spawned uWSGI worker 1 (pid: 8, cores: 1)';

  test('again and again are a loop, and no kill for memory', () => {
    expect(codes(first, ...died(8, 30), ...died(30, 31), ...died(31, 32))).toEqual(['crash-loop']);
  });

  test('once or twice are none, and a kill is one', () => {
    expect(codes(first, ...died(8, 30), ...died(30, 31))).toEqual([]);
    expect(codes(first, ...died(8, 30, 9))).toEqual(['worker-killed']);
  });

  test('before they announce themselves are told by the master of Uvicorn', () => {
    const round = (pid: number) => [
      `INFO:     Waiting for child process [${pid}]`,
      `INFO:     Child process [${pid}] died`,
    ];
    const start = [
      'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
      'INFO:     Started parent process [1]',
    ];
    expect(codes(...start, ...[8, 9, 10, 11, 12].flatMap(round))).toEqual(['crash-loop']);
    expect(codes(...start, ...[8, 9].flatMap(round))).toEqual([]);
  });
});
