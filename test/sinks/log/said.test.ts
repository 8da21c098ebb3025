import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/core/diagnosis/diagnosis.ts';
import type { Change } from '../../../src/core/report/transitions.ts';
import { createLogSink } from '../../../src/sinks/log/log-sink.ts';
import { parseSaid, type Said, saidText } from '../../../src/sinks/log/said.ts';
import { app, NOW } from '../../support/builders.ts';
import { diagnosis, memoryLogger, report } from '../reports.ts';

const never = new AbortController().signal;
const exited = { kind: 'app-exited', app: app({ exit: { code: 3, at: NOW } }) } as const;
const passed = { kind: 'release', to: 'passed' } as const;
const raised = (change: Partial<Diagnosis> = {}) =>
  ({ kind: 'diagnosis-raised', diagnosis: diagnosis(change) }) as const;
const cleared = (change: Partial<Diagnosis> = {}) =>
  ({ kind: 'diagnosis-cleared', diagnosis: diagnosis({ until: NOW, ...change }) }) as const;

/** What an agent that takes over from `before` logs of these changes, and what it leaves. */
async function heir(
  before: string | undefined,
  ...reports: readonly (readonly Change[] | ReturnType<typeof report>)[]
) {
  const { logger, lines } = memoryLogger('info');
  let text = before ?? '';
  const sink = createLogSink(logger, { before, onSaid: (now) => (text = now) });
  for (const each of reports) await sink.deliver('seq' in each ? each : report({ changes: each }), never);
  return { lines: lines.map(({ level, msg }) => `${level}: ${msg}`), text };
}

describe('what the log has said', () => {
  test('is one word, the loudest first, and is read as it was written', () => {
    const said: Said = {
      active: new Map([
        ['strict-would-fail', { level: 'info', primary: false }],
        ['no-response', { level: 'error', primary: true }],
        ['connection-reset', { level: 'info', primary: false, isSymptom: true }],
      ]),
      once: new Set(['release-passed']),
    };
    expect(saidText(said)).toBe('+release-passed,e!no-response,i.strict-would-fail,i~connection-reset');
    expect(parseSaid(saidText(said))).toEqual(said);
  });

  test('is bounded, and counts as nothing in no known form', () => {
    const active = new Map(
      Array.from({ length: 200 }, (_, i) => [`code-${i}`, { level: 'warn', primary: false }] as const),
    );
    expect(saidText({ active, once: new Set() }).length).toBeLessThanOrEqual(700);
    expect(parseSaid('x!y,e?z,+A')).toEqual({ active: new Map(), once: new Set() });
  });
});

describe('the log of an agent that takes over', () => {
  test('says nothing that was said before', async () => {
    const before = (
      await heir(undefined, [passed, raised(), raised({ code: 'strict-would-fail', severity: 'info' }), exited])
    ).text;
    const { lines, text } = await heir(before, [
      passed,
      raised(),
      raised({ code: 'strict-would-fail', severity: 'info' }),
      exited,
    ]);
    expect(lines).toEqual([]);
    expect(text).toBe(before);
  });

  test('says what is new, and what is over', async () => {
    const before = (await heir(undefined, [raised()])).text;
    const { lines } = await heir(
      before,
      [raised(), raised({ code: 'no-response', primary: false, summary: 'New.' })],
      [cleared()],
      [raised()],
    );
    expect(lines).toEqual([
      expect.stringMatching(/^error: New\./),
      'info: resolved after less than 0.1 s: The app listens on loopback only',
      expect.stringMatching(/^error: gunicorn listens/),
    ]);
  });

  test('says again what was over in between, once the checks had time to fail', async () => {
    const before = (await heir(undefined, [raised()])).text;
    const late = report({ at: NOW + 600_000, changes: [raised()] });
    expect((await heir(before, report({ at: NOW }), late)).lines).toHaveLength(1);
    expect((await heir(before, report({ at: NOW }), report({ at: NOW + 60_000, changes: [raised()] }))).lines).toEqual(
      [],
    );
  });

  test('says that a warning became an error, but takes no symptom for the cause that it has not seen yet', async () => {
    const warned = (await heir(undefined, [raised({ severity: 'warning' })])).text;
    expect((await heir(warned, [raised({ severity: 'error' })])).lines).toHaveLength(1);
    const symptom = { code: 'no-response', primary: false, causedBy: 'bound-to-loopback' };
    const both = (await heir(undefined, [raised(), raised(symptom)])).text;
    expect((await heir(both, [raised({ code: 'no-response', primary: true })])).lines).toEqual([]);
  });
});
