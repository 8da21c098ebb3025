import { describe, expect, test } from 'vitest';
import { noPast, type Vanished } from '../../../src/core/facts/past.ts';
import type { SupervisedProgram } from '../../../src/core/facts/supervised.ts';
import rule from '../../../src/rules/exit/crash-loop.ts';
import { app, endpoint, facts, NOW, process, waiting } from '../../support/builders.ts';
import { exception, findingOf, log, silent } from '../../support/rule-builders.ts';

const base = { pool: undefined, listeners: [], probes: [], health: waiting() };
const said = (at: number, text: string) => ({ origin: 'stderr', at, text });

describe('a program that a loop in the text of a shell restarts next to others', () => {
  const ROUND_MS = 1_100;
  const fatal = 'fatal: config/app.json is missing';
  /** Six rounds of it, each with its line at the moment that is asked for. */
  const looped = (command: readonly string[], other: string, saidAt: (round: number) => number) => {
    const text = `node ${other} & while true; do ${command.join(' ')}; sleep 1; done`;
    const rounds = [5, 4, 3, 2, 1, 0].map((round) => NOW - 500 - round * ROUND_MS);
    const ends = rounds.map(
      (at, round): Vanished => ({
        process: process({ pid: 20 + round, ppid: 7, command, startedAt: at - 80 }),
        at,
        listened: [],
        logged: [said(saidAt(5 - round), fatal)],
      }),
    );
    return facts({
      ...base,
      app: app({ command: ['sh', '-c', text], pid: 7, startedAt: NOW - 12_000 }),
      processes: [
        process({ pid: 7, command: ['sh', '-c', text], kinship: 'main', startedAt: NOW - 12_000 }),
        process({ pid: 8, ppid: 7, command: ['node', other], startedAt: NOW - 12_000 }),
      ],
      endpoints: [endpoint({ port: 8000, source: '--endpoint' })],
      past: { ...noPast, vanished: ends },
      log: log(['12 mails']),
    });
  };
  const eachRound = (round: number): number => NOW - 550 - round * ROUND_MS;
  const web = ['node', 'web.js'];

  test('is reported if it is the server by its name, with the line that it logs in each round', () => {
    expect(findingOf(rule, looped(web, 'jobs.js', eachRound)).summary).toMatch(
      /has started `node web\.js` 6 times, .*: its last line was "fatal: config\/app\.json is missing"\.$/,
    );
  });

  test.each([
    ['a job by its name', looped(['node', 'report.js'], 'web.js', eachRound)],
    ['a program of any name next to another of any name', looped(['node', 'copy.js'], 'desk.js', eachRound)],
    ['a server by its name next to another', looped(web, 'api.js', eachRound)],
    ['a program whose lines come at their own pace', looped(web, 'jobs.js', (round) => NOW - 100 - round * 700)],
  ])('is silent about %s', (_, seen) => {
    expect(rule.judge(seen)).toEqual(silent);
  });
});

