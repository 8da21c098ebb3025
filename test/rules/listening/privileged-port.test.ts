import { expect, test } from 'vitest';
import exitedEarly from '../../../src/rules/exit/exited-early.ts';
import rule from '../../../src/rules/listening/privileged-port.ts';
import { app, endpoint, facts, listener, NOW, releaseFailed } from '../../support/builders.ts';
import { causesOf, findingOf, log, silent } from '../../support/rule-builders.ts';

const AT = NOW - 500;
const LINE = 'Error: listen EACCES: permission denied 0.0.0.0:80';
const error = { kind: 'bind-error', reason: 'not-permitted', port: 80, line: LINE, at: AT } as const;
type BindErrors = NonNullable<Parameters<typeof log>[1]>['bindErrors'] & object;

const crashed = (bindErrors: BindErrors = [error], change: Parameters<typeof facts>[0] = {}) =>
  facts({
    app: app({ command: ['./server'], exit: { code: 1, at: AT + 10 } }),
    health: releaseFailed(),
    listeners: [],
    pool: undefined,
    probes: [],
    endpoints: [endpoint({ port: 80 })],
    log: log([LINE], { bindErrors }),
    ...change,
  });

test('names the port, and a free one', () => {
  const finding = findingOf(rule, crashed());
  expect(finding).toMatchObject({
    severity: 'error',
    confidence: 'certain',
    summary: '`./server` is not allowed to listen on port 80: ports below 1024 need a privilege that it does not have.',
    evidence: [
      { source: 'log', observed: LINE },
      { source: 'exit', observed: 'code 1' },
    ],
  });
  expect(finding.remedy.join(' ')).toMatch(
    /such as 8080\. The endpoint must then use port 8080 too\. .*EXPOSE 8080.*CAP_NET_BIND_SERVICE/,
  );
});

test('assumes the endpoint for a port that a line leaves out', () => {
  const { port: _, ...nameless } = error;
  expect(findingOf(rule, crashed([nameless]))).toMatchObject({ confidence: 'likely' });
});

test('assumes it for a Gunicorn that logs no reason', () => {
  expect(findingOf(rule, crashed([{ ...error, reason: 'unknown' }]))).toMatchObject({ confidence: 'likely' });
});

test('assumes it for words that name neither port nor reason, unless a process holds the port', () => {
  const { port: _, ...nameless } = { ...error, reason: 'unknown' } as const;
  expect(findingOf(rule, crashed([nameless]))).toMatchObject({ confidence: 'likely' });
  expect(rule.judge(crashed([nameless], { listeners: [listener('0.0.0.0', 80, { owner: 'other' })] }))).toEqual(silent);
});

test.each([
  ['a healthy app', facts()],
  [
    'a port that is in use',
    crashed([
      { ...error, reason: 'in-use' },
      { ...error, reason: 'unknown' },
    ]),
  ],
  ['a higher port', crashed([{ ...error, port: 8_000 }])],
  ['an app that serves another endpoint', facts({ log: log([LINE], { bindErrors: [error] }) })],
])('is silent on %s', (_, seen) => {
  expect(rule.judge(seen)).toEqual(silent);
});

test('explains the exit that it leads to', () => {
  expect(causesOf([exitedEarly, rule], crashed())).toEqual({
    'privileged-port': 'primary',
    'exited-early': 'privileged-port',
  });
});

test('names the setting that holds the port of Gunicorn', () => {
  const gunicorn = app({ command: ['gunicorn', 'app:app'], exit: { code: 1, at: AT + 10 } });
  const seen = crashed([error], { app: gunicorn, environment: { GUNICORN_CMD_ARGS: '-b 0.0.0.0:80' } });
  expect(findingOf(rule, seen).remedy[0]).toBe(
    'Write `-b 0.0.0.0:8080` in the variable GUNICORN_CMD_ARGS (now `-b 0.0.0.0:80`). The endpoint must then use port 8080 too.',
  );
});
