import { describe, expect, test } from 'vitest';
import type { SupervisedProgram } from '../../../src/core/facts/supervised.ts';
import rule from '../../../src/rules/exit/crash-loop.ts';
import { app, facts, health, NOW, process, waiting } from '../../support/builders.ts';
import { findingOf, log } from '../../support/rule-builders.ts';

const s6 = (words: string): string => `s6-supervise web (child): fatal: unable to exec run: ${words}`;
const runit = (words: string): string => `runsv web: fatal: unable to start ./run: ${words}`;

const refused = (line: string, agoMs = 3_000, change: Partial<SupervisedProgram> = {}): SupervisedProgram => ({
  supervisor: line.startsWith('runsv') ? 'runit' : 's6',
  name: 'web',
  failures: 1,
  failingSince: NOW - agoMs,
  unstarted: { at: NOW - agoMs, line },
  ...change,
});
const seenWith = (program: SupervisedProgram, command: readonly string[], change = {}) =>
  facts({
    app: app({ command, startedAt: NOW - 60_000 }),
    processes: [process({ pid: 7, command })],
    health: waiting(),
    listeners: [],
    probes: [],
    log: log([program.unstarted?.line ?? ''], { supervised: [program] }),
    ...change,
  });

describe('a service whose run file the kernel refuses', () => {
  test.each([
    [s6('Permission denied'), ['s6-svscan', 'service'], '`RUN chmod +x service/web/run`'],
    [s6('Permission denied'), ['/bin/s6-svscan', '-t0', '/etc/services.d'], '`RUN chmod +x /etc/services.d/web/run`'],
    [s6('Permission denied'), ['s6-svscan', '/run/service'], '`RUN chmod +x web/run`'],
    [runit('access denied'), ['runsvdir', '-P', '/etc/service'], '`RUN chmod +x /etc/service/web/run`'],
    [s6('No such file or directory'), ['s6-svscan', 'sv'], 'Put sv/web/run into the image'],
    [runit('file does not exist'), ['runsvdir', 'sv'], '`#!/bin/sh`'],
    [s6('Exec format error'), ['s6-svscan', 'sv'], 'Begin sv/web/run with a line'],
  ])('gets advice by its words: %s', (line, command, remedy) => {
    const { summary, remedy: steps } = findingOf(rule, seenWith(refused(line), command));
    expect(summary).toContain(`has tried once to start web, and could not: its own words are "${line}"`);
    expect(steps[0]).toContain(remedy);
  });

  test('is only said to be started wrongly where its words are unknown', () => {
    const { remedy } = findingOf(rule, seenWith(refused(s6('Too many levels of symbolic links')), ['s6-svscan', 'sv']));
    expect(remedy[0]).toMatch(/^Correct how web is started/);
  });

  test.each([
    ['may be tried again at once', seenWith(refused(s6('Permission denied'), 500), ['s6-svscan', 'sv'])],
    [
      'runs since, or is not all of the app',
      seenWith(refused(s6('Permission denied')), ['s6-svscan', 'sv'], { health: health() }),
    ],
    [
      'does not exist, which is a diagnosis of its own',
      seenWith(refused('spawnerr', 3_000, { unstarted: { at: NOW - 3_000, missing: 'gunicorm', line: 'spawnerr' } }), [
        'supervisord',
      ]),
    ],
  ])('is no loop when it %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
