import { describe, expect, test } from 'vitest';
import { parseStamp, parseTime } from '../../../../src/sources/log/replay/parse-stamp.ts';
import { parseYaml } from '../../../../src/sources/log/replay/records/parse-yaml.ts';
import { codesOf, provenBy } from '../../../support/replay.ts';
import { logOf } from '../dialects/gunicorn-runs.ts';
import { exportsOf, newestFirst, type Written } from './exports.ts';

/** The lines of a log, each with the time of its stamp or of the one before it. */
function written(name: string): readonly Written[] {
  let at = Date.UTC(2026, 10, 21, 8);
  return logOf(name)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => {
      at = parseStamp(line) ?? at;
      return { line, at: new Date(at) };
    });
}

const loop = written('sync_boot_loop');
const raising = written('app_raises');
const healthy = written('bind_any_v4');

describe.each(Object.entries(exportsOf))('%s', (_name, exported) => {
  test('proves what the log itself proves', () => {
    expect(codesOf(Buffer.from(exported(loop)))).toEqual(['worker-boot-timeout']);
    expect(codesOf(Buffer.from(exported(raising)))).toEqual(['worker-boot-failed']);
    expect(codesOf(Buffer.from(exported(healthy)))).toEqual([]);
  });

  test('proves the same in chunks that end anywhere, and longer than what is looked at first', () => {
    const long = Array.from({ length: 60 }, () => healthy).flat();
    const log = Buffer.from(exported([...long, ...raising]));
    expect(provenBy(log, 97).map((text) => text.replace(/^.*: /, ''))).toEqual(['worker-boot-failed']);
  });
});

describe.each(newestFirst)('%s, the newest first', (name) => {
  test('proves the same', () => {
    const reversed = (log: readonly Written[]): Buffer => Buffer.from(exportsOf[name]?.(log.toReversed()) ?? '');
    expect(codesOf(reversed(loop))).toEqual(['worker-boot-timeout']);
    expect(codesOf(reversed(raising))).toEqual(['worker-boot-failed']);
  });
});

describe.each([
  'Google, a JSON array',
  'Google, JSON lines',
  'Google, YAML',
  'Google, CSV',
  'CloudWatch, get-log-events',
  'CloudWatch, Insights as CSV',
  'Datadog, CSV',
  'Railway, records',
  'Azure, Log Analytics as CSV',
])('%s, a traceback in one record', (name) => {
  const whole = raising.flatMap(({ line, at }, i) => {
    const below = raising.slice(i + 1).findIndex((next) => parseStamp(next.line) !== undefined);
    const trace = raising.slice(i + 1, below === -1 ? undefined : i + 1 + below).map((next) => next.line);
    return parseStamp(line) === undefined ? [] : [{ line: [line, ...trace].join('\n'), at }];
  });

  test('proves the same, whichever line comes first', () => {
    const exported = (log: readonly Written[]): Buffer => Buffer.from(exportsOf[name]?.(log) ?? '');
    const apart = whole.map((each, i) => ({ ...each, at: new Date(each.at.getTime() + i) }));
    expect(whole.length).toBeLessThan(raising.length / 2);
    expect(codesOf(exported(apart))).toEqual(['worker-boot-failed']);
    expect(codesOf(exported(apart.toReversed()))).toEqual(['worker-boot-failed']);
  });
});

describe('a YAML text', () => {
  test.each([
    ["textPayload: 'it''s: here'", "it's: here"],
    ['textPayload: "a\\tb \\\\ \\x41\\u00e9"', 'a\tb \\ Aé'],
    ["textPayload: 'folded\n  over lines\n\n  and on'", 'folded over lines\nand on'],
    ['textPayload: plain\n  and folded', 'plain and folded'],
    ['textPayload: |-\n  a: 1\n\n    b\n  - c', 'a: 1\n\n  b\n- c'],
    ['textPayload: >-\n  a\n  b', 'a b'],
    ['list:\n- a: 1\n  textPayload: no\ntextPayload: yes', 'yes'],
  ])('%j', (text, value) => {
    expect(parseYaml(text.split('\n'))['textPayload']).toBe(value);
  });

  test('has members below members, and never throws', () => {
    expect(parseYaml('a:\n  b:\n    c/d.e: x\n  f: y\ng: z'.split('\n'))).toEqual({
      a: { b: { 'c/d.e': 'x' }, f: 'y' },
      g: 'z',
    });
    const deep = Array.from({ length: 5_000 }, (_, i) => `${' '.repeat(i)}a:`);
    expect(() => parseYaml(deep)).not.toThrow();
    expect(() => parseYaml(['"', ': :', '- - -', '\t', 'a: |', 'a: "', ':'])).not.toThrow();
  });
});

