import { describe, expect, test } from 'vitest';
import { behindFront, onAnotherPort } from '../../src/remedies/another-port.ts';
import { recognise } from '../../src/remedies/recognise.ts';
import { anyServer, servers } from '../../src/remedies/servers/servers.ts';

const PORT = 18_642;
const started = (...command: readonly string[]) => recognise({ commands: [command] }).server;

describe.each([...servers, anyServer].map((server) => [server.id, server] as const))('%s', (_id, server) => {
  const other = onAnotherPort(server, PORT);

  test('gets the number, and no advice to read PORT', () => {
    expect(other).toMatch(/^[A-Z`].*\.$/);
    expect(other).toContain(String(PORT));
    expect(other).not.toMatch(/\$PORT|env\S*PORT|`PORT`/i);
  });

  test('needs no address for others behind a front server', () => {
    expect(behindFront(server, PORT)).not.toContain('0.0.0.0');
  });
});

test('the current option is quoted unchanged', () => {
  expect(behindFront(started('gunicorn', '-b', '0.0.0.0:5000', 'shop:app'), 8001)).toBe(
    'Start Gunicorn with `-b 127.0.0.1:8001` instead of `-b 0.0.0.0:5000`.',
  );
  expect(onAnotherPort(started('node', 'server.js'), 8001)).toBe(
    "Make the Node program listen with `listen({ port: 8001, host: '0.0.0.0' })`.",
  );
});
