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
    [s6('No such file or directory'), ['s6-svscan', 'sv'], 'Copy sv/web/run into the image.'],
    [runit('file does not exist'), ['runsvdir', 'sv'], '`#!/bin/sh`'],
    [s6('Exec format error'), ['s6-svscan', 'sv'], 'Add a first line to sv/web/run that'],
  ])('gets advice by its message: %s', (line, command, remedy) => {
    const { summary, remedy: steps } = findingOf(rule, seenWith(refused(line), command));
    expect(summary).toContain(` could not start web (it tried once): it logged "${line}"`);
    expect(steps[0]).toContain(remedy);
  });

  test('gets only general advice when the message is unknown', () => {
    const { remedy } = findingOf(rule, seenWith(refused(s6('Too many levels of symbolic links')), ['s6-svscan', 'sv']));
    expect(remedy[0]).toMatch(/^Fix how web is started/);
  });

  test.each([
    ['may be retried immediately', seenWith(refused(s6('Permission denied'), 500), ['s6-svscan', 'sv'])],
    [
      'has started since, or is only a part of the app',
      seenWith(refused(s6('Permission denied')), ['s6-svscan', 'sv'], { health: health() }),
    ],
    [
      'does not exist, which has its own diagnosis',
      seenWith(refused('spawnerr', 3_000, { unstarted: { at: NOW - 3_000, missing: 'gunicorm', line: 'spawnerr' } }), [
        'supervisord',
      ]),
    ],
  ])('is no loop when it %s', (_what, seen) => {
    expect(rule.judge(seen)).toEqual({ kind: 'silent' });
  });
});
