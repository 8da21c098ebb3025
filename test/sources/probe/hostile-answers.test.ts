// needs: time
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/free-port.ts';

const root = join(import.meta.dirname, '../../..');
const PROBES = 6;
const MIB = 1_024;

/** The largest anonymous memory, in KiB, of an agent that probes such a server six times, once a second. */
async function memoryAt(kind: string): Promise<number> {
  const flags = ['--max-semi-space-size=1', '--max-old-space-size=32'];
  const checks = [
    '--profile',
    'kubernetes',
    '--interval',
    '1',
    '--probe-timeout',
    '1',
    '--no-api',
    '--log-level',
    'error',
  ];
  const app = [process.execPath, join(root, 'test/support/hostile-server.mjs'), kind];
  const agent = spawn(process.execPath, [...flags, join(root, 'src/main.ts'), 'run', ...checks, '--', ...app], {
    env: { PATH: process.env['PATH'], PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = once(agent, 'exit');
  onTestFinished(async () => {
    agent.kill('SIGTERM');
    await gone;
  });
  let [asked, largest] = [0, 0];
  for await (const line of createInterface({ input: agent.stdout })) {
    asked += Number(line === 'asked');
    largest = Math.max(largest, anonymousKib(agent.pid));
    if (asked > PROBES) break;
  }
  return largest;
}

const anonymousKib = (pid: number | undefined): number =>
  Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

test('no answer of an app, however hostile, costs the agent more than a few MiB', async () => {
  const kinds = ['plain', 'chunks', 'interim', 'head'];
  const round = async () => {
    const [plain = 0, ...hostile] = await Promise.all(kinds.map(memoryAt));
    const more = hostile.map((kib, index) => [kinds[index + 1], (kib - plain) / MIB] as const);
    return more.filter(([, mib]) => mib > 8);
  };
  // When V8 collects varies by some MiB; what an answer costs is there every time.
  const first = await round();
  expect(first.length === 0 ? first : await round()).toEqual([]);
});
