import { once } from 'node:events';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Below those that the kernel gives to whoever asks for any: another test's server does not get one of these meanwhile. */
const PORTS = { first: 10_000, count: 20_000 };

/** A port that nobody has, that nobody is given without asking for its number, and that no other test is given while this process lives. */
export async function freePort(): Promise<number> {
  const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
  if (!isMine(port)) return freePort();
  const server = createServer();
  const isFree = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port);
  if (!(await isFree)) return freePort();
  server.close();
  await once(server, 'close');
  return port;
}

/** Longer than any test; what a killed process left is older. */
const KEPT_MS = 1_800_000;
const kept: string[] = [];

/** Tests run in several processes at a time: a file marks each port that was given. */
function isMine(port: number): boolean {
  const mark = join(tmpdir(), `sidewatch-port-${port}`);
  try {
    if (Date.now() - (statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > KEPT_MS) rmSync(mark);
    closeSync(openSync(mark, 'wx'));
  } catch {
    return false;
  }
  if (kept.length === 0) process.once('exit', giveBack);
  kept.push(mark);
  return true;
}

function giveBack(): void {
  for (const mark of kept) rmSync(mark, { force: true });
}
