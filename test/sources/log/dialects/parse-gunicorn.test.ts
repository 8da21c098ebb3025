import { describe, expect, test } from 'vitest';
import { gunicorn } from '../../../../src/sources/log/dialects/parse-gunicorn.ts';

const TIMEOUT = 'WORKER TIMEOUT (pid:7)';

describe('a timeout is read', () => {
  const withWriter = [
    `[2026-11-21 08:54:09 +0000] [4] [CRITICAL] ${TIMEOUT}`,
    `[2026-11-21 03:54:09 -0500] [4] [CRITICAL] ${TIMEOUT}\r`,
    `2014-11-21 08:54:09 [4] [CRITICAL] ${TIMEOUT}`,
    `2026-11-21 08:54:09,123 [4] [CRITICAL] ${TIMEOUT}`,
    `[4] ${TIMEOUT}`,
    `gunicorn.myapp.gunicorn.error: [4] ${TIMEOUT}`,
    `2026-11-21T08:57:58 CRITICAL gunicorn.error[4]: ${TIMEOUT}`,
    `\u001b[31m[2026-11-21 08:54:09 +0000] [4] [CRITICAL] ${TIMEOUT}\u001b[0m`,
    `{"levelname": "CRITICAL", "name": "gunicorn.error", "process": 4, "message": "${TIMEOUT}"}`,
    `{"level":"critical","logger":"gunicorn.error","pid":"4","msg":"${TIMEOUT}"}`,
    `{"@timestamp":"2026-11-21T08:54:09Z","process":{"pid":4},"message":"${TIMEOUT}"}`,
    `time=2026-11-21T08:54:09Z level=critical pid=4 msg="${TIMEOUT}"`,
  ];
  test.each(withWriter)('with its writer: %s', (line) => {
    expect(gunicorn.parse(line)).toMatchObject({ kind: 'worker-timeout', worker: 7, writer: 4 });
  });

  const withoutWriter = [
    `CRITICAL:gunicorn.error:${TIMEOUT}`,
    `GUNICORN|CRITICAL|4|${TIMEOUT}`,
    `CRITICAL - ${TIMEOUT}`,
    `Sat Nov 21 08:54:09 2026 ${TIMEOUT}`,
    `web_1  | [2026-11-21 08:54:09 +0000] [4] [CRITICAL] ${TIMEOUT}`,
    TIMEOUT,
  ];
  test.each(withoutWriter)('without a writer where the format does not surely name it: %s', (line) => {
    const event = gunicorn.parse(line);
    expect(event).toMatchObject({ kind: 'worker-timeout', worker: 7 });
    expect(event?.writer).toBeUndefined();
  });
});

describe('nothing is read', () => {
  const forged = '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] WORKER TIMEOUT (pid:7)';
  test.each([
    `127.0.0.1 - - [21/Nov/2026:08:57:56 +0000] "GET /?q=${TIMEOUT} HTTP/1.1" 200 5 "-" "${forged}"`,
    `127.0.0.1 - - [21/Nov/2026:08:57:56 +0000] "GET / HTTP/1.1" 200 5 "-" "${TIMEOUT}"`,
    `127.0.0.1 - - [21/Nov/2026:08:57:56 +0000] "GET / HTTP/1.1" 200 5 "-" "-" ${TIMEOUT}`,
    '[2026-11-21 08:54:09 +0000] [4] [CRITICAL] DIRTY WORKER TIMEOUT (pid:7)',
    '[2026-11-21 08:54:09 +0000] [7] [WARNING] Worker graceful timeout (pid:7)',
    `[2026-11-21 08:54:09 +0000] [7] [CRITICAL] ${TIMEOUT}`,
    `app says: ${TIMEOUT}`,
    `wsgi.errors: ${TIMEOUT}`,
    `upstream said [CRITICAL] ${TIMEOUT}`,
    `CRITICAL:myapp:${TIMEOUT}`,
    `{"name": "myapp", "process": 4, "message": "${TIMEOUT}"}`,
    `{"name": "gunicorn.access", "process": 4, "message": "${TIMEOUT}"}`,
    `{"message": "retrying after ${TIMEOUT}"}`,
    `{"message": "${TIMEOUT}"`,
    "Message: 'Worker (pid:10) was sent SIGKILL! Perhaps out of memory?'",
    "Message: 'Worker with pid %s was terminated due to signal %s'",
    '[2026-11-21 08:54:09 +0000] [4] [INFO] Booting worker with pid: 7',
    'Starting gunicorn with 4 workers',
    '[2026-11-21 08:54:09 +0000] [4] [INFO] Handling signal: usr2',
    '[2026-11-21 08:54:09 +0000] [7] [INFO] Listening at: http://0.0.0.0:80 (4)',
    "ValueError: Failed to find attribute 'app' in 'noapp'.",
    `${'x'.repeat(60_000)} ${TIMEOUT}`,
    '',
  ])('from %s', (line) => {
    expect(gunicorn.parse(line)).toBeUndefined();
  });
});

