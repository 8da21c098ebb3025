// needs: python3 time
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { logOf } from '../sources/log/dialects/gunicorn-runs.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const terminal = join(import.meta.dirname, '../launcher/terminal.py');
const directory = mkdtempSync(join(tmpdir(), 'sidewatch-analyze-'));
const loop = logOf('sync_boot_loop');
const raising = logOf('app_raises');

function file(name: string, bytes: Buffer | string): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

function analyze(args: readonly string[], input: Buffer | string = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'analyze', ...args], { input });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const codesOf = (stdout: string): readonly string[] =>
  JSON.parse(stdout).diagnoses.map(({ file: path, code }: Record<string, string>) => (path ? `${path} ${code}` : code));

describe('several files are judged apart', () => {
  const broken = file('broken.log', loop);
  const packed = file('raising.log.gz', gzipSync(raising));
  const healthy = file('healthy.log', logOf('bind_any_v4'));

  test('each under its name', () => {
    const { status, stdout } = analyze([broken, healthy, packed]);
    expect(status).toBe(1);
    const headings = stdout
      .split('\n')
      .filter((line, i, all) => line.startsWith('==>') || all[i - 1]?.startsWith('==>'));
    expect(headings).toEqual([
      `==> ${broken} <==`,
      'worker-boot-timeout (error, certain)',
      `==> ${healthy} <==`,
      'The log proves no diagnosis.',
      `==> ${packed} <==`,
      'worker-boot-failed (error, certain)',
    ]);
  });

  test('as JSON each diagnosis names its file', () => {
    const { stdout } = analyze([broken, '-', healthy, '--format', 'json'], raising);
    expect(codesOf(stdout)).toEqual([`${broken} worker-boot-timeout`, '- worker-boot-failed']);
  });

  test('one that cannot be read does not keep the others from it', () => {
    const { status, stdout, stderr } = analyze([join(directory, 'nowhere.log'), broken, '--format', 'json']);
    expect({ status, codes: codesOf(stdout) }).toEqual({ status: 66, codes: [`${broken} worker-boot-timeout`] });
    expect(stderr).toMatch(/^sidewatch: cannot read .*nowhere\.log: no such file or directory\n$/);
  });

  test('also where its name begins with a dash, behind --', () => {
    const dashed = file('-x.log', loop);
    const run = spawnSync(process.execPath, [main, 'analyze', '--format', 'json', '--', '-x.log', healthy], {
      cwd: directory,
      encoding: 'utf8',
    });
    expect({ status: run.status, codes: codesOf(run.stdout) }).toEqual({
      status: 1,
      codes: [`${dashed.slice(directory.length + 1)} worker-boot-timeout`],
    });
  });

  test('a directory is none, also as stdin', () => {
    const { status, stderr } = spawnSync(process.execPath, [main, 'analyze'], {
      stdio: [openSync(directory, 'r'), 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 66, stderr: 'sidewatch: cannot read stdin: it is a directory\n' });
    expect(analyze([directory])).toMatchObject({
      status: 66,
      stderr: `sidewatch: cannot read ${directory}: it is a directory\n`,
    });
  });

  test('0 where none of them proves anything', () => {
    expect(analyze([healthy, healthy]).status).toBe(0);
  });

  test('one that is empty is unreadable, also as stdin: no log is no sign of health', () => {
    const empty = file('empty.log', '');
    const isEmpty = (name: string) => ({
      status: 66,
      stdout: '',
      stderr: `sidewatch: cannot read ${name}: it is empty\n`,
    });
    expect(analyze([empty])).toEqual(isEmpty(empty));
    expect(analyze([])).toEqual(isEmpty('stdin'));
    expect(analyze([], ' \r\n\t\n')).toEqual({
      ...isEmpty('stdin'),
      stderr: 'sidewatch: cannot read stdin: it holds only blank lines\n',
    });
    expect(analyze([file('empty.gz', gzipSync(''))]).status).toBe(66);
    expect(analyze([healthy, empty])).toMatchObject({ status: 66, stdout: expect.stringContaining(healthy) });
  });
});

describe('a file is read as what it is, whatever its name says', () => {
  test.each([
    ['gzip', 'a.log', gzipSync(loop)],
    ['zstd', 'a.txt', zstdCompressSync(loop)],
    ['two members of gzip', 'b.gz', Buffer.concat([gzipSync(loop.subarray(0, 300)), gzipSync(loop.subarray(300))])],
    ['plain text', 'c.gz', loop],
    ['UTF-16', 'd.log', Buffer.from(`\ufeff${loop.toString()}`, 'utf16le')],
    ['UTF-8 with a byte order mark', 'e.log', Buffer.from(`\ufeff${loop.toString()}`)],
  ])('%s', (_what, name, bytes) => {
    const json = ['--format', 'json'];
    expect(codesOf(analyze([file(name, bytes), ...json]).stdout)).toEqual(['worker-boot-timeout']);
    expect(codesOf(analyze(json, bytes).stdout)).toEqual(['worker-boot-timeout']);
  });

  test.each([
    ['gzip', gzipSync(Buffer.concat([loop, Buffer.alloc(300_000, 'padding\n')]))],
    ['zstd', zstdCompressSync(Buffer.concat([loop, Buffer.from(noise())]))],
  ])('%s that was cut off is judged as far as it goes, and says so', (_what, packed) => {
    const { status, stdout, stderr } = analyze(['--format', 'json'], packed.subarray(0, packed.length - 9));
    expect({ status, codes: codesOf(stdout) }).toEqual({ status: 1, codes: ['worker-boot-timeout'] });
    expect(stderr).toBe('sidewatch: stdin: the compressed data is truncated: only the part before that is judged\n');
  });

  test('a bomb is judged up to its limit, which is named', () => {
    const part = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const bomb = file('bomb.gz', Buffer.concat([gzipSync(loop), ...Array.from({ length: 8 }, () => part)]));
    const { status, stderr } = analyze([bomb]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^sidewatch: .*bomb\.gz: it unpacks to far more than a log would: only the first 256 MB are judged\n$/,
    );
  });

  test.each([
    [
      'xz',
      Buffer.from('fd377a585a000004', 'hex'),
      /it is xz-compressed data, not text; try: xz -dc '.*an x\.log' \| sidewatch analyze\n$/,
    ],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /it is a PNG image, not text\n$/],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 251)),
      /it is binary data, not text\n$/,
    ],
  ])('%s is refused in one sentence', (_what, bytes, words) => {
    const { status, stdout, stderr } = analyze([file('an x.log', bytes)]);
    expect({ status, stdout, lines: stderr.split('\n').length }).toEqual({ status: 66, stdout: '', lines: 2 });
    expect(stderr).toMatch(words);
  });
});

