import { describe, expect, test } from 'vitest';
import type { OtherSocket } from '../../../src/core/facts/other-socket.ts';
import notListening from '../../../src/rules/listening/not-listening.ts';
import udpOnly from '../../../src/rules/listening/udp-only.ts';
import rule from '../../../src/rules/listening/unix-socket-only.ts';
import {
  APP_PID,
  app,
  facts,
  listener,
  NOW,
  probe,
  process,
  releaseFailed,
  STARTED,
  waiting,
} from '../../support/builders.ts';
import { causesOf, ended, findingOf, refused, severityOf, silent } from '../../support/rule-builders.ts';

const unix = (
  path: string,
  command: readonly string[] = ['gunicorn', 'app:app'],
  since = NOW - 5_000,
): OtherSocket => ({
  kind: 'unix',
  path,
  pid: APP_PID,
  command,
  since,
});
const only = { listeners: [], otherSockets: [unix('/run/app.sock')], probes: [refused], health: waiting() };

describe('unix-socket-only', () => {
  test('names the socket, and what the endpoint needs', () => {
    const finding = findingOf(rule, facts(only));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding.summary).toBe(
      'The app listens only on unix:/run/app.sock, which nothing outside this container can reach: the endpoint needs a listener on 0.0.0.0:8000.',
    );
    expect(finding.evidence).toEqual([
      {
        source: '/proc/net/unix',
        expected: 'a TCP listener on port 8000',
        observed: `unix:/run/app.sock (pid ${APP_PID}, gunicorn app:app)`,
        at: NOW - 5_000,
      },
    ]);
  });

  test.each([
    [['gunicorn', 'app:app'], '--bind 0.0.0.0:8000'],
    [['uwsgi', '--socket', '/run/app.sock'], '--http-socket 0.0.0.0:8000'],
    [['php-fpm8.2'], 'fastcgi_pass unix:/run/app.sock'],
    [['puma'], 'tcp://0.0.0.0:8000'],
  ])('names the switch of %s', (command, step) => {
    const otherSockets = [unix('/run/app.sock', command)];
    const finding = findingOf(rule, facts({ ...only, app: app({ command }), otherSockets }));
    expect(finding.severity).toBe('error');
    expect(finding.remedy[0]).toContain(step);
  });

  test('names the setting that holds the socket of Gunicorn', () => {
    const environment = { GUNICORN_CMD_ARGS: '--bind unix:/run/app.sock' };
    expect(findingOf(rule, facts({ ...only, environment })).remedy[0]).toBe(
      'Write `--bind 0.0.0.0:8000` in the variable GUNICORN_CMD_ARGS (now `--bind unix:/run/app.sock`).',
    );
  });

  test('is a warning for a program that may still open a port, an error when its time is over', () => {
    const node = { ...only, otherSockets: [unix('/tmp/app.sock', ['node', 'server.js'])] };
    expect(severityOf(rule, facts(node))).toBe('warning');
    expect(severityOf(rule, facts({ ...node, health: releaseFailed() }))).toBe('error');
  });

  test('explains that nothing listens, and a UDP socket next to it', () => {
    const udp: OtherSocket = { kind: 'udp', address: '0.0.0.0', port: 8125, since: NOW - 5_000 };
    const seen = facts({ ...only, otherSockets: [unix('/run/app.sock'), udp], health: releaseFailed() });
    expect(causesOf([notListening, udpOnly, rule], seen)).toEqual({
      'unix-socket-only': 'primary',
      'not-listening': 'udp-only',
      'udp-only': 'unix-socket-only',
    });
  });

  test('is raised for a daemon that the command left behind', () => {
    const otherSockets = [{ ...unix('/run/app.sock'), pid: 12 }];
    const processes = [process({ pid: 12, kinship: 'survivor' })];
    expect(severityOf(rule, facts({ ...only, app: ended({ code: 0 }), otherSockets, processes }))).toBe('error');
  });

  test.each([
    ['a healthy app', facts()],
    ['an app behind nginx', facts({ ...only, listeners: [listener('0.0.0.0')] })],
    ["supervisord's own socket", facts({ ...only, otherSockets: [unix('/var/run/supervisor.sock', ['supervisord'])] })],
    ["Gunicorn's control socket", facts({ ...only, otherSockets: [unix('/root/.gunicorn/gunicorn.ctl')] })],
    ["pm2's sockets", facts({ ...only, otherSockets: [unix('/root/.pm2/rpc.sock', ['node'])] })],
    ['a socket that is new', facts({ ...only, otherSockets: [unix('/run/app.sock', ['gunicorn'], NOW - 1_999)] })],
    ['an app without sockets', facts({ ...only, otherSockets: [] })],
    ['checks that pass all the same', facts({ ...only, probes: [probe()] })],
    ['an app that has ended', facts({ ...only, app: ended({ code: 1 }) })],
    ['an app that is being stopped', facts({ ...only, app: app({ stopRequestedAt: STARTED }) })],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});
