import { expect, test } from 'vitest';
import { uvicorn } from '../../../../src/sources/log/dialects/parse-uvicorn.ts';

test.each([
  ['INFO:     Started server process [7]', { kind: 'worker-booting', worker: 7 }],
  ['\u001b[32mINFO\u001b[0m:     Started server process [\u001b[36m7\u001b[0m]', { kind: 'worker-booting', worker: 7 }],
  ['INFO:     Started parent process [4]', { kind: 'server-started', writer: 4 }],
  ['INFO:     Application startup complete.', { kind: 'worker-ready' }],
  ['ERROR:    Application startup failed. Exiting.', { kind: 'worker-failed' }],
  [
    'INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)',
    { kind: 'listening', url: 'http://127.0.0.1:8000' },
  ],
])('reads %s', (line, event) => {
  expect(uvicorn.parse(line)).toMatchObject({ server: 'uvicorn', ...event });
});

test.each([
  '[2026-11-21 08:55:31 +0000] [7] [INFO] Started server process [7]',
  'INFO:     127.0.0.1:1 - "GET /Application startup complete. HTTP/1.1" 200 OK',
  'the log says: Application startup complete.',
])('leaves %s to others', (line) => {
  expect(uvicorn.parse(line)).toBeUndefined();
});