describe('a text that only looks like an export is read as its lines:', () => {
  const crash = logOf('app_raises').toString();
  test.each([
    ['a table without a time', `name,message\n${crash}`],
    ['a table whose time is none', `date,message\nsoon,"hello"\n${crash}`],
    ['a list of its own', `[{"name":"a"},{"name":"b"}]\n${crash}`],
    ['a settings file that it prints', `{\n  "port": 8000,\n  "logs": [{"level":"info"}]\n}\n${crash}`],
    ['a YAML file that it prints', `---\nname: orders\nversion: 1\n${crash}`],
    ['a first line that begins with a bracket', `[{ not json\n${crash}`],
    ['one brace', `{\n${crash}`],
  ])('%s', (_what, log) => {
    expect(codesOf(Buffer.from(log))).toEqual(['worker-boot-failed']);
  });

  test("an app's own JSON lines stay what they are", () => {
    const lines = [
      { level: 'info', timestamp: '2026-11-21T08:54:09Z', message: 'ready', pid: 7 },
      { level: 'error', timestamp: '2026-11-21T08:54:10Z', message: 'payment refused', pid: 7, error: 'KeyError: 1' },
    ];
    expect(codesOf(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))).toEqual([]);
  });
});

describe('lines that a console broke', () => {
  const broken = (log: readonly Written[], width: number): Buffer =>
    Buffer.from(
      log
        .flatMap(({ line, at }) => {
          const whole = `${at.toISOString()} app[web.1]: ${line}`;
          return whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        })
        .join('\n'),
    );

  test.each([80, 120])('at %i columns are joined again', (width) => {
    expect(codesOf(broken(loop, width))).toEqual(['worker-boot-timeout']);
    expect(codesOf(broken(raising, width))).toEqual(['worker-boot-failed']);
  });

  test('are none where a program is started again and again, and writes the same two lines each time', () => {
    const round = (minute: number) =>
      `2026-11-21T08:5${minute}:09.675226Z ERROR searchlight: error=Permission denied (os error 13)\nError: Permission denied (os error 13)\n`;
    expect(codesOf(Buffer.from([1, 2, 3, 4].map(round).join('')))).toEqual(['exited-early']);
  });

  test('are joined where the console dropped the blank at its edge', () => {
    const trimmed = broken(loop, 80).toString().replaceAll(/ +$/gm, '');
    expect(codesOf(Buffer.from(trimmed))).toEqual(['worker-boot-timeout']);
  });
});

describe('parseTime', () => {
  const AT = Date.UTC(2026, 10, 21, 8, 54, 9);
  test.each([
    [AT, AT],
    [AT / 1_000, AT],
    [AT * 1_000, AT],
    [AT * 1_000_000, AT],
    [`${AT}000000`, AT],
    ['2026-11-21T08:54:09Z', AT],
    ['2026-11-21 08:54:09.000', AT],
    ['11/21/2026, 8:54:09.000 AM', AT],
    ['11/21/2026, 8:54:09 PM', AT + 12 * 3_600_000],
    ['11/21/2026 12:54:09 AM', AT - 8 * 3_600_000],
    ['Nov 21, 2026 @ 08:54:09.000', AT],
    ['Now 21, 2026 @ 08:54:09.000', undefined],
    ['soon', undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    ['12', undefined],
    [{}, undefined],
  ])('%j', (text, at) => {
    expect(parseTime(text)).toBe(at);
  });
});
