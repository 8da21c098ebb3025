// needs: podman python3 runc
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scratch } from './scratch.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');

/** Why no container with a memory limit can be run here; undefined when one can. */
export function limitedContainerObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to run containers';
  const missing = ['podman', 'runc', 'python3'].filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const groups = ['/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/cgroup.subtree_control'];
  return groups.some(existsSync) ? undefined : 'needs control groups';
}

/** A line that sidewatch wrote about itself. */
export interface TellingLine {
  readonly msg: string;
  readonly code?: string;
  readonly primary?: boolean;
  readonly remedy?: readonly string[];
}

/** How a container ended, and what sidewatch wrote. */
export interface Ended {
  readonly exitCode: number;
  readonly lines: readonly TellingLine[];
}

/** Runs a command under sidewatch in a container of the machine's own files that may use so much memory, a minute at most. */
export async function runLimited(memoryMiB: number, ...command: readonly string[]): Promise<Ended> {
  const place = scratch('limited');
  const name = `sidewatch-limited-${process.pid}-${command.length}-${Date.now()}`;
  const shared = ['/usr', '/etc', repository, realpathSync(join(repository, 'node_modules'))];
  const volumes = shared.flatMap((directory) => ['--volume', `${directory}:${directory}:ro`]);
  const limits = [
    '--memory',
    `${memoryMiB}m`,
    '--memory-swap',
    `${memoryMiB}m`,
    '--network',
    'none',
    '--env',
    'PORT=8000',
  ];
  const agent = [process.execPath, join(repository, 'src/main.ts'), 'run', '--log-format', 'json', '--'];
  const engine = [
    '--root',
    join(place, 'store'),
    '--runroot',
    join(place, 'run'),
    '--runtime',
    'runc',
    '--cgroup-manager',
    'cgroupfs',
  ];
  const args = [
    ...engine,
    'run',
    '--rm',
    '--name',
    name,
    ...limits,
    ...volumes,
    '--rootfs',
    rootIn(place),
    ...agent,
    ...command,
  ];
  const environment = { ...process.env, CONTAINERS_CONF: configurationIn(place) };
  // Its monitor leaves a file `oom` where it was started.
  const ended = await run('podman', args, { cwd: place, env: environment, timeout: 60_000 }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    // What execFile rejects with: the exit code and the output stand in the error.
    (error: { readonly code?: number; readonly stderr?: string }) => ({
      code: error.code ?? -1,
      stderr: error.stderr ?? '',
    }),
  );
  return { exitCode: ended.code, lines: tellingLines(ended.stderr) };
}

/** A root with nothing of its own but places to mount on. */
function rootIn(place: string): string {
  const root = join(place, 'root');
  for (const each of ['usr', 'etc', 'proc', 'sys', 'dev', 'run', 'tmp'])
    mkdirSync(join(root, each), { recursive: true });
  for (const each of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${each}`, join(root, each));
  return root;
}

/** A limit of descriptors that the machine itself has cannot be raised. */
function configurationIn(place: string): string {
  const file = join(place, 'containers.conf');
  writeFileSync(file, '[containers]\ndefault_ulimits=[]\n[engine]\nevents_logger="file"\n');
  return file;
}

const tellingLines = (text: string): readonly TellingLine[] =>
  text
    .split('\n')
    .filter((line) => line.includes('"name":"sidewatch"'))
    // Our own log lines; a line of the app's that imitates one would be a fault of the test.
    .map((line) => JSON.parse(line) as TellingLine);
