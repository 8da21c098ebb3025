import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromLog } from '../../../src/core/diagnosis/from-log.ts';
import { rules } from '../../../src/rules/index.ts';
import { diagnosesOf } from '../../support/replay.ts';
import { savedLogs } from '../../support/saved-logs.ts';

const of = (wanted: string): readonly string[] =>
  rules.filter(({ fromLog: said }) => said === wanted).map(({ code }) => code);

test('decides by the needs of a rule whether a saved log is enough for it', () => {
  expect(fromLog('crash-loop', ['log'])).toBe('yes');
  expect(fromLog('exited-early', ['app', 'health', 'log', 'past'])).toBe('likely');
  expect(fromLog('wrong-port', ['app', 'listeners'])).toBe('likely');
  expect(fromLog('http2-only', ['app', 'endpoints', 'probes'])).toBe('no');
  expect(fromLog('controller-unreachable', [])).toBe('no');
});

test('a port in use, a privileged port and an unreachable service are found from the log alone', () => {
  expect(of('yes')).toEqual(expect.arrayContaining(['dependency-unreachable', 'port-in-use', 'privileged-port']));
  expect(of('likely')).toEqual(expect.arrayContaining(['exited-at-runtime', 'exited-early']));
});

test('no saved log is ever claimed to prove what it cannot', () => {
  const told = savedLogs().flatMap(({ path }) => diagnosesOf(readFileSync(path)).map(({ code }) => code));
  const impossible = of('no');
  expect([...new Set(told)].filter((code) => impossible.includes(code))).toEqual([]);
});
