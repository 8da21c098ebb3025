// needs: curl iproute2
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { StatusBody } from '../../src/core/report/status-body.ts';
import { scratch } from './scratch.ts';
import { type WatchedAgent, watchAgent } from './watched-agent.ts';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'src/main.ts');

/** Where shared scenario apps live: the working directory of every sandbox without files of its own. */
export const appsDirectory = join(root, 'test/scenario/apps');

/** The container's own address in every sandbox. */
export const SANDBOX_ADDRESS = '10.77.0.2';

/** Why sandboxes cannot be made here; undefined when they can. */
export function sandboxObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, for network and process namespaces';
  const tried = spawnSync('unshare', ['--net', '--pid', '--fork', '--mount-proc', 'ip', 'link', 'set', 'lo', 'up']);
  return tried.status === 0 ? undefined : 'needs unshare and ip, and the right to make namespaces';
}

/** An app under sidewatch in a network and process namespace of its own. */
export interface Sandbox extends WatchedAgent {
  /** Where the app runs. */
  readonly directory: string;
  /** GET /v1/status from within. */
  status(): Promise<StatusBody>;
  /** Runs a program within the sandbox's network, and gives what it printed. */
  within(program: string, ...args: readonly string[]): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** The agent's pid as seen from outside; undefined when it has ended. */
  agentPid(): number | undefined;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  readonly flags?: readonly string[];
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Text by path: a directory of the sandbox's own, in which it runs. */
  readonly files?: Readonly<Record<string, string>>;
  /** A directory that is there already, to run in; for `files`, one is made. */
  readonly directory?: string;
  /** Commands of a shell that make what the app finds: directories of /run, which is empty and the sandbox's own, or what is built from its files. */
  readonly prepare?: string;
  /** Directories of control groups that the agent, and with it the app, is put into. */
  readonly cgroups?: readonly string[];
}

// No name server: what is looked up is refused at once, here as anywhere.
const SET_UP = `mount -t tmpfs none /run && mkdir -p /run/lock && : >/run/resolv.conf && mount --bind /run/resolv.conf /etc/resolv.conf && ip link set lo up && ip addr add ${SANDBOX_ADDRESS}/32 dev lo`;
const run = promisify(execFile);
/** A scenario has 300 s (vitest.config.ts). */
const PATIENCE_MS = 285_000;
const AGENTS_OWN_PORT = '9393';
/** The port of its API, which a flag may move. */
const apiPort = (flags: readonly string[]): string =>
  (flags.includes('--listen') ? flags[flags.indexOf('--listen') + 1]?.split(':').at(-1) : undefined) ?? AGENTS_OWN_PORT;

export function sandbox(options: SandboxOptions): Sandbox {
  const { flags = [], command, environment = {}, files, prepare, cgroups = [] } = options;
  const joining = cgroups.map((directory) => `echo 0 > ${directory}/cgroup.procs && `).join('');
  const agent = [process.execPath, main, 'run', '--log-format', 'json', ...flags, '--', ...command];
  const prepared = prepare === undefined ? '' : ` && { ${prepare}; } >/dev/null`;
  const { directory = files === undefined ? appsDirectory : directoryOf(files) } = options;
  return enterSandbox(`${joining}${SET_UP}${prepared} && exec "$@"`, agent, environment, directory, apiPort(flags));
}

/** A new directory that holds these files. */
function directoryOf(files: Readonly<Record<string, string>>): string {
  const directory = scratch('app');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

/** An app that a start script runs beside the agent, which attaches to it. */
export interface BesideOptions {
  readonly flags?: readonly string[];
  /** Commands of a shell: what runs beside the agent, each in the background; the agent comes last. */
  readonly script: string;
  /** What the agent is started through: `setpriv …`, `unshare --pid …`. */
  readonly through?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Process 1 is the shell of the script; SIGTERM to it goes to the agent, and it ends as that does. */
export function besideSandbox({ flags = [], script, through = [], environment = {} }: BesideOptions): Sandbox {
  const agent = [...through, process.execPath, main, 'attach', '--log-format', 'json', ...flags];
  const waiting = 'trap "kill -TERM $agent" TERM; while kill -0 $agent 2>/dev/null; do wait $agent; code=$?; done';
  return enterSandbox(`${SET_UP} && { ${script} } && { "$@" & agent=$!; ${waiting}; exit $code; }`, agent, environment);
}

/** Runs a subcommand of sidewatch inside, and gives its exit code and what it printed. */
export async function sidewatchIn(box: Sandbox, ...args: readonly string[]): Promise<readonly [number, string]> {
  const inside = ['-t', String(box.agentPid()), '-n', '-p', '-m', '--wd=/'];
  const ended = await run('nsenter', [...inside, process.execPath, main, ...args]).then(
    ({ stdout }) => [0, stdout] as const,
    // `as`: what execFile rejects with where a program ends with another code than 0.
    (error: unknown) => [(error as { code: number }).code, (error as { stdout: string }).stdout] as const,
  );
  return ended;
}

function enterSandbox(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  cwd = appsDirectory,
  port = AGENTS_OWN_PORT,
): Sandbox {
  const namespaces = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const child = spawn('unshare', [...namespaces, 'sh', '-c', script, 'sh', ...args], {
    cwd,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin',
      PYTHONDONTWRITEBYTECODE: '1',
      LANG: 'C.UTF-8',
      // The sandbox's own: supervisord deletes the log files that others of its name keep there.
      TMPDIR: '/run',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { ...watchSandbox(child, `http://127.0.0.1:${port}/v1/status`), directory: cwd };
}

function watchSandbox(child: ChildProcess, statusUrl: string): Omit<Sandbox, 'directory'> {
  const agent = watchAgent(child, status, PATIENCE_MS);

  return {
    ...agent,
    status,
    within: (...command) => enter(['-n', '-p', '-m'], ...command),
    kill(signal) {
      const pid = innerPid(child);
      if (pid !== undefined) process.kill(pid, signal);
    },
    agentPid: () => innerPid(child),
    async stop() {
      child.kill('SIGKILL');
      await agent.exit;
    },
  };

  async function status(): Promise<StatusBody> {
    // Not among its processes: who asks is not to be taken for a part of the app. What comes is our own API's answer; its form is what other tests hold.
    return JSON.parse(await enter(['-n'], 'curl', '-fsS', '--max-time', '5', statusUrl)) as StatusBody;
  }

  async function enter(namespaces: readonly string[], ...command: readonly string[]): Promise<string> {
    return (await run('nsenter', ['-t', String(innerPid(child)), ...namespaces, ...command])).stdout;
  }
}

/** The agent's pid as seen from outside: unshare's only child. */
function innerPid(child: ChildProcess): number | undefined {
  try {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    return children === '' ? undefined : Number(children.split(' ')[0]);
  } catch {
    return undefined;
  }
}
