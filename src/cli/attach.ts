import { runAgent } from '../agent/agent.ts';
import { SettingsError } from '../core/errors.ts';
import type { Source } from '../core/ports/source.ts';
import { wrongFlag } from '../settings/layers.ts';
import { cgroupSource } from '../sources/cgroup/cgroup-source.ts';
import { logFilesSource } from '../sources/log/follow/log-files.ts';
import { createLogReaders } from '../sources/log/read/log-readers.ts';
import { probeSource } from '../sources/probe/probe-source.ts';
import { foundApp } from '../sources/procfs/attach/found-app.ts';
import { openProcfs } from '../sources/procfs/files/procfs.ts';
import { openLogFinder } from '../sources/procfs/open-logs.ts';
import { procfsSource } from '../sources/procfs/procfs-source.ts';
import { systemClock } from '../system-clock.ts';
import { agentParts } from './agent-parts.ts';
import { pidOption } from './command-options.ts';
import { openContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { openApi } from './open-api.ts';

/** The arguments of `sidewatch attach`: its flags as texts, and the app's process if it was named. */
export interface AttachArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly pid: string | undefined;
}

/** Watches an app that is already running, until it has exited for good or the agent gets a stop signal. Returns 0; throws SettingsError for wrong usage. */
export async function attach({ flags, pid }: AttachArguments): Promise<number> {
  const appPid = pid === undefined ? undefined : pidOf(pid);
  const context = openContext(flags, { strictness: 'flags', directory: leftDirectory() });
  const stop = stopAsked();
  const app = foundApp({ agentPid: process.pid, stop, ...(appPid !== undefined && { pid: appPid }) });
  const openedApi = openApi(context);
  const logReaders = createLogReaders(systemClock);
  openedApi.showOutput(logReaders.last);
  const sources: readonly Source[] = [
    logReaders.source,
    logFilesSource({ paths: context.options.logFiles, readers: logReaders, find: openLogFinder(openProcfs()) }),
    procfsSource({ agentPid: process.pid, ownership: { kind: 'found' } }),
    probeSource(),
    cgroupSource({ of: 'the app' }),
  ];
  await runAgent(agentParts(context, openedApi, app, sources));
  openedApi.close();
  await context.stderr.idle();
  return exitCode.ok;
}

/** Leaves the working directory, because a process in it keeps its file system mounted. Returns its path; undefined if it was removed. */
function leftDirectory(): string | undefined {
  try {
    const directory = process.cwd();
    process.chdir('/');
    return directory;
  } catch {
    return undefined;
  }
}

function pidOf(text: string): number {
  const pid = pidOption.kind.parse(text);
  if (pid === undefined) throw wrongFlag(pidOption, text);
  if (pid === process.pid)
    throw new SettingsError(`--pid must be a process of the app, got ${pid}, which is sidewatch itself`);
  if (!isRunning(pid))
    throw new SettingsError(
      `no process ${pid} is running here: --pid must be a process of the app in this PID namespace`,
    );
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process belongs to another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Aborts when the agent gets a stop signal. The app gets none, because sidewatch did not start it. */
function stopAsked(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) process.on(name, () => stopping.abort());
  // A terminal that closes stops neither the app nor its agent.
  process.on('SIGHUP', () => undefined);
  return stopping.signal;
}
