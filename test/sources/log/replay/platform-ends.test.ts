import { describe, expect, test } from 'vitest';
import { diagnosesOf } from '../../../support/replay.ts';

const judged = (...lines: readonly string[]) => diagnosesOf(Buffer.from(`${lines.join('\n')}\n`));
const codes = (...lines: readonly string[]) => judged(...lines).map(({ code }) => code);

const R10 = 'Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch';
const PROBE =
  'Default STARTUP TCP probe failed 1 time consecutively for container "shop-1" on port 8080. The instance was not started. Connection failed with status DEADLINE_EXCEEDED.';
const REFUSED =
  '[PC01] instance refused connection. is your app listening on 0.0.0.0:8080? make sure it is not only listening on 127.0.0.1 (hint: look at your startup logs)';
const trace = [
  'Traceback (most recent call last):',
  '  File "/app/main.py", line 3, in <module>',
  '    import flask',
  "ModuleNotFoundError: No module named 'flask'",
];

describe("a platform's verdict in a saved log", () => {
  test('is the diagnosis in its own words, likely, with the line as evidence', () => {
    expect(
      judged('web: booting', R10, 'Stopping process with SIGKILL', 'Process exited with status 137'),
    ).toMatchObject([
      {
        code: 'not-listening',
        severity: 'error',
        confidence: 'likely',
        primary: true,
        summary: 'Heroku reports that the web process did not listen on $PORT within 60 s of its start (R10).',
        evidence: [{ source: 'log', observed: R10 }],
      },
    ]);
  });

  test('is the wrong port or the loopback where the app itself says so', () => {
    expect(codes('Server running on port 3000', PROBE)).toEqual(['wrong-port']);
    expect(codes('Listening on http://127.0.0.1:8080', REFUSED)).toEqual(['bound-to-loopback']);
    expect(codes('Listening on http://0.0.0.0:8080', PROBE)).toEqual(['not-listening']);
  });

  test('gives way to the crash that kept the app from listening', () => {
    expect(codes(...trace, 'Container called exit(1).', PROBE)).toEqual(['exited-early']);
    expect(codes(PROBE, ...trace, 'Container called exit(1).')).toEqual(['exited-early']);
  });

  test('is over when the app listens after it, and when the platform finds it healthy', () => {
    expect(codes(REFUSED, 'Listening on http://0.0.0.0:8080')).toEqual([]);
    expect(codes(REFUSED, 'Health check on port 8080 is now passing.')).toEqual([]);
    expect(codes('==> No open ports detected, continuing to scan...', '==> Your service is live 🎉')).toEqual([]);
    expect(
      codes(
        "[AppRunner] Health check failed on port '8080'. Check your configured port number.",
        '[AppRunner] Health check is successful. Routing traffic to application.',
      ),
    ).toEqual([]);
    expect(
      codes('Site startup probe failed after 230.4 seconds.', 'Site startup probe succeeded after 9.2 seconds.'),
    ).toEqual([]);
  });

  test('that says no more than that a probe failed counts where nobody says more, and before the app has served', () => {
    const killing = '  Normal  Killing  20s  kubelet  Container shop failed liveness probe, will be restarted';
    const refused =
      '  Warning  Unhealthy  20s  kubelet  Liveness probe failed: Get "http://10.1.2.3:80/": dial tcp 10.1.2.3:80: connect: connection refused';
    expect(codes(killing)).toEqual(['runtime-check-failing']);
    expect(codes(refused, killing)).toEqual(['not-listening']);
    expect(codes(killing, refused)).toEqual(['not-listening']);
    expect(codes('    Ready:          True', killing)).toEqual([]);
  });

  test.each([
    [[]],
    [['    Restart Count:  4', 'Conditions:', '  Type              Status', '  Ready             False ', 'Events:']],
    [
      [
        'Events:',
        '  Type     Reason   Age    From     Message',
        '  Normal   Pulled   2m1s   kubelet  Container image present',
      ],
    ],
  ])('keeps the code of an end that Kubernetes tells of twice, whatever `describe` has between: %j', (between) => {
    const [told] = judged(
      '      Exit Code:    139',
      ...between,
      '  Warning  BackOff  11s  kubelet  Back-off restarting failed container shop in pod shop-1',
    );
    expect(told?.summary).toContain('SIGSEGV');
  });

  test('of its memory explains the kill', () => {
    const [first, second] = judged('      Reason:       OOMKilled', '      Exit Code:    137');
    expect(first).toMatchObject({ code: 'out-of-memory', primary: true });
    expect(second).toMatchObject({ code: 'exited-early', causedBy: 'out-of-memory' });
  });

  test('of its memory is forgotten by an app that serves on', () => {
    const served = Array.from({ length: 30 }, () => '10.0.0.1 - - [x] "GET / HTTP/1.1" 200 12');
    expect(codes('Process appears to have been OOM killed!', ...served)).toEqual([]);
  });
});

describe('an end that a platform tells', () => {
  test('is a crash before or after the app has served', () => {
    expect(codes(...trace, 'Process exited with status 1')).toEqual(['exited-early']);
    const [only] = judged('10.0.0.1 - - [x] "GET / HTTP/1.1" 200 12', ...trace, 'Process exited with status 1');
    expect(only).toMatchObject({
      code: 'exited-at-runtime',
      confidence: 'likely',
      summary: expect.stringMatching(/^The app exited with code 1 after it had answered requests: ModuleNotFoundError/),
    });
  });

  test.each([
    ["Heroku's daily cycling", ['Cycling', 'Stopping all processes with SIGTERM', 'Process exited with status 143']],
    ['a scale-down with a code of its own', ['Stopping all processes with SIGTERM', 'Process exited with status 1']],
    ['a job of Compose that is done', ['done', 'migrate-1 exited with code 0']],
    [
      'an autostop of Fly',
      ['Sending signal SIGINT to main child process w/ PID 315', 'Main child exited normally with code: 1'],
    ],
    [
      'a target of Nx that failed before the start',
      [' NX   Running target lint for project shop failed', 'a', 'b', 'c'],
    ],
    ['a pod that was restarted and is ready', ['      Exit Code:    1', '    Ready:          True']],
    [
      'a liveness probe that failed once',
      [
        'Warning  Unhealthy  2m (x1 over 3m)  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 503',
        'listening on 8080',
      ],
    ],
    [
      'a unit that was stopped',
      ['shop.service: Main process exited, code=exited, status=1/FAILURE', 'shop.service: Deactivated successfully.'],
    ],
  ])('%s is none', (_, lines) => {
    expect(codes(...lines)).toEqual([]);
  });
});
