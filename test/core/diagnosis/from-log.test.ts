import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromLog } from '../../../src/core/diagnosis/from-log.ts';
import { rules } from '../../../src/rules/index.ts';
import { diagnosesOf } from '../../support/replay.ts';
import { savedLogs } from '../../support/saved-logs.ts';

const of = (wanted: string): readonly string[] =>
  rules.filter(({ fromLog: said }) => said === wanted).map(({ code }) => code);

test('tells by what a rule needs whether a saved log is enough for it', () => {
  expect(fromLog('crash-loop', ['log'])).toBe('yes');
  expect(fromLog('exited-early', ['app', 'health', 'log', 'past'])).toBe('likely');
  expect(fromLog('wrong-port', ['app', 'listeners'])).toBe('likely');
  expect(fromLog('http2-only', ['app', 'endpoints', 'probes'])).toBe('no');
  expect(fromLog('controller-unreachable', [])).toBe('no');
});

test('a taken port, a privileged one and an unreachable service are told from the log alone', () => {
  expect(of('yes')).toEqual(expect.arrayContaining(['dependency-unreachable', 'port-in-use', 'privileged-port']));
  expect(of('likely')).toEqual(expect.arrayContaining(['exited-at-runtime', 'exited-early']));
});

test('no saved log is ever said to prove what none can', () => {
  const told = savedLogs().flatMap(({ path }) => diagnosesOf(readFileSync(path)).map(({ code }) => code));
  const impossible = of('no');
  expect([...new Set(told)].filter((code) => impossible.includes(code))).toEqual([]);
});
