// needs: buildah busybox-static curl gcc iptables musl-tools netavark podman runc
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

// Kept from run to run: what is in it is named by its content.
const home = join(tmpdir(), 'sidewatch-containers');
const conf = join(home, 'containers.conf');
const storage = join(home, 'storage.conf');

/** With this podman and buildah work in a store of their own, and in containers themselves. */
export const engineEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  CONTAINERS_CONF: conf,
  CONTAINERS_STORAGE_CONF: storage,
  BUILDAH_ISOLATION: 'chroot',
};

/** Why containers cannot be run here; undefined when they can. */
export function containerObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to run containers';
  const missing = ['podman', 'buildah', 'runc', 'musl-gcc', 'gcc', 'busybox', 'nsenter', 'curl'].filter(
    (program) => spawnSync('which', [program]).status !== 0,
  );
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  configure();
  const { status, stderr } = spawnSync('podman', ['info'], { env: engineEnvironment, encoding: 'utf8' });
  return status === 0 ? undefined : `podman does not work here: ${stderr.trim().split('\n').at(-1)}`;
}

/** Runs the engine's command to its end, two minutes at most, and gives what it printed. */
export async function podman(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('podman', args, { env: engineEnvironment, timeout: 120_000 });
  return stdout.trim();
}

/** Builds the Dockerfile of a directory; what is as it was the last time is not built again. */
export async function buildImage(name: string, directory: string): Promise<void> {
  const args = ['bud', '--quiet', '--layers', '--format', 'docker', '--pull=never', '--tag', name, directory];
  await run('buildah', args, { env: engineEnvironment, timeout: 300_000 });
}

/** Builds an image of these lines alone from a directory. */
export async function buildFrom(directory: string, name: string, ...lines: readonly string[]): Promise<void> {
  writeFileSync(join(directory, 'Dockerfile'), ['FROM scratch', ...lines, ''].join('\n'));
  await buildImage(name, directory);
}

const run = promisify(execFile);

// The addresses of podman's own network may lead to a bridge that another engine left (`cni-podman0`): a container is then not reached.
const SUBNET = '10.219.77.0/24';

/** runc and cgroupfs work without systemd; a limit that the machine itself has cannot be raised. */
function configure(): void {
  mkdirSync(home, { recursive: true });
  const engine = ['[engine]', 'runtime="runc"', 'cgroup_manager="cgroupfs"', 'events_logger="file"'];
  const network = [
    '[network]',
    'network_backend="netavark"',
    `network_config_dir="${home}/networks"`,
    `default_subnet="${SUBNET}"`,
  ];
  writeFileSync(conf, ['[containers]', 'default_ulimits=[]', ...engine, ...network, ''].join('\n'));
  const places = [`graphroot="${home}/store"`, `runroot="${home}/run"`];
  writeFileSync(storage, ['[storage]', 'driver="overlay"', ...places, ''].join('\n'));
}
