import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { StatusBody } from '../../src/core/status-body.ts';
import { engineEnvironment, podman } from './container-engine.ts';
import { ownerLabel, removeStale } from './stale-containers.ts';

/** A container as the engine runs it, whatever is in it. */
export interface EngineContainer {
  readonly name: string;
  /** Everything it wrote so far, both streams. */
  output(): string;
  readonly exit: Promise<{ readonly code: number | null }>;
  /** Its first process's pid as seen from outside. */
  readonly pid: number;
  /** What `podman inspect` says of it. */
  inspect(format: string): Promise<string>;
  /** Runs a program of the image in the container. */
  exec(...command: readonly string[]): Promise<string>;
  /** Asks the API of the agent in its network until the status fits; rejects when the container has ended. */
  statusThat(fits: (status: StatusBody) => boolean): Promise<StatusBody>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
let made = 0;

/** A name that no other test run uses. */
export function engineName(): string {
  made += 1;
  return `sidewatch-test-${process.pid}-${made}`;
}

/** Starts a container; `flags` go to `podman run`. Resolves when its first process is there, or has been. */
export async function engineContainer(
  image: string,
  { flags = [], command = [] }: { readonly flags?: readonly string[]; readonly command?: readonly string[] } = {},
): Promise<EngineContainer> {
  await removeStale();
  const name = engineName();
  const engine = ['run', '--rm', '--pull', 'never', '--name', name, ...ownerLabel()];
  const child = spawn('podman', [...engine, ...flags, image, ...command], {
    // Its monitor leaves a file `oom` where it was started.
    cwd: tmpdir(),
    env: engineEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { output, exit } = heard(child);
  const inspect = (format: string): Promise<string> =>
    podman('inspect', '--type', 'container', '--format', format, name).catch(() => '');
  let pid = '';
  while (!/^[1-9]\d*$/.test(pid) && child.exitCode === null) pid = await inspect('{{.State.Pid}}');

  const status = async (): Promise<StatusBody> => {
    const asked = ['curl', '-fsS', '--max-time', '5', 'http://127.0.0.1:9393/v1/status'];
    const { stdout } = await run('nsenter', ['-t', pid, '-n', ...asked]);
    // What our own API answers; its form is what other tests hold.
    return JSON.parse(stdout) as StatusBody;
  };

  return {
    name,
    output,
    exit,
    pid: Number(pid),
    inspect,
    exec: (...words) => podman('exec', name, ...words),
    async statusThat(fits) {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`the container has ended:\n${output()}`);
        const now = await status().catch(() => undefined);
        if (now !== undefined && fits(now)) return now;
        await sleep(20);
      }
    },
    async stop() {
      await podman('rm', '--force', '--time', '0', '--ignore', name).catch(() => undefined);
      await exit;
    },
  };
}

function heard(child: ChildProcess): Pick<EngineContainer, 'output' | 'exit'> {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const exit = new Promise<{ readonly code: number | null }>((resolve) => {
    child.once('close', (code) => resolve({ code }));
  });
  return { output: () => chunks.join(''), exit };
}
