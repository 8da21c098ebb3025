import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { opens, readText, tokenIn } from '../../src/settings/file-values.ts';
import { scratch } from '../support/scratch.ts';

const folder = scratch('file-values');
const fifo = (name: string): string => {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
};

describe('the file that a setting names', () => {
  test('is read whole, to 1 MiB', () => {
    const path = join(folder, 'large');
    for (const size of [0, 1, 4_095, 4_096, 4_097, 1_048_576]) {
      writeFileSync(path, 'x'.repeat(size));
      expect(readText(path)).toHaveLength(size);
    }
    writeFileSync(path, 'x'.repeat(1_048_577));
    expect(() => readText(path)).toThrow('larger than 1 MiB');
  });

  test('may be a device without an end, which keeps nobody waiting', () => {
    expect(opens('/dev/zero')).toBe(true);
    expect(tokenIn('/dev/zero')).toBeUndefined();
    expect(tokenIn('/dev/null')).toBeUndefined();
  });

  test('may be a pipe: one that nobody writes to, or that its writer never closes, keeps nobody waiting', () => {
    const silent = fifo('silent');
    expect([opens(silent), tokenIn(silent)]).toEqual([true, undefined]);
    const slow = fifo('slow');
    const writer = spawn('sh', ['-c', `exec 3<>${slow}; echo open; sleep 0.2; echo secret >&3; exec sleep 60`]);
    onTestFinished(() => void writer.kill('SIGKILL'));
    return new Promise<void>((resolve, reject) => {
      // The writer never closes it: what is there after a second is taken for nothing, and nobody waits longer.
      writer.stdout.once('data', () => {
        try {
          expect(tokenIn(slow)).toBeUndefined();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  });

  test('is no directory, and nothing below a file', () => {
    mkdirSync(join(folder, 'directory'));
    writeFileSync(join(folder, 'file'), 'abc');
    expect(['directory', 'file', 'none', 'file/below'].map((name) => opens(join(folder, name)))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('may be what a shell makes of <(command)', () => {
    const url = new URL('../../src/settings/file-values.ts', import.meta.url);
    const script = `import('${url}').then(({ tokenIn }) => console.log(tokenIn(process.argv[1])))`;
    const line = `'${process.execPath}' -e "${script}" <(sleep 0.2; echo secret)`;
    expect(execFileSync('bash', ['-c', line], { encoding: 'utf8' })).toBe('secret\n');
  });
});
