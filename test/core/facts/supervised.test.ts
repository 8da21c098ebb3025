import { expect, test } from 'vitest';
import {
  type Happening,
  labelsOf,
  type SupervisedProgram,
  withLoggedEnds,
  withSupervised,
} from '../../../src/core/facts/supervised.ts';

const ended: Happening = { kind: 'ended', how: 'exited with code 1' };
const started: Happening = { kind: 'started' };

/** What is known of the programs after these tellings, each `[ms, program, what happened]`. */
function known(
  ...told: readonly (readonly [at: number, program: string | undefined, happened: Happening])[]
): readonly SupervisedProgram[] {
  return told.reduce<readonly SupervisedProgram[]>((programs, [at, program, happened]) => {
    const event = {
      kind: 'supervised',
      supervisor: 'supervisord',
      happened,
      line: `2026-11-30 12:00:00,${String(at % 1_000).padStart(3, '0')} line at ${at}`,
    } as const;
    return withSupervised(programs, { ...event, ...(program !== undefined && { program }) }, at);
  }, []);
}

test('counts the starts in a row that came to nothing', () => {
  const [web] = known([0, 'web', started], [900, 'web', ended], [2_000, 'web', started], [2_500, 'web', ended]);
  expect(web).toMatchObject({ name: 'web', failures: 2, failingSince: 0, lastEnd: { at: 2_500 } });
});

test('counts a line once that supervisord writes twice', () => {
  const missing: Happening = { kind: 'not-started', missing: '/opt/x' };
  const twice = (name: string | undefined, happened: Happening, at: number) =>
    [[at, name, happened] as const, [at, name, happened] as const] as const;
  const [web] = known(
    ...twice('web', started, 0),
    ...twice('web', ended, 900),
    ...twice('web', started, 2_000),
    ...twice('web', ended, 2_500),
  );
  expect(web).toMatchObject({ failures: 2, failingSince: 0, lastEnd: { at: 2_500 } });
  expect(known(...twice(undefined, missing, 5))).toMatchObject([{ failures: 1 }]);
});

test('forgets them after a life that was longer', () => {
  const [web] = known([0, 'web', started], [900, 'web', ended], [2_000, 'web', started], [60_000, 'web', ended]);
  expect(web).toMatchObject({ failures: 0, lastEnd: { at: 60_000 } });
});

test('counts no end that the supervisor expected', () => {
  expect(known([0, 'once', started], [5, 'once', { ...ended, isExpected: true }])).toMatchObject([{ failures: 0 }]);
});

test('tells whose start failed when the supervisor gives up and names it', () => {
  const missing: Happening = { kind: 'not-started', missing: '/opt/x' };
  const programs = known([0, undefined, missing], [1_000, undefined, missing], [1_001, 'gone', { kind: 'given-up' }]);
  expect(programs).toMatchObject([
    { name: 'gone', failures: 2, unstarted: { missing: '/opt/x' }, gaveUp: { at: 1_001 } },
  ]);
});

test('forgets that it was given up once it is started again', () => {
  const [web] = known([0, 'web', started], [5, 'web', ended], [6, 'web', { kind: 'given-up' }], [9, 'web', started]);
  expect(web?.gaveUp).toBeUndefined();
});

test('keeps sixteen programs at most', () => {
  const names = Array.from({ length: 40 }, (_, i) => `web-${i}`);
  expect(known(...names.map((name, i) => [i, name, started] as const))).toHaveLength(16);
});

const END = { at: 5_000, how: 'exited with code 1', line: '[web] node web.js exited with code 1' };
const web: SupervisedProgram = { supervisor: 'concurrently', name: 'node web.js', failures: 0, lastEnd: END };
const line = (at: number, text: string) => ({ origin: 'stdout', at, text });

test('keeps the lines behind the label of a program that ended, and only those', () => {
  const tail = [line(1_000, '[web] no key'), line(4_900, '[jobs] tick'), line(9_000, '[web] late')];
  const [kept] = withLoggedEnds([web], tail);
  expect(kept?.logged).toEqual([tail[0]]);
  expect(withLoggedEnds(kept ? [kept] : [], [line(9_900, '[jobs] tick')])).toEqual([kept]);
});

test('keeps the lines about its end where no label tells whose they are', () => {
  const tail = [line(1_000, 'listening'), line(4_900, 'no key'), line(9_000, 'tick')];
  expect(withLoggedEnds([web], tail)[0]?.logged).toEqual([tail[1]]);
});

test('a program is called by its label and by its name, and never by that of the manager', () => {
  expect(labelsOf(web)).toEqual(['web', 'node web.js']);
  const honcho = { name: 'web.1', lastEnd: { ...END, line: '12:00:01 system | web.1 stopped (rc=1)' } };
  expect(labelsOf(honcho)).toEqual(['web.1']);
});
