import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { podman } from './container-engine.ts';
import { type EngineContainer, engineContainer } from './engine-container.ts';

/** A container under test, and the world as seen from outside and from within it. */
export interface Container extends Pick<EngineContainer, 'text' | 'exit' | 'statusThat' | 'exec' | 'stop'> {
  /** Its address on the bridge, where the app is to answer. */
  readonly address: string;
  /** GET on the app's own port, from outside. */
  get(path: string): Promise<string>;
  /** Sends SIGTERM, as `docker stop` does, and waits. */
  terminate(): Promise<void>;
  /** Runs the image's HEALTHCHECK once; rejects when it fails, or there is none. */
  healthcheck(): Promise<unknown>;
  /** Its processes, a row each with these columns (`podman top`). */
  top(...columns: readonly string[]): Promise<readonly string[]>;
  /** The launcher's pid as seen from outside. */
  readonly launcherPid: number;
  /** The agent's pid as seen from outside; undefined while there is none. */
  agentPid(): number | undefined;
}

const run = promisify(execFile);

/** Starts a container on the bridge; `flags` go to `podman run`. */
export async function container(
  image: string,
  options: { readonly flags?: readonly string[]; readonly command?: readonly string[] } = {},
): Promise<Container> {
  const { name, text, exit, pid, inspect, exec, statusThat, stop } = await engineContainer(image, options);
  const address = await inspect('{{.NetworkSettings.IPAddress}}');
  if (address === '') throw new Error(`the container ended at once:\n${text()}`);
  return {
    address,
    text,
    exit,
    launcherPid: pid,
    agentPid: () => agentBelow(pid),
    statusThat,
    get: async (path) => (await run('curl', ['-sS', '--max-time', '5', `http://${address}:8000${path}`])).stdout,
    async terminate() {
      await podman('stop', '--time', '20', name);
      await exit;
    },
    exec,
    healthcheck: () => podman('healthcheck', 'run', name),
    top: async (...columns) => (await podman('top', name, ...columns)).split('\n').slice(1),
    stop,
  };
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
