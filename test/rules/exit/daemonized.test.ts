import { describe, expect, test } from 'vitest';
import { noPast } from '../../../src/core/facts/past.ts';
import rule from '../../../src/rules/exit/daemonized.ts';
import boundToLoopback from '../../../src/rules/listening/bound-to-loopback.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import wrongPort from '../../../src/rules/listening/wrong-port.ts';
import { endpoint, facts, listener, process, releaseFailed, STARTED } from '../../support/builders.ts';
import { causesOf, ended, findingOf, log, refused, silent } from '../../support/rule-builders.ts';

const command = ['nginx'];
const master = process({ pid: 12, kinship: 'survivor', name: 'nginx', command: ['nginx: master process nginx'] });
const worker = process({ pid: 10, ppid: 12, kinship: 'survivor', name: 'nginx', command: ['nginx: worker process'] });
const mine = { pid: 12, command: ['nginx: master process nginx'] };

const left = {
  app: ended({ code: 0 }, { command }),
  health: releaseFailed(),
  probes: [refused],
  processes: [worker, master],
  listeners: [
    listener('0.0.0.0', 80, mine),
    listener('::', 80, mine),
    listener('127.0.0.1', 9393, { pid: 3, owner: 'agent' }),
  ],
};

test('names the survivors, the daemon first, and where they listen', () => {
  const finding = findingOf(rule, facts(left));
  expect(finding.severity).toBe('error');
  expect(finding.summary).toBe(
    '`nginx` exited with code 0 after 1.2 s and left `nginx: master process nginx` (pid 12) and 1 more in the background, listening on 0.0.0.0:80 and [::]:80, so the platform sees an exited container.',
  );
  expect(finding.evidence.slice(0, 4)).toEqual([
    { source: 'exit', expected: 'still running', observed: 'code 0: nginx', at: STARTED + 1_200 },
    { source: '/proc/PID/stat', observed: 'nginx: master process nginx (pid 12), parent 1' },
    { source: '/proc/PID/stat', observed: 'nginx: worker process (pid 10), parent 12' },
    { source: '/proc/net/tcp', observed: '0.0.0.0:80 (pid 12, nginx: master process nginx)' },
  ]);
  expect(finding.remedy[0]).toContain('daemon off;');
});

describe('two daemons of a script', () => {
  const gunicorn = process({ pid: 9, kinship: 'survivor', name: 'gunicorn', command: ['gunicorn', '--daemon', 'a:a'] });
  const both = (command: readonly string[]) =>
    findingOf(
      rule,
      facts({
        ...left,
        app: ended({ code: 0 }, { command }),
        processes: [gunicorn, worker, master],
        endpoints: [endpoint({ port: 80 })],
      }),
    );

  test('the last one must stay in the foreground', () => {
    const { summary, remedy } = both(['sh', '-c', 'gunicorn --daemon a:a && nginx -p /srv']);
    expect(summary).toContain('left `nginx: master process nginx` (pid 12) and 2 more');
    expect(remedy[0]).toBe("Start nginx with `nginx -g 'daemon off;' -p /srv`.");
    expect(both(['sh', '-c', 'nginx && gunicorn --daemon a:a']).remedy[0]).toContain('without `--daemon`');
  });

  test("the one at the endpoint's port must, when the script is not visible", () => {
    expect(both(['sh', 'start.sh']).remedy[0]).toContain('daemon off;');
  });
});

test('names no switch for a server that did not start because of a stale pid file', () => {
  const helper = process({ pid: 15, kinship: 'survivor', name: 'sleep', command: ['sleep', '300'] });
  const app = ended({ code: 0 }, { command: ['sh', '-c', 'sleep 300 & echo $! >run.pid; httpd -D FOREGROUND'] });
  const seen = { ...left, app, processes: [helper], listeners: [], log: log(['httpd (pid 15) already running']) };
  const finding = findingOf(rule, facts(seen));
  expect(finding.summary).toMatch(/left `sleep 300` \(pid 15\) .*: it logged "httpd \(pid 15\) already running"\.$/);
  expect(finding.remedy).toHaveLength(1);
  expect(finding.remedy[0]).toContain('rm -f');
});

