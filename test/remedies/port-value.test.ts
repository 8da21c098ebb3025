import { describe, expect, test } from 'vitest';
import { badPortStep, isBadPort, portValueSteps } from '../../src/remedies/port-value.ts';

test.each(['8000;', '8000,', "'8000'", 'tcp://10.43.0.1:8000', '$PORT'])('%s was meant as a port', (text) => {
  expect(isBadPort(text)).toBe(true);
});

test.each(['8000', '/run/app.sock', 'app.sock', '@abstract', '', 'orders-8000'])('`%s` was not', (text) => {
  expect(isBadPort(text)).toBe(false);
});

test('the step uses the number in the text', () => {
  expect(portValueSteps('3000;', 8000)).toEqual([
    'Set `PORT=3000` in the environment, as a plain number: `3000;` is not a number.',
  ]);
  expect(portValueSteps('tcp://10.43.0.1:80', 8000)[0]).toContain('`PORT=8000`');
  expect(portValueSteps('tcp://10.43.0.1:80', 8000)[1]).toContain('`enableServiceLinks: false`');
});

describe("a program's own words about its port", () => {
  test.each([
    [
      "Error: '' is not a valid port number.",
      'Set `WEB_PORT=8000` in the environment, as a plain number: it is empty or not set.',
    ],
    [
      "Error: 'tcp://10.43.0.1:8000' is not a valid port number.",
      'Set `WEB_PORT=8000` in the environment, as a plain number: Kubernetes put `tcp://10.43.0.1:8000` there, for a service with a matching name.',
    ],
    ["Error: 'tcp' is not a valid port number.", 'Kubernetes put an address there'],
    ["Error: Invalid value for '--port': '' is not a valid integer.", 'it is empty or not set'],
    [
      "RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and < 65536. Received type string ('8000;').",
      '`8000;` is not a number',
    ],
    ["ValueError: invalid literal for int() with base 10: 'tcp://10.43.0.1:6379'", '`enableServiceLinks: false`'],
  ])('%s', (line, words) => {
    expect(badPortStep(['starting', line], ['sh', '-c', 'serve -b 0.0.0.0:$WEB_PORT'])).toContain(words);
  });

  test.each([
    "ValueError: invalid literal for int() with base 10: ''",
    "ValueError: invalid literal for int() with base 10: 'twelve'",
    'the port is not a valid port number',
  ])('are not in `%s`', (line) => {
    expect(badPortStep([line], ['gunicorn'])).toBeUndefined();
  });
});
