import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../../src/main.ts');

test('output that nobody reads keeps an agent that is its parent no longer than the exit grace', async () => {
  // Two pipes hold 128 KiB: the app has written and ended, and the agent cannot write what it read.
  const app = `sh -c 'head -c 120000 /dev/zero; exit 3'`;
  const agent = `"${process.execPath}" "${main}" run --no-api --exit-grace 1 -- ${app}`;
  const shell = spawn('sh', ['-c', `{ ${agent}; echo $? >&3; } 2>&4 | sleep 60`], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  let log = '';
  shell.stdio[4]?.on('data', (text: Buffer) => {
    log += text;
  });
  try {
    const code = await new Promise<string>((resolve) => {
      shell.stdio[3]?.once('data', (text: Buffer) => resolve(String(text).trim()));
      shell.once('exit', () => resolve('the reader was waited for'));
    });
    expect(code).toBe('3');
    expect(log).toContain('output was lost');
  } finally {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  }
}, 50_000);
