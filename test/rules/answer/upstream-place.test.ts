import { describe, expect, test } from 'vitest';
import {
  isLoopbackAddress,
  isSame,
  type UpstreamTrouble,
  upstreamPlace,
  upstreamTrouble,
} from '../../../src/rules/answer/upstream-place.ts';

describe('the place to which a front server forwards', () => {
  test.each([
    ['http://127.0.0.1:3000/healthcheck', 'address', '127.0.0.1:3000', 'the app'],
    ['http://[redacted]@10.0.0.5:3000/', 'address', '10.0.0.5:3000', 'the app'],
    ['127.0.0.1:5000', 'address', '127.0.0.1:5000', 'the app'],
    ['http://[::1]:3000/', 'address', '[::1]:3000', 'the app'],
    ['fastcgi://127.0.0.1:9000', 'address', '127.0.0.1:9000', 'PHP-FPM'],
    ['http://unix:/run/app.sock:/healthcheck', 'socket', '/run/app.sock', 'the app'],
    ['fastcgi://unix:fpm.sock:', 'socket', 'fpm.sock', 'PHP-FPM'],
    ['uwsgi://unix:/run/u.sock:', 'socket', '/run/u.sock', 'uWSGI'],
    ['unix:/run/app.sock', 'socket', '/run/app.sock', 'the app'],
    ['/run/app.sock', 'socket', '/run/app.sock', 'the app'],
    ['pool', 'group', 'pool', 'the app'],
    ['pool/s1', 'group', 'pool/s1', 'the app'],
    ['http://backend/', 'group', 'backend', 'the app'],
  ])('%s', (upstream, kind, name, expects) => {
    expect(upstreamPlace(upstream)).toEqual({ kind, name, expects });
  });

  test('is the same by a relative path', () => {
    const place = upstreamPlace('http://unix:/srv/app.sock:/');
    expect(isSame({ kind: 'socket', name: 'app.sock' }, place)).toBe(true);
    expect(isSame({ kind: 'socket', name: '/srv/other.sock' }, place)).toBe(false);
    expect(isSame({ kind: 'address', name: '/srv/app.sock' }, place)).toBe(false);
  });
});

test.each<[string, UpstreamTrouble]>([
  ['No such file or directory', 'missing'],
  ['Permission denied', 'denied'],
  ['connection refused', 'refused'],
  ['no server available', 'none-up'],
  ['no upstreams available', 'none-up'],
  ['Connection timed out', 'other'],
])('%s is %s', (reason, trouble) => {
  expect(upstreamTrouble({ reason })).toBe(trouble);
});

test('loopback is this container alone', () => {
  expect(['127.0.0.1:3000', 'localhost:3000', '[::1]:80', '10.0.0.3:80', 'api:80'].map(isLoopbackAddress)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
