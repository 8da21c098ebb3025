import { describe, expect, test } from 'vitest';
import { hostPort, probeAddress, scopeOf, unmapped } from '../../../src/core/facts/address.ts';

describe('the scope of an address', () => {
  test.each([
    ['0.0.0.0', 'any'],
    ['::', 'any'],
    ['::ffff:0.0.0.0', 'any'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['10.0.0.2', 'specific'],
    ['fd77::2', 'specific'],
    ['::ffff:10.0.0.2', 'specific'],
  ])('of %s is %s', (address, scope) => {
    expect(scopeOf(address)).toBe(scope);
  });
});

test('a v4-mapped address is unwrapped, any other is left as it is', () => {
  expect(['::ffff:10.1.2.3', 'fd77::2', '10.1.2.3'].map(unmapped)).toEqual(['10.1.2.3', 'fd77::2', '10.1.2.3']);
});

test('an IPv6 address stands in brackets before a port', () => {
  expect([hostPort('::1', 80), hostPort('10.0.0.2', 80)]).toEqual(['[::1]:80', '10.0.0.2:80']);
});

describe('the address that is probed', () => {
  test.each([
    [['127.0.0.1', '::1', '10.0.0.2'], '10.0.0.2'],
    [['127.0.0.1', 'fe80::1', 'fd77::2', '10.0.0.2'], '10.0.0.2'],
    [['127.0.0.1', 'fe80::1', 'fd77::2'], 'fd77::2'],
    [['127.0.0.1', '::1', 'fe80::1'], '127.0.0.1'],
    [[], '127.0.0.1'],
  ])('of %j is %s', (own, expected) => {
    expect(probeAddress(own)).toBe(expected);
  });
});
