import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../../src/core/facts/log-event.ts';
import { readableLine } from '../../../../src/core/redaction/neutralise.ts';
import { dependencyFailures } from '../../../../src/sources/log/dependencies/parse-dependency.ts';
import { dialects } from '../../../../src/sources/log/dialects/dialects.ts';
import { bindErrors } from '../../../../src/sources/log/dialects/parse-bind-error.ts';
import { createLineParser } from '../../../../src/sources/log/read/line-parser.ts';
import { createLogReader } from '../../../../src/sources/log/read/log-reader.ts';
import { createReplay } from '../../../../src/sources/log/replay/replay.ts';
import { settings } from '../../../support/builders.ts';
import { holdsNeedle } from '../../../support/needles.ts';
import { SAVED_AT } from '../../../support/replay.ts';

const folder = join(import.meta.dirname, '../../../fixtures');
const files = globSync('**/*.log', { cwd: folder })
  .sort()
  .map((name) => readFileSync(join(folder, name), 'utf8').split(/\r?\n/));

const noise = [
  '10.0.0.7 - - [21/Nov/2026:08:54:09 +0000] "GET /items/7 HTTP/1.1" 200 512',
  '2026-11-21 08:54:09,123 INFO app.orders: order 7 was paid',
  '{"level":"info","time":"2026-11-21T08:54:09.123Z","msg":"job 7 finished"}',
  '[request-7] ok',
  '',
  '   ',
  '  an indented line, grün und \u{1f600}',
];

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const LINES = 600;

/** Stretches of the fixtures, with lines in between that say nothing. */
function mix(random: () => number): readonly string[] {
  const some = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const lines: string[] = [];
  while (lines.length < LINES) {
    const file = some(files) ?? [];
    const from = Math.floor(random() * file.length);
    lines.push(...file.slice(from, from + Math.ceil(random() * 30)));
    for (let left = random() * 40; left > 0; left -= 1) lines.push(some(noise) ?? '');
  }
  return lines;
}

function* chunksOf(bytes: Buffer, random: () => number): Iterable<Buffer> {
  const most = random() < 0.5 ? 200 : 20_000;
  for (let from = 0; from < bytes.length; ) {
    const to = from + 1 + Math.floor(random() * most);
    yield bytes.subarray(from, to);
    from = to;
  }
}

function eventsInChunks(lines: readonly string[], random: () => number): readonly LogEvent[] {
  const events: LogEvent[] = [];
  const reader = createLogReader((event) => events.push(event));
  for (const chunk of chunksOf(Buffer.from(lines.join('\n')), random)) reader.write(chunk);
  reader.end();
  return events;
}

function eventsByLine(lines: readonly string[]): readonly LogEvent[] {
  const parser = createLineParser();
  return [...lines.flatMap((line) => parser.push(line)), ...parser.flush()];
}

const seeds = Array.from({ length: 12 }, (_, seed) => seed);

describe('lines of many logs, in chunks that end anywhere', () => {
  test.each(seeds)('say the same as each of them parsed, mix %i', (seed) => {
    const random = createRandom(seed);
    const lines = mix(random);
    const events = eventsByLine(lines);
    expect(events.length).toBeGreaterThan(5);
    expect(eventsInChunks(lines, random)).toEqual(events);
  });

  test.each(seeds)('leave behind the same as line by line, mix %i', (seed) => {
    const random = createRandom(seed);
    const bytes = Buffer.from(mix(random).join('\n'));
    const whole = factsOf([bytes]);
    expect(factsOf(chunksOf(bytes, random))).toEqual(whole);
    expect(factsOf(linesOf(bytes))).toEqual(whole);
  });
});

function factsOf(chunks: Iterable<Buffer>) {
  const replay = createReplay(settings(), SAVED_AT);
  for (const chunk of chunks) replay.write(chunk);
  return replay.end();
}

const linesOf = (bytes: Buffer): readonly Buffer[] =>
  bytes
    .toString('latin1')
    .split(/(?<=\n)/)
    .map((line) => Buffer.from(line, 'latin1'));

test('no reader understands a line in which no needle was found', () => {
  const readers = [...dialects, bindErrors, dependencyFailures];
  const silent = new Set(files.flat().filter((line) => line !== '' && !holdsNeedle(line)));
  const understood = [...silent].filter((line) =>
    readers.some((reader) => reader.parse(readableLine(line)) !== undefined),
  );
  expect(silent.size).toBeGreaterThan(500);
  expect(understood).toEqual([]);
});
