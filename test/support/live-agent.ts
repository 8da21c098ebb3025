// needs: time
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const root = join(import.meta.dirname, '../..');
const ASK_AGAIN_MS = 50;

/** An agent with its app on this machine's own network: for tests whose client cannot enter a namespace. */
export interface LiveAgent {
  /** http://127.0.0.1:PORT/ */
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export interface LiveApp {
  /** What the API listens on; 127.0.0.1 unless said. */
  readonly host?: string;
  readonly flags?: readonly string[];
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts an app under sidewatch; resolves when the API answers. */
export async function startLiveAgent({ flags = [], command, environment = {}, host }: LiveApp): Promise<LiveAgent> {
  const port = await freePort();
  const own = ['src/main.ts', 'run', '--log-level', 'silent', '--listen', `${host ?? '127.0.0.1'}:${port}`, ...flags];
  const child = spawn(process.execPath, [...own, '--', ...command], {
    cwd: root,
    env: { ...process.env, ...environment },
    // Two targets: where stdout and stderr lead to the same one, a line's stream is not known.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.resume();
  const exit = once(child, 'exit');
  const url = `http://127.0.0.1:${port}/`;
  while (!(await answers(`${url}v1/status`))) {
    if (child.exitCode !== null) throw new Error('the agent has ended');
    await sleep(ASK_AGAIN_MS);
  }
  return {
    url,
    process: child,
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