describe('on a terminal', () => {
  const onTerminal = (steps: readonly string[], command: readonly string[]): string =>
    spawnSync('python3', [terminal, ...steps, '--', ...command]).stdout.toString();

  test('without a file it says that it reads what is typed, and how to end that', () => {
    const seen = onTerminal(['end it=>hello\\r\\x04'], [process.execPath, main, 'analyze']);
    expect(seen).toContain('sidewatch: reading the log from stdin; end it with Ctrl-D at the start of a line');
    expect(seen).toContain('The log proves no diagnosis.');
  });

  test('a file that takes more than a second shows how far it is, and cleans up', () => {
    const script = `mkfifo slow; (echo one; sleep 1.5; echo two; sleep 0.5; echo three) > slow & "${process.execPath}" "${main}" analyze slow`;
    const seen = onTerminal([], ['sh', '-c', `cd ${directory} && ${script}`]);
    expect(seen.replaceAll('\r\u001b[K', '<clear>')).toMatch(
      /^(?:<clear>sidewatch: slow: \d+ bytes read)+<clear>The log proves no diagnosis\.\r\nAddresses and responses are not judged from a log\. Use `run` or `attach` for these\.\r\n$/,
    );
  });
});

/** Lines that pack badly, always the same. */
function noise(): string {
  let state = 1;
  return Array.from({ length: 20_000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state.toString(36);
  }).join('\n');
}