test('is raised also when the app had been healthy', () => {
  const { health: _, ...wasHealthy } = left;
  expect(rule.judge(facts(wasHealthy)).kind).toBe('raised');
});

describe('a server that another one of its kind replaced', () => {
  const unicorn = ['unicorn', '-c', 'u.rb', 'c.ru'];
  const second = process({
    pid: 23,
    kinship: 'survivor',
    command: ['unicorn master -c u.rb c.ru'],
    startedAt: STARTED + 900,
  });
  const { health: _, ...wasHealthy } = left;
  const past = { ...noPast, firstAnswer: { ...refused, at: STARTED + 500 } };
  const replaced = { ...wasHealthy, app: ended({ code: 0 }, { command: unicorn }), processes: [second], past };

  test('gets no advice about a switch that was not given', () => {
    const { remedy } = findingOf(rule, facts(replaced));
    expect(remedy[0]).toMatch(/^Do not replace the server in place \(SIGUSR2/);
    expect(remedy.join(' ')).not.toContain('--daemonize');
    expect(remedy).toHaveLength(2);
  });

  test.each([
    ['was never healthy', { ...replaced, health: left.health }],
    [
      'answered only after it had left its second process behind',
      { ...replaced, processes: [{ ...second, startedAt: STARTED }] },
    ],
    [
      'was started by a script',
      { ...replaced, app: ended({ code: 0 }, { command: ['sh', '-c', 'unicorn & sleep 9'] }) },
    ],
  ])('is told of its switch where it %s', (_name, seen) => {
    expect(findingOf(rule, facts(seen)).remedy[0]).toMatch(/^Start Unicorn without/);
  });
});

test('is raised even if the listeners cannot be read', () => {
  expect(findingOf(rule, facts({ ...left, listeners: undefined })).summary).toContain('listening on no port');
});

describe('when it is unknown how the command exited', () => {
  const untold = { ...left, app: ended({}, { command }) };
  const daemon = { ...master, isDetached: true } as const;

  test('it is likely, by a survivor that left the session of the command', () => {
    const finding = findingOf(rule, facts({ ...untold, processes: [daemon] }));
    expect(finding.confidence).toBe('likely');
    expect(finding.summary).toMatch(/exited with an unknown code .* left `nginx: master process nginx` \(pid 12\)/);
  });

  test('it is still likely when the survivors were killed with the container', () => {
    const vanished = [{ process: daemon, at: STARTED + 1_500, listened: ['0.0.0.0:80'] }];
    const past = { ...noPast, vanished };
    const finding = findingOf(rule, facts({ ...untold, processes: [], listeners: [], past }));
    expect(finding.summary).toContain('which listened on 0.0.0.0:80');
  });

  test('a shell that left its children counts, a server that left its workers does not', () => {
    const shell = ended({}, { command: ['sh', 'start.sh'] });
    expect(rule.judge(facts({ ...untold, app: shell })).kind).toBe('raised');
    expect(rule.judge(facts(untold))).toEqual(silent);
  });
});

test.each([
  ['on a healthy app', facts()],
  ['when nothing is left', facts({ ...left, processes: [] })],
  ['when only a zombie is left', facts({ ...left, processes: [process({ ...master, state: 'Z' })] })],
  ['when the processes were read before the exit', facts({ ...left, processes: [process()] })],
  ['on another exit code', facts({ ...left, app: ended({ code: 1 }) })],
  ['when the app was asked to stop', facts({ ...left, app: ended({ code: 0 }, { stopRequestedAt: STARTED }) })],
  ['while the command runs', facts({ processes: [process(), process({ pid: 8, kinship: 'descendant' })] })],
])('is silent %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test.each([
  ['bound-to-loopback', [listener('127.0.0.1', 8000, mine)], boundToLoopback],
  ['wrong-port', [listener('0.0.0.0', 80, mine)], wrongPort],
  ['not-listening', [], notListening],
])('explains %s of the daemon', (code, listeners, symptom) => {
  expect(causesOf([symptom, rule], facts({ ...left, listeners }))).toEqual({
    daemonized: 'primary',
    [code]: 'daemonized',
  });
});
