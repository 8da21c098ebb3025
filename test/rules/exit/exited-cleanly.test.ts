import { expect, test } from 'vitest';
import daemonized from '../../../src/rules/exit/daemonized.ts';
import rule from '../../../src/rules/exit/exited-cleanly.ts';
import { facts, process, releaseFailed, STARTED } from '../../support/builders.ts';
import { causesOf, ended, exception, findingOf, log, silent } from '../../support/rule-builders.ts';

const finished = (command: readonly string[], change: Parameters<typeof ended>[1] = {}) => ({
  app: ended({ code: 0 }, { command, ...change }),
  health: releaseFailed(),
  processes: [],
  listeners: [],
});

test('says that the command was a task, and where a task belongs', () => {
  const seen = facts({ ...finished(['python', 'manage.py', 'migrate']), log: log(['No migrations to apply.']) });
  const finding = findingOf(rule, seen);
  expect(finding.severity).toBe('error');
  expect(finding.summary).toBe(
    '`python manage.py migrate` exited with code 0 after 1.2 s and left nothing running, so nothing can answer the health check.',
  );
  expect(finding.evidence).toEqual([
    { source: 'exit', expected: 'still running', observed: 'code 0: python manage.py migrate', at: STARTED + 1_200 },
    { source: '/proc', expected: 'a server', observed: 'no process of the app is left' },
    { source: 'log', observed: 'No migrations to apply.' },
  ]);
  expect(finding.remedy[0]).toContain('Run a server, not a task');
  expect(finding.remedy[1]).toContain('`before_deploy`');
});

test('names the foreground switch when it started a daemon that exited too', () => {
  expect(findingOf(rule, facts(finished(['gunicorn', '--daemon', 'app:app']))).remedy[0]).toContain('--daemon');
});

test('quotes a server that found a stale pid file, and says what to delete', () => {
  const seen = facts({
    ...finished(['apache2ctl', '-D', 'FOREGROUND']),
    log: log(['httpd (pid 1) already running']),
  });
  const finding = findingOf(rule, seen);
  expect(finding.summary).toMatch(/: it logged "httpd \(pid 1\) already running"\.$/);
  expect(finding.remedy).toHaveLength(1);
  expect(finding.remedy[0]).toContain('apache2ctl -t -D DUMP_RUN_CFG');
});

test('knows that a shell without a script exits immediately', () => {
  expect(findingOf(rule, facts(finished(['bash']))).remedy.join()).toContain('without a script');
  expect(findingOf(rule, facts(finished(['/bin/ksh']))).remedy.join()).toContain('without a script');
});

test('counts a zombie as gone', () => {
  expect(rule.judge(facts({ ...finished(['true']), processes: [process({ state: 'Z' })] })).kind).toBe('raised');
});

test.each([
  ['on a healthy app', facts()],
  ['when something survives', facts({ ...finished(['nginx']), processes: [process({ pid: 9, kinship: 'survivor' })] })],
  ['when the processes were read before the exit', facts({ ...finished(['true']), processes: [process()] })],
  ['on another code', facts({ ...finished(['false']), app: ended({ code: 1 }) })],
  ['when it was asked to end', facts(finished(['gunicorn'], { stopRequestedAt: STARTED + 1_000 }))],
  ['when it had been healthy', facts({ app: ended({ code: 0 }), processes: [] })],
])('is silent %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test('is skipped when it is unknown what is left', () => {
  expect(rule.judge(facts({ ...finished(['true']), processes: undefined })).kind).toBe('skipped');
});

test('leaves a daemon to its own diagnosis', () => {
  const seen = facts({ ...finished(['nginx']), processes: [process({ pid: 9, kinship: 'survivor' })] });
  expect(causesOf([rule, daemonized], seen)).toEqual({ daemonized: 'primary' });
});

test('names the pipe that hides how a program failed, and what it said', () => {
  const seen = finished(['sh', '-c', 'node app.js | tee app.log']);
  const said = findingOf(rule, facts({ ...seen, log: log(['LICENSE_FILE is not set', 'bye']) }));
  expect(said.summary).toBe(
    "`sh -c 'node app.js | tee app.log'` exited with code 0 after 1.2 s although `node app.js` failed (LICENSE_FILE is not set): `| tee app.log` hides its exit code.",
  );
  expect(said.remedy.join(' ')).toMatch(/LICENSE_FILE.*`set -o pipefail`/);
  const raised = findingOf(rule, facts({ ...seen, log: log([], { exceptions: [exception('Error: no license')] }) }));
  expect(raised.summary).toContain('`node app.js` failed (Error: no license)');
});

test('says that a script hides an exception when its text is not visible', () => {
  const seen = facts({
    ...finished(['sh', 'start.sh']),
    log: log([], { exceptions: [exception("KeyError: 'KEY_A'")] }),
  });
  const { summary, remedy } = findingOf(rule, seen);
  expect(summary).toBe(
    "`sh start.sh` exited with code 0 after 1.2 s although its log ends with a failure: KeyError: 'KEY_A'.",
  );
  expect(remedy.join(' ')).toMatch(/KEY_A.*`exec`/);
});

test('treats a task that only mentions a failure as a task', () => {
  const seen = facts({ ...finished(['python', 'report.py']), log: log(['3 jobs failed, 20 did not']) });
  expect(findingOf(rule, seen).remedy[0]).toContain('Run a server, not a task');
});

test('is less sure about an exception after which the program continued', () => {
  const words = log(["KeyError: 'KEY_A'", 'Imported 20 rows'], { exceptions: [exception("KeyError: 'KEY_A'")] });
  const { summary, confidence } = findingOf(rule, facts({ ...finished(['sh', 'start.sh']), log: words }));
  expect(summary).toMatch(/although its log shows a failure: KeyError: 'KEY_A'\.$/);
  expect(confidence).toBe('likely');
  expect(findingOf(rule, facts({ ...finished(['sh', 'start.sh']), log: log() })).confidence).toBe('certain');
});

test('quotes the last line of a program whose exit code a pipe hides, when it names no failure', () => {
  const command = ['sh', '-c', 'python3 migrate.py | tee migrate.log'];
  const { summary } = findingOf(rule, facts({ ...finished(command), log: log(['migrating', '0042 was undone.']) }));
  expect(summary).toBe(
    '`sh -c \'python3 migrate.py | tee migrate.log\'` exited with code 0 after 1.2 s and left nothing running, so nothing can answer the health check; its last line was "0042 was undone", and `| tee migrate.log` hides its exit code.',
  );
  const plain = findingOf(rule, facts({ ...finished(['python3', 'migrate.py']), log: log(['0042 was undone.']) }));
  expect(plain.summary).not.toContain('0042');
});
