import type { Diagnosis } from '../../src/core/diagnosis/diagnosis.ts';
import type { Facts } from '../../src/core/memory/facts.ts';
import type { Report } from '../../src/core/report/report.ts';
import { statusBody } from '../../src/core/report/status-body.ts';
import type { Change } from '../../src/core/report/transitions.ts';
import { createLogger } from '../../src/logger.ts';
import type { QueuedReport } from '../../src/sinks/controller/queued-report.ts';
import { facts, NOW } from '../support/builders.ts';

export const diagnosis = (change: Partial<Diagnosis> = {}): Diagnosis => ({
  code: 'bound-to-loopback',
  severity: 'error',
  confidence: 'certain',
  title: 'The app listens on loopback only',
  summary: 'gunicorn listens on 127.0.0.1:8000, where only the container itself can reach it',
  evidence: [{ source: '/proc/net/tcp', expected: '0.0.0.0:8000', observed: '127.0.0.1:8000', at: NOW }],
  remedy: ['Start it with --bind 0.0.0.0:8000', 'Or set GUNICORN_CMD_ARGS'],
  since: NOW,
  primary: true,
  ...change,
});

/** What a report is built from. The events are numbered 1, 2, 3, … within the report, or from `firstEvent` on. */
interface Told {
  readonly seq?: number;
  readonly at?: number;
  readonly changes?: readonly Change[];
  readonly firstEvent?: number;
  readonly diagnoses?: readonly Diagnosis[];
  readonly facts?: Facts;
  readonly last?: boolean;
}

export function report(told: Told = {}): Report {
  const { seq = 1, at = NOW, changes = [], firstEvent = 1, diagnoses = [], last = false } = told;
  const given = told.facts ?? facts();
  return {
    seq,
    at,
    events: changes.map((change, index) => ({ seq: firstEvent + index, at, change })),
    last,
    body: statusBody({ facts: given, judgement: { diagnoses, skipped: [] } }),
    facts: given,
  };
}

/** A json logger, and the lines that it wrote, without their time. */
export function memoryLogger(level: 'debug' | 'info' = 'info') {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const logger = createLogger({
    level,
    format: 'json',
    write(line) {
      const { time: _time, name: _name, ...rest } = JSON.parse(line);
      lines.push(rest);
    },
  });
  return { logger, lines };
}

/** A queued report as a test writes it: an outbox looks at no text, so that here any may stand for a safe one. */
export type WrittenReport = Omit<QueuedReport, 'picture' | 'events' | 'carried'> & {
  readonly picture: string;
  readonly events: readonly string[];
  readonly carried: readonly string[];
};

/** A queued report with one event, named by the number. */
export const queued = (seq: number, change: Partial<WrittenReport> = {}): QueuedReport =>
  ({
    seq,
    run: 'a',
    at: 0,
    last: false,
    picture: '{}',
    events: [`"${seq}"`],
    carried: [],
    dropped: 0,
    ...change,
  }) as QueuedReport;
