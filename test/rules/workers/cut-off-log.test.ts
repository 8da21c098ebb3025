import { describe, expect, test } from 'vitest';
import { codesOf, diagnosesOf } from '../../support/replay.ts';

const log = (...lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

const TIMED_OUT = '[2026-11-28 10:00:31 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:23)';
const KILLED = '[2026-11-28 10:00:32 +0000] [1] [ERROR] Worker (pid:23) was sent SIGKILL! Perhaps out of memory?';

describe('the last lines of a log, without those of the start', () => {
  test('show that a worker was killed for its silence, but not whether it had booted', () => {
    const [diagnosis] = diagnosesOf(log(TIMED_OUT, KILLED));
    expect(diagnosis).toMatchObject({ code: 'worker-request-timeout', confidence: 'likely' });
    expect(diagnosis?.summary).toMatch(/, probably over a request, but nothing shows whether it had booted\.$/);
  });

  test("do so in Unicorn's words", () => {
    const unicorn = log(
      'E, [2026-11-28T10:00:00.123 #1] ERROR -- : worker=0 PID:9 timeout (61s > 60s), killing',
      'E, [2026-11-28T10:00:00.223 #1] ERROR -- : reaped #<Process::Status: pid 9 SIGKILL (signal 9)> worker=0',
    );
    expect(codesOf(unicorn)).toEqual(['worker-request-timeout']);
  });

  test('with the lines of the start they show that a Unicorn worker, which announces itself late, was still booting', () => {
    const killed = (pid: number, master: number) => [
      `E, [2026-11-28T10:00:31.123 #${master}] ERROR -- : worker=0 PID:${pid} timeout (31s > 30s), killing`,
      `E, [2026-11-28T10:00:31.223 #${master}] ERROR -- : reaped #<Process::Status: pid ${pid} SIGKILL (signal 9)> worker=0`,
    ];
    const begun = ['I, [2026-11-28T10:00:00.123 #1]  INFO -- : listening on addr=0.0.0.0:3000 fd=12'];
    expect(codesOf(log(...begun, ...killed(9, 1), ...killed(10, 1)))).toEqual(['worker-boot-timeout']);
    // Not by the master's own word.
    expect(codesOf(log(...begun, ...killed(9, 7)))).toEqual([]);
  });

  test.each([
    ['a timeout that nothing follows', [TIMED_OUT]],
    ['the exit of another worker', [TIMED_OUT, KILLED.replaceAll('23', '24')]],
    ['a page that quotes such a line', ['GET /docs?q=WORKER+TIMEOUT HTTP/1.1 200', 'see: WORKER TIMEOUT (pid:23)']],
  ])('are not believed from %s', (_, lines) => {
    expect(codesOf(log(...lines))).not.toContain('worker-request-timeout');
  });
});