describe('a program of supervisord next to another that logged an exception and exited with 0', () => {
  const line = 'WARN exited: web (exit status 1; not expected)';
  const loop = (logged: readonly string[]): SupervisedProgram => ({
    supervisor: 'supervisord',
    name: 'web',
    failures: 5,
    failingSince: NOW - 12_000,
    lastEnd: { at: NOW - 1_000, how: 'exited with code 1', line },
    logged: logged.map((text) => said(NOW - 1_050, text)),
  });
  const warm = (at: number): SupervisedProgram => ({
    supervisor: 'supervisord',
    name: 'warm',
    failures: 0,
    lastEnd: { at, how: 'exited with code 0', isWell: true, line: 'exited: warm' },
  });
  const seen = (warmAt: number, where: string, logged: readonly string[] = []) =>
    findingOf(
      rule,
      facts({
        ...base,
        log: log([], {
          tail: [said(warmAt, "KeyError: 'belt'")],
          supervised: [warm(warmAt), loop(logged)],
          exceptions: [exception("KeyError: 'belt'", { at: warmAt, where })],
        }),
      }),
    ).summary;

  test.each([
    ['long before the last round', NOW - 11_000, '/srv/lib/belt.py line 4, in fill'],
    ['in a file that is named after the other', NOW - 1_200, '/srv/warm.py line 4, in <module>'],
  ])('does not end with one that was raised %s', (_, at, where) => {
    expect(seen(at, where)).toMatch(/the log does not show why\.$/);
    expect(seen(at, where, ['no such plan: gold'])).toMatch(/the log shows "no such plan: gold"\.$/);
  });

  test('quotes no line of an earlier round, and none that quotes the exception of the other', () => {
    const lines = [said(NOW - 11_000, 'fatal: row 4 is bad'), said(NOW - 1_080, "KeyError: 'belt'")];
    const known = { ...loop([]), logged: [...lines, said(NOW - 1_050, 'no such plan: gold')] };
    const exceptions = [exception("KeyError: 'belt'", { at: NOW - 1_080, where: '/srv/warm.py line 4, in <module>' })];
    const supervised = [warm(NOW - 1_080), known];
    expect(findingOf(rule, facts({ ...base, log: log([], { supervised, exceptions }) })).summary).toMatch(
      /the log shows "no such plan: gold"\.$/,
    );
  });

  test('quotes an exception that it may have raised in its last round', () => {
    expect(seen(NOW - 1_050, '/srv/lib/belt.py line 4, in fill')).toContain("KeyError: 'belt' (/srv/lib/belt.py");
  });
});

describe('a program that is restarted as intended', () => {
  const ends = (ppid: number, command: readonly string[], end?: Vanished['end']) =>
    [5, 4, 3, 2, 1, 0].map(
      (round): Vanished => ({
        process: process({ pid: 20 + round, ppid, command, startedAt: NOW - 1_500 - round * 2_000 }),
        at: NOW - 500 - round * 2_000,
        listened: [],
        ...(end && { end }),
      }),
    );
  const under = (starter: readonly string[], vanished: readonly Vanished[], change: Parameters<typeof facts>[0] = {}) =>
    facts({
      ...base,
      app: app({ command: starter, pid: 7, startedAt: NOW - 30_000 }),
      processes: [
        process({ pid: 7, command: starter, kinship: 'main', startedAt: NOW - 30_000 }),
        process({ pid: 8, ppid: 7, command: ['node', 'desk.js'], startedAt: NOW - 30_000 }),
      ],
      endpoints: [endpoint({ port: 8000, source: '--endpoint' })],
      past: { ...noPast, vanished },
      log: log(['Error: the desk does not answer yet']),
      ...change,
    });

  test('is not a loop when nodemon stops it with SIGUSR2 because a file changed', () => {
    const nodemon = ['node', '/srv/node_modules/.bin/nodemon', 'web.js'];
    const alone = (end?: Vanished['end']) =>
      under(nodemon, ends(7, ['node', 'web.js'], end), {
        processes: [process({ pid: 7, command: nodemon, kinship: 'main', startedAt: NOW - 30_000 })],
      });
    expect(rule.judge(alone({ signal: 'SIGUSR2' }))).toEqual(silent);
    expect(rule.judge(alone({ code: 1 })).kind).toBe('raised');
  });

  test('is not a loop when its supervisor reports the exits as intended, next to a possible server', () => {
    const supervisord = ['python3', '/usr/bin/supervisord', '-n'];
    const seen = (isWell: boolean) => {
      const lastEnd = {
        at: NOW - 500,
        how: 'exited with code 0',
        line: 'INFO exited: poll',
        ...(isWell && { isWell: true as const }),
      };
      const supervised = [{ supervisor: 'supervisord', name: 'poll', failures: 0, lastEnd }];
      return under(supervisord, ends(7, ['node', 'poll.js']), {
        log: log(['Error: the desk does not answer yet'], { supervised }),
      });
    };
    expect(rule.judge(seen(true))).toEqual(silent);
    expect(rule.judge(seen(false)).kind).toBe('raised');
  });
});
