import { expect, test } from 'vitest';
import { isOtherProtocols } from '../../../src/core/facts/side-ports.ts';
import wrongPort from '../../../src/rules/listening/wrong-port.ts';
import { servingListeners } from '../../../src/rules/shared/serving.ts';
import { endpoint, facts, listener, NOW, waiting } from '../../support/builders.ts';
import { refused, silent } from '../../support/rule-builders.ts';

const jvm = ['java', '-Dcom.sun.management.jmxremote.port=9010', '-jar', 'app.jar'];
const beam = ['/usr/lib/erlang/erts-13.1.5/bin/beam.smp', '--', '-root', '/usr/lib/erlang', '-sname', 'shop'];

const aside: readonly (readonly [string, number, readonly string[]])[] = [
  ["Erlang's distribution", 32_815, beam],
  ["Erlang's distribution at a port of its own", 9_001, [...beam, '-kernel', 'inet_dist_listen_min', '9001']],
  ['JMX', 9_010, jvm],
  ['the second port of JMX', 41_233, jvm],
  ["Java's debugger", 8_787, ['java', '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:8787', 'App']],
  ["Node's inspector", 9_230, ['node', '--inspect=0.0.0.0:9230', 'a.js']],
  ["Python's debugger", 5_679, ['python3', '-m', 'debugpy', '--listen', '0.0.0.0:5679', 'app.py']],
  ["Go's debugger", 2_345, ['dlv', 'exec', './shop', '--headless', '--listen=:2345']],
  ['metrics by a flag', 8_081, ['./shop', '--metrics-addr', '0.0.0.0:8081']],
];

test.each(aside)('the port of %s is not where the app serves', (_, port, command) => {
  const seen = facts({ listeners: [listener('0.0.0.0', port, { command })], probes: [refused], health: waiting() });
  expect(wrongPort.judge(seen)).toEqual(silent);
});

test.each(aside)('and %s may be what is asked for, or all that is known', (_, port, command) => {
  const only = listener('0.0.0.0', port, { command });
  expect(servingListeners([only], [endpoint({ port })])).toEqual([only]);
  expect(servingListeners([only], [endpoint({ port, source: 'listener' })])).toEqual([only]);
});

test('the app serves on a metrics port once it has opened no other for a while', () => {
  const at = (agoMs: number) =>
    facts({
      listeners: [listener('0.0.0.0', 9_464, { command: ['node', 'a.js'] })],
      listenersSince: NOW - agoMs,
      probes: [refused],
      health: waiting(),
    });
  expect(wrongPort.judge(at(15_000))).toEqual(silent);
  expect(wrongPort.judge(at(25_000))).toMatchObject({ finding: { severity: 'error', confidence: 'likely' } });
});

test.each([
  ['a port of any number of a program without peers', 32_815, ['node', 'a.js']],
  ['the port beside that of a debugger', 3_000, ['node', '--inspect=0.0.0.0:9230', 'a.js']],
  ['a port that only begins like one', 90_10, ['java', '-Dcom.sun.management.jmxremote.port=90105', 'App']],
])('the app serves on %s', (_, port, command) => {
  const seen = facts({ listeners: [listener('0.0.0.0', port, { command })], probes: [refused], health: waiting() });
  expect(wrongPort.judge(seen).kind).toBe('raised');
});

test.each([
  ['mail', 25, true],
  ['MQTT', 1_883, true],
  ['PostgreSQL', 5_432, true],
  ['a management port', 9_090, false],
  ['the usual port', 8_080, false],
])('the port of %s, %d, expects another protocol than HTTP: %s', (_, port, is) => {
  expect(isOtherProtocols({ port })).toBe(is);
});
