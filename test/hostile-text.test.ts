import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../src/core/diagnosis/diagnose.ts';
import type { Facts } from '../src/core/memory/facts.ts';
import { newMemory } from '../src/core/memory/memory.ts';
import type { Observation } from '../src/core/memory/observation.ts';
import { remember } from '../src/core/memory/remember.ts';
import { factsOf } from '../src/core/memory/snapshot.ts';
import { eventBody } from '../src/core/report/event-body.ts';
import type { Report } from '../src/core/report/report.ts';
import { statusBody } from '../src/core/report/status-body.ts';
import { transitions } from '../src/core/report/transitions.ts';
import { createLogger } from '../src/logger.ts';
import { rules } from '../src/rules/index.ts';
import { jsonAnswer } from '../src/sinks/api/http/answer.ts';
import { cloudEvent, queuedReport } from '../src/sinks/controller/queued-report.ts';
import { createLogSink } from '../src/sinks/log/log-sink.ts';
import { createTerminationLogSink } from '../src/sinks/log/termination-log-sink.ts';
import { createLogReader } from '../src/sources/log/read/log-reader.ts';
import { createOutputTail } from '../src/sources/log/read/output-tail.ts';
import { paintFor } from '../src/terminal/paint.ts';
import { statusText } from '../src/terminal/status-text.ts';
import { answered, listener, NOW, PORT, probe, process as processOf, settings } from './support/builders.ts';
import { cli } from './support/cli.ts';
import { OBEYED, OBEYED_ANYWHERE } from './support/obeyed.ts';

const SEQUENCES = [
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u001b]0;title',
  '\u001bP1;title\u001b\\',
  '\u009d0;title\u0007',
  '\u001bc',
  '\n',
];
const PIECES = [...OBEYED, ...SEQUENCES, 'a', ' ', "'", '"', '\\', '{', 'é', '日'];

/** Texts made of the same seed are the same. */
function hostileTexts(seed: number): () => string {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  return () => Array.from({ length: 1 + next(12) }, () => PIECES[next(PIECES.length)]).join('');
}

/** Everything from outside is hostile: the log, command lines, names, paths, headers, labels, what the controller answers. */
function hostileFacts(seed: number): Facts {
  const text = hostileTexts(seed);
  const at = NOW - 5_000;
  const given = settings({ instance: text(), labels: { [text()]: text() }, strict: true, healthPath: `/${text()}` });
  const problems = [{ name: text(), given: text(), accepted: text(), used: text() }];
  const log = Buffer.from(
    `Traceback (most recent call last):\n  File "/srv/${text()}.py", line 2, in f\nValueError: ${text()}\n` +
      `Error: listen EADDRINUSE: address already in use 0.0.0.0:8000\nInvalid HTTP_HOST header: 'x'.\n${text()}\n`,
  );
  const observations: Observation[] = [
    { kind: 'event', fact: 'app-started', at, value: { command: ['gunicorn', text(), `--x=${text()}`], pid: 7 } },
    { kind: 'saw', fact: 'processes', at, value: [processOf({ command: [text(), text()], name: text() })] },
    { kind: 'saw', fact: 'listeners', at, value: [listener('127.0.0.1', PORT, { command: [text()] })] },
    {
      kind: 'saw',
      fact: 'otherSockets',
      at,
      value: [{ kind: 'unix', path: text(), pid: 7, command: [text()], since: at }],
    },
    {
      kind: 'saw',
      fact: 'logFiles',
      at,
      value: [{ origin: text(), state: 'unreadable', reason: text(), rotations: 0, truncations: 0, lostBytes: 0 }],
    },
    {
      kind: 'event',
      fact: 'probed',
      at,
      value: probe(answered(302, { location: text(), server: text(), bodyHead: text() })),
    },
    {
      kind: 'saw',
      fact: 'controller',
      at,
      value: {
        host: text(),
        waiting: 3,
        dropped: 1,
        total: { delivered: 0, dropped: 1 },
        trouble: { since: at, failedAt: at, failure: { kind: 'no-answer', fault: 'hung-up', reason: text() } },
      },
    },
    { kind: 'lost', fact: 'cgroup', at, reason: text() },
  ];
  const reader = createLogReader((event) =>
    observations.push({ kind: 'event', fact: 'logged', at, value: { origin: text(), event } }),
  );
  reader.write(log);
  reader.end();
  const tail = createOutputTail();
  tail.write('stdout', log, at);
  observations.push({ kind: 'saw', fact: 'tail', at, value: tail.lines() });
  observations.push({ kind: 'event', fact: 'app-exited', at: NOW - 2_000, value: { code: 1 } });
  return factsOf(observations.reduce(remember, newMemory(given, problems, at - 10_000)), NOW);
}

function hostileReport(seed: number): Report {
  const facts = hostileFacts(seed);
  const picture = { facts, judgement: diagnose(rules, facts, []) };
  const events = transitions(undefined, picture).map((change, index) => ({ seq: index + 1, at: NOW, change }));
  return { seq: 1, at: NOW, events, last: true, body: statusBody(picture), facts };
}

