import { execFile, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { engineEnvironment, podman } from './container-engine.ts';
import { ownerLabel, removeStale } from './stale-containers.ts';
import { type WatchedAgent, watchAgent } from './watched-agent.ts';

/** A container as the engine runs it, whatever is in it; the agent that is asked is the one in its network. */
export interface EngineContainer extends WatchedAgent {
  readonly name: string;
  /** Its first process's pid as seen from outside. */
  readonly pid: number;
  /** What `podman inspect` says of it. */
  inspect(format: string): Promise<string>;
  /** Runs a program of the image in the container. */
  exec(...command: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
/** A test has 120 s (vitest.config.ts), and its container takes a while to start. */
const PATIENCE_MS = 100_000;
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
  let pid = '';
  const status = async (): Promise<StatusBody> => {
    const asked = ['curl', '-fsS', '--max-time', '5', 'http://127.0.0.1:9393/v1/status'];
    const { stdout } = await run('nsenter', ['-t', pid, '-n', ...asked]);
    // What our own API answers; its form is what other tests hold.
    return JSON.parse(stdout) as StatusBody;
  };
  const agent = watchAgent(child, status, PATIENCE_MS);
  const inspect = (format: string): Promise<string> =>
    podman('inspect', '--type', 'container', '--format', format, name).catch(() => '');
  while (!/^[1-9]\d*$/.test(pid) && child.exitCode === null) pid = await inspect('{{.State.Pid}}');

  return {
    ...agent,
    name,
    pid: Number(pid),
    inspect,
    exec: (...words) => podman('exec', name, ...words),
    async stop() {
      await podman('rm', '--force', '--time', '0', '--ignore', name).catch(() => undefined);
      await agent.exit;
    },
  };
}
