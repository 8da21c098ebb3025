import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ParseError } from '../../../../src/core/errors.ts';
import { endIn, parseStat } from '../../../../src/sources/procfs/files/parse-stat.ts';
import { fixtures } from '../fixtures.ts';

const statText = (name: string): string => readFileSync(join(fixtures, 'pids', name, 'stat'), 'utf8');

const truth: Readonly<Record<string, Record<string, unknown>>> = JSON.parse(
  readFileSync(join(fixtures, 'pids/index.json'), 'utf8'),
);

test.each(Object.entries(truth))('reads the stat of the process %s', (name, expected) => {
  const { pid, comm, state, ppid, group: pgrp, session: sid, startTicks: starttime_ticks } = parseStat(statText(name));
  expect({ pid, comm, state, ppid, pgrp, sid, starttime_ticks }).toEqual(expected);
});

test('adds up the CPU time of user and system', () => {
  expect(parseStat(statText('setproctitle')).cpuTicks).toBe(2);
  expect(parseStat(statText('threads')).cpuTicks).toBe(1);
});

test.each([
  '',
  '12',
  '12 (sleep',
  '12 (sleep)',
  '12 (sleep) S 1 2',
  '12 (sleep) ?? 1 2 3',
  '(sleep) S',
  'x (y) S 1',
  '\0'.repeat(99),
])('throws a ParseError for %j', (text) => {
  expect(() => parseStat(text)).toThrow(ParseError);
});

test.each([
  [256, { code: 1 }],
  [9, { signal: 'SIGKILL' }],
  [139, { signal: 'SIGSEGV' }],
  [40, { signal: 'signal 40' }],
  [0, undefined],
  [undefined, undefined],
])('a zombie of status %s ended with %o', (exitStatus, end) => {
  const stat = { ...parseStat(statText('threads')), ...(exitStatus !== undefined && { exitStatus }) };
  expect(endIn(stat)).toEqual(end);
});

test.each([
  ['that waits, as who may see its status is shown it, ended with code 0', 1, { code: 0 }],
  ['that does not wait may have a status that is hidden', 0, undefined],
])('a zombie of status 0 %s', (_, waits, end) => {
  const stat = statText('zombie').replace(/ 1( 0 0 17 .*) 768$/m, ` ${waits}$1 0`);
  expect(endIn(parseStat(stat))).toEqual(end);
});
