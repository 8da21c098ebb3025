import { describe, expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from '../src/logger.ts';

function written(change: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json', write: (line) => lines.push(line), ...change });
  return { logger, lines };
}

describe('the json log', () => {
  test('is one object a line with name, level word, RFC 3339 time and message, and says nothing of host and pid', () => {
    const { logger, lines } = written();
    logger.warn({ source: 'procfs' }, 'fact lost');
    const [line = ''] = lines;
    const { time, ...rest } = JSON.parse(line);
    expect(line).not.toContain('\n');
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(rest).toEqual({ name: 'sidewatch', level: 'warn', source: 'procfs', msg: 'fact lost' });
  });

  test('keeps hostile text inside its string', () => {
    const { logger, lines } = written();
    logger.info({ tail: 'a\n{"level":"error"}\u0000\ud800' }, 'x\ny');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '').msg).toBe('x\ny');
  });

  test('tells an error with its message and stack under err', () => {
    const { logger, lines } = written();
    logger.error({ err: new Error('boom') }, 'sink failed');
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ type: 'Error', message: 'boom' });
  });

  test('leaves out what is below its level', () => {
    const { logger, lines } = written({ level: 'warn' });
    logger.info('too quiet');
    expect(lines).toEqual([]);
  });
});

describe('the text log', () => {
  const text = (write: (logger: ReturnType<typeof createLogger>) => void): readonly string[] => {
    const { logger, lines } = written({ format: 'text' });
    write(logger);
    return lines;
  };

  test('puts level, code, message and evidence on one line that starts with sidewatch', () => {
    const evidence = [{ source: 'log', observed: 'WORKER TIMEOUT (pid:8)', expected: 'a booted worker' }];
    const fields = { code: 'worker-boot-timeout', severity: 'error', primary: true, evidence, remedy: ['--preload'] };
    expect(text((logger) => logger.error(fields, 'Gunicorn kills its workers. Fix: --preload.'))).toEqual([
      'sidewatch error  worker-boot-timeout  Gunicorn kills its workers. Fix: --preload.  [log: WORKER TIMEOUT (pid:8) (expected a booted worker)]',
    ]);
  });

  test('flattens lines and removes what a terminal would obey', () => {
    const hostile = 'one\r\ntwo\u001b[31mred\u001b[0m\u0007\u2028three\u202e';
    expect(text((logger) => logger.info({ path: 'a\nb' }, hostile))).toEqual([
      'sidewatch info   one twored three  path=a b',
    ]);
  });

  test('shows other fields briefly, an error by its message, and at most three pieces of evidence', () => {
    const evidence = [1, 2, 3, 4].map((n) => ({ source: 'probe', observed: `${n}` }));
    const [line] = text((logger) =>
      logger.warn({ err: new Error('boom'), count: 2, evidence, long: 'x'.repeat(900) }, 'm'),
    );
    expect(line).toBe(
      `sidewatch warn   m  err=boom count=2 long=${'x'.repeat(199)}…  [probe: 1; probe: 2; probe: 3; 1 more]`,
    );
  });

  test('bounds a line however long the message is', () => {
    expect(text((logger) => logger.info('x'.repeat(100_000)))[0]?.length).toBeLessThanOrEqual(4_000);
  });

  test('survives evidence that is none', () => {
    expect(text((logger) => logger.info({ evidence: [null, 3], code: 7 }, 'm'))).toEqual(['sidewatch info   m  []']);
  });
});
