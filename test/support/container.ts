import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { StatusBody } from '../../src/core/report.ts';
import { engineEnvironment, podman } from './container-engine.ts';

/** A container under test, and the world as seen from outside and from within it. */
export interface Container {
  /** Its address on the bridge, where the app is to answer. */
  readonly address: string;
  /** Everything it wrote so far, both streams. */
  readonly output: () => string;
  readonly exit: Promise<{ readonly code: number | null }>;
  /** Asks the API from within until the status fits; rejects when the container has ended. */
  statusThat(fits: (status: StatusBody) => boolean): Promise<StatusBody>;
  /** GET on the app's own port, from outside. */
  get(path: string): Promise<string>;
  /** Sends SIGTERM, as `docker stop` does, and waits. */
  terminate(): Promise<void>;
  /** Runs a program of the image in the container. */
  exec(...command: readonly string[]): Promise<string>;
  /** The launcher's pid as seen from outside. */
  readonly launcherPid: number;
  /** The agent's pid as seen from outside; undefined while there is none. */
  agentPid(): number | undefined;
  stop(): Promise<void>;
}

const run = promisify(execFile);
let made = 0;

/** Starts a container; `flags` go to `podman run`. */
export async function container(
  image: string,
  { flags = [], command = [] }: { readonly flags?: readonly string[]; readonly command?: readonly string[] } = {},
): Promise<Container> {
  made += 1;
  const name = `sidewatch-test-${process.pid}-${made}`;
  const child = spawn('podman', ['run', '--rm', '--pull', 'never', '--name', name, ...flags, image, ...command], {
    env: engineEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { output, exit } = heard(child);
  const format = '{{.State.Pid}} {{.NetworkSettings.IPAddress}}';
  const isUp = (): Promise<string> =>
    podman('inspect', '--type', 'container', '--format', format, name).catch(() => '');
  let found = '';
  while (!/^[1-9]\d* \S/.test(found)) {
    if (child.exitCode !== null) throw new Error(`the container ended at once:\n${output()}`);
    found = await isUp();
  }
  const [pid = '', address = ''] = found.split(' ');

  const status = async (): Promise<StatusBody> => {
    const asked = ['curl', '-sS', '--max-time', '5', 'http://127.0.0.1:9393/v1/status'];
    const { stdout } = await run('nsenter', ['-t', pid, '-n', ...asked]);
    // What our own API answers; its form is what other tests hold.
    return JSON.parse(stdout) as StatusBody;
  };

  return {
    address,
    output,
    exit,
    launcherPid: Number(pid),
    agentPid: () => agentBelow(Number(pid)),
    async statusThat(fits) {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`the container has ended:\n${output()}`);
        const now = await status().catch(() => undefined);
        if (now !== undefined && fits(now)) return now;
        await sleep(20);
      }
    },
    get: async (path) => (await run('curl', ['-sS', '--max-time', '5', `http://${address}:8000${path}`])).stdout,
    async terminate() {
      await podman('stop', '--time', '20', name);
      await exit;
    },
    exec: (...words) => podman('exec', name, ...words),
    async stop() {
      await podman('rm', '--force', '--time', '0', '--ignore', name).catch(() => undefined);
      await exit;
    },
  };
}

function heard(child: ChildProcess): Pick<Container, 'output' | 'exit'> {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const exit = new Promise<{ readonly code: number | null }>((resolve) => {
    child.once('close', (code) => resolve({ code }));
  });
  return { output: () => chunks.join(''), exit };
}

function agentBelow(launcherPid: number): number | undefined {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const parent = / (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) \S/, ''))?.[1];
      if (Number(parent) !== launcherPid) continue;
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('lib/agent')) return Number(name);
    } catch {
      // Gone meanwhile.
    }
  }
  return undefined;
}
