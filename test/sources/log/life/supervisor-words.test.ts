import { describe, expect, test } from 'vitest';
import { parseLife } from '../../../../src/sources/log/life/parse-life.ts';
import { diagnosesOf } from '../../../support/replay.ts';

const codes = (...lines: readonly string[]) =>
  diagnosesOf(Buffer.from(`${lines.join('\n')}\n`)).map(({ code }) => code);

describe('the words of those who start several programs, or one again', () => {
  test.each([
    ['10:00:01 web.1  | exited with code 7', 'Foreman', 7],
    ['10:00:01 system | web.1 stopped (rc=1)', 'Honcho', 1],
    ['[web] node web.js exited with code 1', 'concurrently', 1],
    ['[css] tailwindcss --watch exited with code 127', 'concurrently', 127],
    ['For help, use /usr/bin/supervisord -h', 'supervisord', 2],
    ['2026-11-30T15:55:49: PM2 error: Script not found: /srv/shop.js', 'PM2', 1],
    ['[0] npm run start exited with code 2', 'concurrently', 2],
    ['error: Forever detected script exited with code: 1', 'forever', 1],
    ['[Finished running. Exit status: 101]', 'cargo watch', 101],
    ['[Command exited with 1]', 'watchexec', 1],
    ['Process Exit with Code: 2', 'Air', 2],
  ])('%s: it ended', (line, by, code) => {
    expect(parseLife(line)).toEqual({ kind: 'ended', by, code });
  });

  test.each([
    '[queue] job 7 exited with code 1',
    '[2026-11-21 10:00:00 +0000] [1] [ERROR] Worker (pid:7) exited with code 1',
    'a child exited with code 1',
    'the shell says [Command exited with 1]',
  ])('%s: nothing', (line) => {
    expect(parseLife(line)).toBeUndefined();
  });

  test('are no crash of a program that was asked to stop, or that somebody has started again since', () => {
    expect(
      codes('10:00:00 system | SIGTERM received, starting shutdown', '10:00:01 web.1  | exited with code 1'),
    ).toEqual([]);
    const round = ['error: Forever detected script exited with code: 1', 'error: Script restart attempt #1'];
    expect(codes(...round, 'listening on port 8080')).toEqual([]);
  });
});
