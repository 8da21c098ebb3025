import { spawn } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { scratch } from '../support/scratch.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

test('sidewatch attach leaves the directory that it was started in, and relative paths keep their meaning', async () => {
  const directory = scratch('attach-directory');
  writeFileSync(join(directory, 'token'), 'secret\n');
  const port = await freePort();
  const flags = ['--pid', String(process.pid), '--listen', `127.0.0.1:${port}`, '--token-file', 'token'];
  const agent = spawn(process.execPath, [main, 'attach', ...flags], { cwd: directory, stdio: 'ignore' });
  onTestFinished(() => void agent.kill('SIGKILL'));
  const headers = { authorization: 'Bearer secret', 'x-forwarded-for': '203.0.113.1' };
  const ask = () => fetch(`http://127.0.0.1:${port}/v1/status`, { headers }).catch(() => undefined);
  let answer = await ask();
  for (; answer?.status !== 200; answer = await ask()) await sleep(50);
  expect(readlinkSync(`/proc/${agent.pid}/cwd`)).toBe('/');
});
