import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtDirectory } from './built.ts';
import { buildFrom, podman } from './container-engine.ts';
import { type EngineContainer, engineContainer, engineName } from './engine-container.ts';
import { appsDirectory } from './sandbox.ts';
import { scratch } from './scratch.ts';
import { ownerLabel, removeStale } from './stale-containers.ts';

const SIDECAR = 'localhost/test-pod-sidewatch:latest';
const PAUSE = 'localhost/test-pod-pause:latest';
/** Places to mount this machine's programs on, and a log of a line. */
export const MACHINE = 'localhost/test-pod-machine:latest';
/** Where that log is, in the image's layer. */
export const OLD_LOG = '/var/log/old.log';
const SHARED = '/logs';
const volumes = scratch('pods');

/** Makes the images of a pod: the agent's directory alone, Kubernetes' pause, and places to mount this machine's programs on. */
export async function makePodImages(): Promise<void> {
  const work = scratch('pod-images');
  const place = (name: string): string => {
    mkdirSync(join(work, name), { recursive: true });
    return join(work, name);
  };
  cpSync(builtDirectory(), join(place('sidecar'), 'sidewatch'), { recursive: true });
  await buildFrom(place('sidecar'), SIDECAR, 'COPY sidewatch /sidewatch', 'ENTRYPOINT ["/sidewatch/sidewatch"]');
  const source = join(import.meta.dirname, '../container/apps/pause.c');
  execFileSync('musl-gcc', ['-static', '-Os', '-o', join(place('pause'), 'pause'), source]);
  await buildFrom(place('pause'), PAUSE, 'COPY pause /pause', 'ENTRYPOINT ["/pause"]');
  await makeMachineImage(place('machine'));
}

/** Makes the image of what runs this machine's programs. */
export async function makeMachineImage(directory = scratch('machine-image')): Promise<void> {
  const root = join(directory, 'root');
  const empty = ['usr', 'etc', 'proc', 'sys', 'dev', 'run', 'tmp', 'var/log/nginx', 'var/lib/nginx'];
  for (const each of empty) mkdirSync(join(root, each), { recursive: true });
  for (const each of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${each}`, join(root, each));
  writeFileSync(join(root, OLD_LOG), 'from the image\n');
  await buildFrom(directory, MACHINE, 'COPY root /');
}

/** How a container of a pod is run. */
export interface PodContainerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** For `podman run`. */
  readonly flags?: readonly string[];
}

export interface PodOptions extends PodContainerOptions {
  /** For `sidewatch attach`. */
  readonly attach: readonly string[];
}

/** A pod with shared processes and network, `sidewatch attach` in one container, and what is started beside it in others. */
export interface Pod extends Pick<EngineContainer, 'lines' | 'line' | 'statusThat'> {
  readonly agent: EngineContainer;
  /** Starts the app's container, of this machine's programs. */
  run(command: readonly string[], options?: PodContainerOptions): Promise<EngineContainer>;
  /** What all containers of the pod see as /logs. */
  readonly shared: string;
  stop(): Promise<void>;
}

/** Starts a pod and its agent, as a native sidecar is: before the app. */
export async function pod({ attach, ...options }: PodOptions): Promise<Pod> {
  await removeStale();
  const name = engineName();
  const shared = join(volumes, name);
  mkdirSync(shared);
  // Whoever runs in the pod writes there.
  chmodSync(shared, 0o777);
  await podman('pod', 'create', '--name', name, ...ownerLabel(), '--share', 'net,pid', '--infra-image', PAUSE);
  const common = ['--pod', name, '--volume', `${shared}:${SHARED}`];
  const agent = await engineContainer(SIDECAR, {
    flags: [...common, ...flagsOf(options)],
    command: ['attach', '--log-format', 'json', ...attach],
  });
  return {
    agent,
    run: (command, more = {}) =>
      engineContainer(MACHINE, { flags: [...common, ...machine(), ...flagsOf(more)], command }),
    lines: agent.lines,
    line: agent.line,
    statusThat: agent.statusThat,
    shared,
    async stop() {
      await podman('pod', 'rm', '--force', '--time', '0', name).catch(() => undefined);
      await agent.exit;
    },
  };
}

const flagsOf = ({ environment = {}, flags = [] }: PodContainerOptions): readonly string[] => [
  ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
  ...flags,
];

/** This machine's programs, and the apps of the scenarios, to be read; for `podman run`. */
export function machine(): readonly string[] {
  const places = ['/usr', '/etc', appsDirectory, dirname(process.execPath)];
  return [
    ...places.flatMap((place) => ['--volume', `${place}:${place}:ro`]),
    ...['--workdir', appsDirectory],
    ...['--env', 'PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin', '--env', 'PYTHONDONTWRITEBYTECODE=1'],
  ];
}
