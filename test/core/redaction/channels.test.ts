// needs: time
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import type { LogEvent } from '../../../src/core/facts/log-event.ts';
import { newMemory } from '../../../src/core/memory/memory.ts';
import type { Observation } from '../../../src/core/memory/observation.ts';
import { remember } from '../../../src/core/memory/remember.ts';
import { factsOf } from '../../../src/core/memory/snapshot.ts';
import { safeJson, safely } from '../../../src/core/redaction/safe-json.ts';
import { diagnosisBody } from '../../../src/core/report/diagnosis-body.ts';
import { nextReport } from '../../../src/core/report/next-report.ts';
import type { Report } from '../../../src/core/report/report.ts';
import { createLogger } from '../../../src/logger.ts';
import { rules } from '../../../src/rules/index.ts';
import { emptyOutbox, stepped } from '../../../src/sinks/controller/outbox-state.ts';
import { cloudEvent, queuedReport } from '../../../src/sinks/controller/queued-report.ts';
import { headLine } from '../../../src/sinks/controller/spool/spool-text.ts';
import { createLogSink } from '../../../src/sinks/log/log-sink.ts';
import { createTerminationLogSink } from '../../../src/sinks/log/termination-log-sink.ts';
import { createLogReader } from '../../../src/sources/log/read/log-reader.ts';
import { createOutputTail } from '../../../src/sources/log/read/output-tail.ts';
import { createReplay } from '../../../src/sources/log/replay/replay.ts';
import { commandFacts } from '../../../src/sources/procfs/files/parse-cmdline.ts';
import { paintFor } from '../../../src/terminal/paint.ts';
import { statusText } from '../../../src/terminal/status-text.ts';
import { served } from '../../sinks/api/served.ts';
import { APP_PID, process as aProcess, listener, NOW, settings } from '../../support/builders.ts';
import { leaked, unmarked } from './made.ts';
import { secretBlocks, secretCommands, secretLines } from './secret-corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'sidewatch-channels-'));
const terminationLog = join(folder, 'termination-log');
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const ORIGIN = 'stderr';

/** Gunicorn's log of a worker that cannot boot: the text is the message of its exception, and stands after it on lines of its own. */
const logOf = (text: string): string =>
  [
    '[2026-11-21 12:00:00 +0000] [7] [INFO] Starting gunicorn 20.1.0',
    '[2026-11-21 12:00:00 +0000] [7] [INFO] Listening at: http://127.0.0.1:8000 (7)',
    '[2026-11-21 12:00:00 +0000] [8] [INFO] Booting worker with pid: 8',
    '[2026-11-21 12:00:01 +0000] [8] [ERROR] Exception in worker process',
    'Traceback (most recent call last):',
    '  File "/srv/app.py", line 3, in <module>',
    `RuntimeError: ${text.split('\n', 1)[0]}`,
    '[2026-11-21 12:00:01 +0000] [8] [INFO] Worker exiting (pid: 8)',
    '[2026-11-21 12:00:01 +0000] [7] [INFO] Shutting down: Master',
    '[2026-11-21 12:00:01 +0000] [7] [INFO] Reason: Worker failed to boot.',
    text,
    '',
  ].join('\n');

/** What the agent reports of an app with this command line that wrote this and exited with code 1. */
function reportOf(command: readonly string[], log: string): Report {
  const bytes = Buffer.from(log);
  const events: LogEvent[] = [];
  const reader = createLogReader((event) => events.push(event));
  reader.write(bytes);
  reader.end();
  const tail = createOutputTail();
  tail.write(ORIGIN, bytes, NOW);
  const words = commandFacts(command);
  const observations: readonly Observation[] = [
    { kind: 'event', fact: 'app-started', value: { command, pid: APP_PID, foundBy: 'age' }, at: NOW },
    { kind: 'saw', fact: 'processes', value: [aProcess({ command: words })], at: NOW },
    { kind: 'saw', fact: 'listeners', value: [listener('127.0.0.1', 8000, { command: words })], at: NOW },
    ...events.map((event) => ({ kind: 'event', fact: 'logged', value: { origin: ORIGIN, event }, at: NOW }) as const),
    { kind: 'saw', fact: 'tail', value: tail.lines(), at: NOW },
    { kind: 'event', fact: 'app-exited', value: { code: 1 }, at: NOW + 1 },
    { kind: 'saw', fact: 'processes', value: [], at: NOW + 3_000 },
  ];
  const memory = observations.reduce(remember, newMemory(settings(), [], NOW));
  return nextReport(undefined, factsOf(memory, NOW + 3_000), rules, 'last').report;
}

async function agentLines(report: Report, format: 'json' | 'text'): Promise<string> {
  const lines: string[] = [];
  await createLogSink(createLogger({ level: 'debug', format, write: (line) => lines.push(line) })).deliver(
    report,
    signal,
  );
  return lines.join('\n');
}