describe('the other lines', () => {
  const prefix = '[2026-11-21 08:54:09 +0000] [4] [ERROR] ';
  const worker = '[2026-11-21 08:54:09 +0000] [7] [INFO] ';

  test.each([
    [
      `${prefix}Worker with pid 7 was terminated due to signal 9`,
      { kind: 'worker-signalled', worker: 7, signal: 'SIGKILL' },
    ],
    [
      `${prefix}Worker (pid:7) was sent SIGKILL! Perhaps out of memory?`,
      { kind: 'worker-signalled', signal: 'SIGKILL' },
    ],
    [`${prefix}Worker (pid:7) was sent SIGSEGV!`, { kind: 'worker-signalled', worker: 7, signal: 'SIGSEGV' }],
    [`${prefix}Worker (pid:7) exited with code 3`, { kind: 'worker-exited', worker: 7, code: 3 }],
    [`${prefix}Worker (pid:7) exited with code 3.`, { kind: 'worker-exited', worker: 7, code: 3 }],
    [`${worker}Exception in worker process`, { kind: 'worker-failed', worker: 7 }],
    [`${worker}Application startup complete.`, { kind: 'worker-ready', worker: 7 }],
    [`${worker}Application startup failed. Exiting.`, { kind: 'worker-failed', worker: 7 }],
    [`${worker}ASGI server listening on http://127.0.0.1:18001`, { kind: 'worker-ready', worker: 7 }],
    [
      `${prefix}Listening at: http://[::1]:80,unix:/a.sock (4)`,
      { kind: 'listening', url: 'http://[::1]:80,unix:/a.sock', master: 4 },
    ],
    [`${prefix}Using worker: uvicorn.workers.UvicornWorker`, { kind: 'worker-class' }],
    [`${prefix}Shutting down: Master`, { kind: 'shutting-down' }],
    [`${prefix}Reason: Worker failed to boot.`, { kind: 'shutting-down', reason: 'worker-failed' }],
    [`${prefix}Handling signal: hup`, { kind: 'stopping', signal: 'hup' }],
    [`${prefix}Connection in use: ('127.0.0.1', 18001)`, { kind: 'bind-failed' }],
    [`${prefix}Can't connect to ('127.0.0.1', 18001)`, { kind: 'bind-failed' }],
    [`${prefix}connection to ('127.0.0.1', 80) failed: [Errno 13] Permission denied`, { kind: 'bind-failed' }],
    ["Failed to find attribute 'app' in 'noapp'.", { kind: 'app-not-found' }],
    ["Failed to find application object 'app' in 'noapp'", { kind: 'app-not-found' }],
  ])('%s', (line, event) => {
    expect(gunicorn.parse(line)).toMatchObject({ server: 'gunicorn', ...event });
  });
});
