import { describe, expect, test } from 'vitest';
import { noPast } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import { subjectAt, whoseAt } from '../../../src/rules/shared/port-programs.ts';
import { app, listener, NOW, process } from '../../support/builders.ts';
import { exception } from '../../support/rule-builders.ts';

const of = (pid: number, ppid: number, ...command: readonly string[]): Process =>
  process({ pid, ppid, command, name: command[0] ?? '', startedAt: NOW - 9_000 + pid });
const shell = of(7, 1, 'sh', '-c', 'node jobs.js & node web.js & wait');
const jobs = of(8, 7, 'node', 'jobs.js');
const web = of(9, 7, 'node', 'web.js');
const listeners = [listener('0.0.0.0', 8000, { pid: 9, command: web.command })];
const both = { app: app(), processes: [shell, jobs, web], listeners, past: noPast };
const raised = (where: string, entry?: string) =>
  exception('Error: queue is stuck', { language: 'node', where, ...(entry !== undefined && { entry }) });

describe('which program raised an exception, seen from the one that serves a port', () => {
  test.each([
    ['own', 'of its file', raised('/srv/web.js line 3, in get'), both],
    ['own', 'that goes back to its file', raised('/srv/lib/q.js line 3, in run', '/srv/web.js'), both],
    ['others', 'of the file of another program', raised('/srv/jobs.js line 3, in tick'), both],
    ['others', 'that goes back to such a file', raised('/srv/lib/q.js line 3, in run', '/srv/jobs.js'), both],
    ['others', 'of another language', { ...raised('/srv/q.py line 3'), language: 'python' as const }, both],
    ['unclear', 'of a file that both may use', raised('/srv/lib/q.js line 3, in run'), both],
    ['own', 'of any file, where it lives alone', raised('/srv/lib/q.js line 3'), { ...both, processes: [shell, web] }],
    ['own', 'of any file, where nobody knows who listens', raised('/srv/jobs.js line 3'), { ...both, listeners: [] }],
    [
      'own',
      'of what the server itself has started',
      raised('/srv/lib/q.js line 3'),
      { ...both, processes: [shell, web, of(12, 9, 'node', 'worker.js')] },
    ],
    [
      'others',
      'of what the shell had started before it became the server',
      raised('/srv/jobs.js line 3'),
      {
        ...both,
        processes: [of(9, 1, 'node', 'web.js'), of(8, 9, 'node', 'jobs.js')],
        past: { ...noPast, execAt: { 9: NOW } },
      },
    ],
    [
      'others',
      'of the same, which it became before anybody looked',
      raised('/srv/jobs.js line 3, in tick'),
      {
        ...both,
        app: app({ command: ['sh', 'start.sh'] }),
        processes: [{ ...of(9, 1, 'node', 'web.js'), kinship: 'main' }, of(8, 9, 'node', 'jobs.js')],
      },
    ],
  ] as const)('is %s: one %s', (whose, _, exceptionSeen, seen) => {
    expect(whoseAt(8000, exceptionSeen, seen)).toBe(whose);
  });
});

test.each([
  ['The app', 'the only program', { ...both, processes: [shell, web] }],
  ['The app', 'one whose listener nobody could read', { ...both, listeners: [] }],
  ['`node web.js` (pid 9)', 'one of two programs', both],
  ['`node web.js` (pid 9)', 'what an earlier command left', { ...both, processes: [{ ...web, kinship: 'survivor' }] }],
  [
    '`redis-server *:8000` (pid 40)',
    'a process that is none of the app',
    {
      ...both,
      processes: [web],
      listeners: [listener('0.0.0.0', 8000, { pid: 40, owner: 'other', command: ['redis-server *:8000'] })],
    },
  ],
] as const)('a sentence about who answers begins with %s: %s', (words, _, seen) => {
  expect(subjectAt(8000, seen)).toBe(words);
});
