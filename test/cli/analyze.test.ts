// needs: time
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logOf } from '../sources/log/dialects/gunicorn-runs.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const fixture = (name: string): string => join(import.meta.dirname, '../fixtures/gunicorn', `${name}.log`);

function analyze(args: readonly string[], input?: Buffer) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'analyze', ...args], { input: input ?? '' });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

describe('sidewatch analyze', () => {
  test('prints the diagnoses of a file as the API has them', () => {
    const { status, stdout } = analyze([fixture('sync_boot_loop'), '--format', 'json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      diagnoses: [
        {
          code: 'worker-boot-timeout',
          title: expect.any(String),
          severity: 'error',
          confidence: 'certain',
          summary: expect.stringContaining('timeout of 2 s'),
          evidence: expect.any(Array),
          remedy: expect.arrayContaining([expect.stringContaining('--preload')]),
          since: '2026-11-21T08:54:20.000Z',
          until: null,
          primary: true,
          causedBy: null,
        },
      ],
    });
  });

  test('reads stdin without a file, and prints text for people', () => {
    const { status, stdout } = analyze([], logOf('app_raises'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^worker-boot-failed \(error, certain\)\n {2}Gunicorn's workers fail to boot: KeyError/);
  });

  test('prints what docs/commands.md shows', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/commands.md'), 'utf8');
    const shown = /^\$ kubectl logs .* \| sidewatch analyze\n([^`]*(?:`[^`]+`[^`]*)*?)```$/m.exec(page)?.[1];
    expect(analyze([], logOf('app_raises')).stdout).toBe(shown);
  });

  test('ends with 0 when the log proves nothing', () => {
    const ready = Buffer.from('listening on 0.0.0.0:8000\n');
    expect(analyze(['--format', 'json'], ready)).toEqual({
      status: 0,
      stdout: '{\n  "diagnoses": []\n}\n',
      stderr: '',
    });
    expect(analyze([fixture('bind_any_v4')]).status).toBe(0);
  });

  test.each([['/nowhere.log'], ['/']])('ends with 66 for %s, which cannot be read', (file) => {
    const { status, stdout, stderr } = analyze([file]);
    expect({ status, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      status: 66,
      stdout: '',
      lines: 1,
    });
  });

  test.each([[['--format', 'xml']], [['a', '--format', 'text', '--format', 'json']], [['--since', '1']]])(
    'ends with 64 for %j',
    (args) => {
      expect(analyze(args).status).toBe(64);
    },
  );

  test('names the container where the log is of several', () => {
    const of = (name: string, log: string): string =>
      execFileSync('sed', [`s/^/${name}  | /`], { input: logOf(log) }).toString();
    const { stdout } = analyze(
      ['--format', 'json'],
      Buffer.from(of('web-1', 'sync_boot_loop') + of('api-1', 'app_raises')),
    );
    const { diagnoses } = JSON.parse(stdout);
    expect(diagnoses.map(({ source, code }: Record<string, string>) => `${source} ${code}`).sort()).toEqual([
      'api-1 worker-boot-failed',
      'web-1 worker-boot-timeout',
    ]);
  });
});