async function terminationText(report: Report): Promise<string> {
  writeFileSync(terminationLog, '');
  const logger = createLogger({ level: 'silent', format: 'json', write: () => undefined });
  await createTerminationLogSink(logger, terminationLog).deliver(report, signal);
  return readFileSync(terminationLog, 'utf8');
}

function analysis(log: string): string {
  const replay = createReplay(settings(), NOW);
  replay.write(Buffer.from(log));
  const found = replay.end().flatMap(({ facts }) => diagnose(rules, facts, []).diagnoses);
  return safeJson(found.map(diagnosisBody));
}

/** All that leaves the agent, by the channel; the page shows what the API tells. */
async function channels(report: Report, log: string): Promise<Readonly<Record<string, string>>> {
  const queued = queuedReport(report, 1, 'run');
  const outbox = stepped(emptyOutbox, { kind: 'put', report: queued });
  const showing = { paint: paintFor(false, {}), width: 60, now: NOW, source: 'As the test sees it.' };
  return {
    'a line of the agent, json': await agentLines(report, 'json'),
    'a line of the agent, text': await agentLines(report, 'text'),
    'a report': cloudEvent(queued, { instance: 'web', series: 's' }),
    'the spool': headLine({ instance: 'web', series: 's', outbox }),
    'the termination log': await terminationText(report),
    'check, text': statusText(safely(report.body), showing),
    'check, json': safeJson(report.body, 2),
    analyze: analysis(log),
  };
}

/** What each channel shows without a secret: words of the agent's own are no leak. */
const innocent = logOf('no');
const usual = await channels(reportOf(['python', 'app.py'], innocent), innocent);

const leaks = (shown: Readonly<Record<string, string>>, secrets: readonly string[]): readonly string[] =>
  Object.entries(shown).flatMap(([name, text]) =>
    leaked(`${text}\n${text.replaceAll('\\"', '"')}`, secrets, usual[name]).map((part) => `${name}: ${part}`),
  );

describe('through every channel', () => {
  test.each(secretLines)('the secret in the line %s stays in', async (marked) => {
    const { text, secrets } = unmarked(marked);
    const log = logOf(text);
    const shown = await channels(reportOf(['python', 'app.py'], log), log);
    expect(leaks(shown, secrets)).toEqual([]);
  });

  test.each(secretCommands.map((command) => [command.join(' '), command] as const))(
    'the secret in the command line %s stays in',
    async (_, marked) => {
      const words = marked.map(unmarked);
      const log = logOf('no');
      const shown = await channels(
        reportOf(
          words.map(({ text }) => text),
          log,
        ),
        log,
      );
      expect(
        leaks(
          shown,
          words.flatMap(({ secrets }) => secrets),
        ),
      ).toEqual([]);
    },
  );

  test.each(secretBlocks.map((block) => [block.join(' ↵ '), block] as const))(
    'the key %s stays in',
    async (_, block) => {
      const lines = block.map(unmarked);
      const log = `${lines.map(({ text }) => text).join('\n')}\n`;
      const shown = await channels(reportOf(['python', 'app.py'], log), log);
      expect(
        leaks(
          shown,
          lines.flatMap(({ secrets }) => secrets),
        ),
      ).toEqual([]);
    },
  );

  test('the text around a secret stays, in each of them', async () => {
    const log = logOf('connect to postgres://shop:hunter2@db/shop failed');
    const shown = await channels(reportOf(['python', 'app.py'], log), log);
    for (const [name, text] of Object.entries(shown)) {
      expect({ name, text }).toEqual({ name, text: expect.stringMatching(/\[redacted\]@db\/shop\s+failed/) });
    }
  });

  test('the API keeps the secrets of all shapes, whatever is asked of it', { timeout: 60_000 }, async () => {
    let tail = createOutputTail();
    const { sink, base } = await served({ output: (count) => tail.last(count) });
    const deliver = async (log: string): Promise<void> => {
      tail = createOutputTail();
      tail.write(ORIGIN, Buffer.from(log), NOW);
      await sink.deliver(reportOf(['python', 'app.py'], log), signal);
    };
    const asked = async (path: string): Promise<string> => (await fetch(base + path)).text();
    const found: string[] = [];
    await deliver(innocent);
    const before = Object.fromEntries(
      await Promise.all(API_PATHS.map(async (path) => [path, await asked(path)] as const)),
    );
    const blocks = secretBlocks.map((block) => unmarked(block.join('\n')));
    for (const { text, secrets } of [...secretLines.map(unmarked), ...blocks]) {
      await deliver(logOf(text));
      for (const path of API_PATHS) {
        found.push(...leaked(await asked(path), secrets, before[path]).map((part) => `${path}: ${part}`));
      }
    }
    expect(found).toEqual([]);
  });
});

/** Each shows the newest picture; events are made as reports make them. */
const API_PATHS = ['/v1/status', '/v1/diagnoses', '/v1/health', '/v1/probes', '/v1/log', '/metrics', '/readyz'];
