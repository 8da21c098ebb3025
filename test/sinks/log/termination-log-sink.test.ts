import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTerminationLogSink } from '../../../src/sinks/log/termination-log-sink.ts';
import { facts, health } from '../../support/builders.ts';
import { scratch } from '../../support/scratch.ts';
import { diagnosis, memoryLogger, report } from '../reports.ts';

const failed = facts({ health: health({ status: 'failed' }) });
const { signal } = new AbortController();

function sinkAt(path: string) {
  const { logger, lines } = memoryLogger();
  return { sink: createTerminationLogSink(logger, path), lines };
}

describe('the termination log', () => {
  test('has the primary diagnosis of an app that has failed, with its fixes', async () => {
    const path = join(scratch('termination'), 'termination-log');
    writeFileSync(path, 'what was there before, and was longer than the diagnosis '.repeat(10));
    const { sink } = sinkAt(path);
    await sink.deliver(report({ facts: failed, diagnoses: [diagnosis()] }), signal);
    expect(readFileSync(path, 'utf8')).toBe(
      [
        'bound-to-loopback: gunicorn listens on 127.0.0.1:8000, where only the container itself can reach it',
        'Fix: Start it with --bind 0.0.0.0:8000',
        'Fix: Or set GUNICORN_CMD_ARGS',
        '',
      ].join('\n'),
    );
  });

  test('has it also when the agent ends before the app has failed', async () => {
    const path = join(scratch('termination'), 'termination-log');
    writeFileSync(path, '');
    const { sink } = sinkAt(path);
    await sink.deliver(report({ diagnoses: [diagnosis()] }), signal);
    expect(readFileSync(path, 'utf8')).toBe('');
    await sink.deliver(report({ diagnoses: [diagnosis()], last: true }), signal);
    expect(readFileSync(path, 'utf8')).toMatch(/^bound-to-loopback: /);
  });

  test('is empty again when the app has recovered', async () => {
    const path = join(scratch('termination'), 'termination-log');
    writeFileSync(path, '');
    const { sink } = sinkAt(path);
    await sink.deliver(report({ facts: failed, diagnoses: [diagnosis()] }), signal);
    await sink.deliver(report(), signal);
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  test('takes no more than 4096 bytes, and no part of a character', async () => {
    const path = join(scratch('termination'), 'termination-log');
    writeFileSync(path, '');
    const { sink } = sinkAt(path);
    await sink.deliver(report({ facts: failed, diagnoses: [diagnosis({ summary: 'ü'.repeat(4_000) })] }), signal);
    const text = readFileSync(path, 'utf8');
    expect(Buffer.byteLength(text)).toBeGreaterThan(4_090);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(text).toMatch(/ü$/);
  });

  test('is never made, and its absence is no trouble', async () => {
    const path = join(scratch('termination'), 'termination-log');
    const { sink, lines } = sinkAt(path);
    await sink.deliver(report({ facts: failed, diagnoses: [diagnosis()] }), signal);
    expect(() => readFileSync(path)).toThrow('ENOENT');
    expect(lines).toEqual([]);
  });

  test('that cannot be written is told of once', async () => {
    const path = join(scratch('termination'), 'termination-log');
    mkdirSync(path);
    const { sink, lines } = sinkAt(path);
    await sink.deliver(report({ facts: failed, diagnoses: [diagnosis()] }), signal);
    await sink.deliver(report({ facts: failed, diagnoses: [diagnosis({ summary: 'another' })] }), signal);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'the diagnosis cannot be written to the termination log'],
    ]);
  });
});