/** Every text of a value, names included. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)])
      : [];

function expectHarmless(text: string): void {
  expect(text).not.toMatch(OBEYED_ANYWHERE);
}

function expectHarmlessJson(json: string): void {
  expectHarmless(json);
  for (const text of textsIn(JSON.parse(json))) expectHarmless(text);
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

describe('whatever the app, its log, its files and the controller say, nothing that a terminal or a page obeys is in', () => {
  test('the answers of the API', () => {
    for (const seed of SEEDS) {
      const { body, events } = hostileReport(seed);
      expect(body.diagnoses.length).toBeGreaterThan(1);
      expectHarmlessJson(jsonAnswer(200, body).body);
      expectHarmlessJson(
        jsonAnswer(
          200,
          events.map((event) => eventBody(event, 'k3v9x2m7')),
        ).body,
      );
    }
  });

  test('the reports', () => {
    for (const seed of SEEDS) {
      const report = hostileReport(seed);
      const instance = report.body.instance;
      expectHarmlessJson(cloudEvent(queuedReport(report, 1, 'run'), { instance, series: 'series' }));
    }
  });

  test.each(['json', 'text'] as const)("the agent's own lines as %s", async (format) => {
    for (const seed of SEEDS) {
      const lines: string[] = [];
      const write = (line: string): number => lines.push(line);
      const logger = createLogger({ level: 'debug', format, write });
      await createLogSink(logger).deliver(hostileReport(seed), AbortSignal.timeout(10_000));
      const text = hostileTexts(seed)();
      logger.warn({ path: text, err: new Error(text) }, `it said ${text}`);
      expect(lines.length).toBeGreaterThan(2);
      for (const line of lines) (format === 'json' ? expectHarmlessJson : expectHarmless)(line);
    }
  });

  test('the status that check prints', () => {
    for (const seed of SEEDS) {
      const showing = { paint: paintFor(false, {}), width: 100, now: NOW, source: hostileTexts(seed)() };
      expectHarmless(statusText(hostileReport(seed).body, showing));
    }
  });

  test('the termination log', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'sidewatch-hostile-')), 'log');
    for (const seed of SEEDS) {
      writeFileSync(path, '');
      const { logger } = { logger: createLogger({ level: 'silent', format: 'json', write: () => undefined }) };
      await createTerminationLogSink(logger, path).deliver(hostileReport(seed), AbortSignal.timeout(10_000));
      expectHarmless(readFileSync(path, 'utf8'));
    }
  });
});

describe('nothing that a terminal obeys is printed back of', () => {
  const hostile = 'a\u001b]0;title\u0007\u001b[31m\u009b31m\u202eb\u2028c\r\u{e0041}';

  test.each([
    ['an unknown command', [hostile]],
    ['an unknown flag', ['run', `--${hostile}`, '--', 'true']],
    ['a command without --', ['run', hostile, hostile]],
    ['a wrong value', ['run', '--interval', hostile, '--', 'true']],
    ['a wrong name', ['run', '--instance', `${hostile}\u0007`, '--', 'true']],
    ['an unknown code', ['explain', hostile]],
    ['a file that cannot be read', ['analyze', `/nowhere/${hostile}`]],
    ['a token file that does not exist', ['check', '--token-file', `/nowhere/${hostile}`]],
  ])('%s', async (_what, args) => {
    const { stdout, stderr } = await cli(args);
    expect(stderr).not.toBe('');
    expectHarmless(stdout + stderr);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test.each(['text', 'json'])('a saved log that is analysed, as %s', async (format) => {
    const path = join(mkdtempSync(join(tmpdir(), 'sidewatch-hostile-')), 'app.log');
    writeFileSync(
      path,
      `Traceback (most recent call last):\n  File "/srv/${hostile}", line 2, in f\nValueError: ${hostile}\n[2026-11-21 08:54:09 +0000] [4] [INFO] Starting gunicorn 20.1.0\n[2026-11-21 08:54:09 +0000] [4] [ERROR] Reason: Worker failed to boot.\n`,
    );
    const { stdout, code } = await cli(['analyze', path, '--format', format]);
    expect(code).toBe(1);
    (format === 'json' ? expectHarmlessJson : expectHarmless)(stdout);
  });
});

test('a real app whose exception holds such marks is diagnosed by it, and its own output stays as it wrote it', async () => {
  const message = 'no\\u2028data\\u202ebase\\r\\u001b]0;title\\u0007';
  const program = `throw new Error("${message}")`;
  const { stderr, code } = await cli(['run', '--no-api', '--log-format', 'json', '--', 'node', '-e', program]);
  expect(code).toBe(1);
  const isOwn = (line: string): boolean => line.startsWith('{"level"');
  const [own, apps] = [stderr.split('\n').filter(isOwn), stderr.split('\n').filter((line) => !isOwn(line))];
  expect(apps.join('\n')).toContain('Error: no\u2028data\u202ebase\r\u001b]0;title\u0007');
  for (const line of own) expectHarmlessJson(line);
  expect(own.join('\n')).toContain('Error: no\ufffddata\ufffdbase\ufffd');
});

describe('what goes out is written in few places, which all neutralise', () => {
  const src = join(import.meta.dirname, '../src');
  const placesOf = (pattern: RegExp, folder: string): readonly string[] =>
    globSync(`${folder}/**/*.ts`, { cwd: src })
      .filter((file) => !file.endsWith('page-html.ts'))
      .filter((file) => pattern.test(readFileSync(join(src, file), 'utf8')))
      .sort();

  test('JSON', () => {
    // A hash, the spool's own records, marks that the agent made itself; the agent's answer as it came, escaped.
    const others = [
      'cli/check.ts',
      'sinks/api/http/etag.ts',
      'sinks/controller/queued-report.ts',
      'sinks/controller/spool/spool-text.ts',
    ];
    expect(placesOf(/JSON\.stringify/, '{cli,sinks}')).toEqual(others);
  });

  test('standard output and error', () => {
    const writers = ['cli/analyze.ts', 'cli/complain.ts', 'cli/print.ts'];
    expect(placesOf(/process\.std(?:out|err)\.write|console\./, '{.,cli,sinks,settings,sources}')).toEqual(writers);
  });
});
