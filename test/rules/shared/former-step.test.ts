import { expect, test } from 'vitest';
import type { Process } from '../../../src/core/facts/process.ts';
import { crashOf } from '../../../src/rules/shared/crash-reason.ts';
import { isFormerSteps } from '../../../src/rules/shared/former-step.ts';
import { app, NOW, process } from '../../support/builders.ts';
import { exception, log } from '../../support/rule-builders.ts';

const raised = exception("KeyError: 'row'", { at: NOW - 900, where: '/srv/seed.py line 1, in <module>' });
const text = (script: string) => ({ app: app({ command: ['sh', '-c', script], pid: 7 }) });
const gone = (pid: number, agoMs: number, ...command: readonly string[]) => ({
  process: process({ pid, command, startedAt: NOW - agoMs - 500 }) satisfies Process,
  at: NOW - agoMs,
  listened: [],
});
const inFile = (...vanished: ReturnType<typeof gone>[]) => ({
  app: app({ command: ['sh', 'start.sh'], pid: 7 }),
  past: { vanished },
});
const server = ['node', 'web.js'] as const;
const seed = ['python3', 'seed.py'] as const;

test.each([
  ['a step before the last', true, text('python3 seed.py; node web.js')],
  ['one in the background', true, text('python3 seed.py & exec node web.js')],
  ['the last step', false, text('node build.js; python3 seed.py')],
  ['the only one', false, text('python3 seed.py')],
  ['none of the steps', false, text('node a.js; node web.js')],
  ['one that was over when the next began', true, inFile(gone(8, 900, ...seed), gone(9, 0, ...server))],
  ['one before what the shell became', true, inFile(gone(7, 0, ...server), gone(8, 900, ...seed))],
  ['one that lived as long', false, inFile(gone(8, 0, ...seed), gone(9, 0, ...server))],
  ['the last that was seen', false, inFile(gone(9, 900, ...server), gone(8, 0, ...seed))],
])('an exception of %s is from a former step: %s', (_, isFormer, steps) => {
  expect(isFormerSteps(raised, steps)).toBe(isFormer);
});

test.each([
  ['the words that the last step wrote behind it win', ["KeyError: 'row'", 'depots.toml has no region'], undefined],
  ['where nothing was written behind it, it is quoted', ['ready', "KeyError: 'row'"], raised],
])('%s', (_, tail, expected) => {
  const seen = text('python3 seed.py; node web.js');
  expect(crashOf({ code: 1, at: NOW }, log(tail, { exceptions: [raised] }), seen).exception).toEqual(expected);
});
