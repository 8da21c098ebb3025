import { expect, test } from 'vitest';
import { noPast, type Vanished } from '../../../src/core/facts/past.ts';
import type { Process } from '../../../src/core/facts/process.ts';
import rule from '../../../src/rules/exit/app-gone.ts';
import { app, facts, NOW, process, waiting } from '../../support/builders.ts';
import { exception, findingOf, log, refused, silent } from '../../support/rule-builders.ts';

const UVICORN = ['/usr/bin/python3', '/usr/bin/uvicorn', '--workers', '2', 'main:app'];
const SPAWNED = ['/usr/bin/python3', '-c', 'from multiprocessing.spawn import spawn_main; spawn_main()'];
const TRACKER = ['/usr/bin/python3', '-c', 'from multiprocessing.resource_tracker import main;main(5)'];

const of = (pid: number, command: readonly string[]): Process =>
  process({ pid, command, ppid: pid === 7 ? 1 : 7, kinship: pid === 7 ? 'main' : 'descendant', name: 'x' });
const ended = (pid: number, command: readonly string[], change: Partial<Vanished> = {}): Vanished => ({
  process: of(pid, command),
  at: NOW - 5_000,
  listened: [],
  ...change,
});
const raised = exception("ModuleNotFoundError: No module named 'ledger'", { at: NOW - 5_100 });

const left = (
  command: readonly string[],
  vanished: readonly Vanished[],
  change: Parameters<typeof facts>[0] = {},
): Parameters<typeof rule.judge>[0] =>
  facts({
    app: app({ command, pid: 7, startedAt: NOW - 6_000 }),
    health: waiting(),
    probes: [refused],
    listeners: [],
    processes: [of(7, command), of(8, TRACKER)],
    past: { ...noPast, vanished },
    log: log(['Process SpawnProcess-1:'], { exceptions: [raised] }),
    ...change,
  });
const both = [ended(9, SPAWNED), ended(10, SPAWNED)];

test('reports a server whose workers all exited over their import and that starts no new ones', () => {
  const { summary, remedy, severity } = findingOf(rule, left(UVICORN, both));
  expect([severity, summary]).toEqual([
    'error',
    "All 2 workers of `/usr/bin/python3 /usr/bin/uvicorn --workers 2 main:app` exited, and it starts no new ones: ModuleNotFoundError: No module named 'ledger'.",
  ]);
  expect(remedy[0]).toContain('Install the Python module ledger');
});

test('knows workers that lived too briefly to be seen by the line of multiprocessing', () => {
  expect(findingOf(rule, left(UVICORN, [])).summary).toContain('The workers of ');
});

test('knows the workers that Node forks of the same file', () => {
  const cluster = ['node', 'web.js'];
  const worker = [ended(9, ['/usr/bin/node', '/srv/web.js'])];
  const processes = [of(7, cluster)];
  expect(findingOf(rule, left(cluster, worker, { processes })).summary).toMatch(/^The worker of `node web\.js` exited/);
  const own = { ...raised, language: 'node', isUncaught: true, entry: '/srv/web.js' } as const;
  const unseen = { processes, log: log([], { exceptions: [own] }) };
  expect(findingOf(rule, left(cluster, [], unseen)).summary).toMatch(/^The workers of `node web\.js` exited/);
  const caught = { ...unseen, log: log([], { exceptions: [{ ...own, isUncaught: undefined } as never] }) };
  expect(rule.judge(left(cluster, [], caught))).toEqual(silent);
});

test.each([
  ['one of them lives', left(UVICORN, both, { processes: [of(7, UVICORN), of(11, SPAWNED)] })],
  ['new workers may still start', left(UVICORN, [ended(9, SPAWNED, { at: NOW - 1_000 })])],
  ['one had served', left(UVICORN, [ended(9, SPAWNED, { listened: ['0.0.0.0:8000'] })], { log: log([]) })],
  ['nothing shows a failure', left(UVICORN, both, { log: log(['warmed up']) })],
  ['it is not a server, and they may be jobs', left(['python3', 'app.py'], both)],
  [
    'Node forked another file, a job',
    left(['node', 'web.js'], [ended(9, ['node', '/srv/seed.js'])], { processes: [of(7, ['node', 'web.js'])] }),
  ],
])('is silent where %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});
