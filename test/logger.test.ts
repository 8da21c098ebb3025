import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from '../src/logger.ts';
import { paintFor } from '../src/terminal/paint.ts';

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

  test('puts level, code, what is wrong and the fix on one line that starts with sidewatch', () => {
    const evidence = [{ source: 'log', observed: 'WORKER TIMEOUT (pid:8)', expected: 'a booted worker' }];
    const fields = { code: 'worker-boot-timeout', severity: 'error', primary: true, evidence, remedy: ['--preload'] };
    expect(text((logger) => logger.error(fields, 'Gunicorn kills its workers. Fix: --preload.'))).toEqual([
      'sidewatch error  worker-boot-timeout  Gunicorn kills its workers. Fix: --preload.',
    ]);
  });

  test('gives a diagnosis 300 characters at most', () => {
    const fields = { code: 'worker-request-timeout', severity: 'error' };
    expect(text((logger) => logger.error(fields, 'word '.repeat(100)))[0]?.length).toBeLessThanOrEqual(300);
  });

  test('flattens lines and removes what a terminal would obey', () => {
    const hostile = 'one\r\ntwo\u001b[31mred\u001b[0m\u0007\u2028three\u202e';
    expect(text((logger) => logger.info({ path: 'a\nb' }, hostile))).toEqual([
      'sidewatch info   one twored three  path=a b',
    ]);
  });

  test('shows other fields briefly, and an error by its message', () => {
    const [line] = text((logger) => logger.warn({ err: new Error('boom'), count: 2, long: 'x'.repeat(900) }, 'm'));
    expect(line).toBe(`sidewatch warn   m  err=boom count=2 long=${'x'.repeat(199)}…`);
  });

  test('bounds a line however long the message is', () => {
    expect(text((logger) => logger.info('x'.repeat(100_000)))[0]?.length).toBeLessThanOrEqual(4_000);
  });

  test('survives fields that are of no known form', () => {
    const odd = { evidence: [null, 3], code: 7, severity: [], summary: 1, remedy: 'no' };
    expect(text((logger) => logger.info(odd, 'm'))).toEqual(['sidewatch info   m']);
    expect(onTerminal(80, (logger) => logger.info(odd, 'm'))).toEqual(['sidewatch info   7: m']);
  });
});

const plain = paintFor(false, {});

const onTerminal = (width: number, write: (logger: ReturnType<typeof createLogger>) => void, paint = plain) => {
  const { logger, lines } = written({ format: 'text', terminal: { paint, width: () => width } });
  write(logger);
  return lines.flatMap((line) => line.split('\n'));
};

describe('the log on a terminal', () => {
  const fault = {
    code: 'bound-to-loopback',
    severity: 'error',
    primary: true,
    summary: 'The app listens only on 127.0.0.1:8000, so nothing outside this container can reach it.',
    remedy: ['Start Gunicorn with `--bind 0.0.0.0:8000`.', 'Or use a front server.'],
    evidence: [
      {
        source: '/proc/net/tcp',
        observed: `127.0.0.1:8000 (pid 7, gunicorn ${'--log-level=debug '.repeat(20)}app:app)`,
        expected: '0.0.0.0:8000',
      },
      { source: 'settings', observed: 'the port of the endpoint is 8000' },
    ],
  };
  const show = (width: number, paint = plain) => onTerminal(width, (logger) => logger.error(fault, 'short'), paint);

  test('has three rows for a diagnosis: what is wrong, the fix, and what was seen', () => {
    expect(show(400)).toEqual([
      'sidewatch error  bound-to-loopback: The app listens only on 127.0.0.1:8000, so nothing outside this container can reach it.',
      'sidewatch fix    Start Gunicorn with `--bind 0.0.0.0:8000`.',
      expect.stringMatching(
        /^sidewatch seen {3}\/proc\/net\/tcp: 127\.0\.0\.1:8000 \(pid 7, gunicorn .*… .*app:app\) \(expected 0\.0\.0\.0:8000\); settings: the port/,
      ),
    ]);
  });

  test.each([25, 33, 40, 72, 80, 133])(
    'ends every row at the width of the terminal, %i, and begins it with sidewatch',
    (width) => {
      const rows = show(width);
      expect(rows.filter((row) => row.length > width || !row.startsWith('sidewatch '))).toEqual([]);
      expect(rows.map((row) => row.slice(17)).join('')).toMatch(/\(expected ?0\.0\.0\.0:8000\)/);
    },
  );

  test('has colors behind the bytes sidewatch alone, and says the same without them', () => {
    const rows = show(80, paintFor(true, {}));
    expect(rows[0]?.startsWith('sidewatch \u001b[31merror\u001b[0m  bound-to-loopback')).toBe(true);
    expect(rows.map(stripVTControlCharacters)).toEqual(show(80));
  });

  test('shows any other line as one row', () => {
    expect(onTerminal(80, (logger) => logger.warn({ signal: 'SIGHUP' }, 'a signal came'))).toEqual([
      'sidewatch warn   a signal came  signal=SIGHUP',
    ]);
  });
});
