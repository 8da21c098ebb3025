import { randomUUID } from 'node:crypto';
import { runAgent } from '../agent.ts';
import { SettingsError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import { codeOfExit, exitCode } from '../exit-code.ts';
import type { AppEnd } from '../sources/app/app-end.ts';
import { childApp } from '../sources/app/child-app.ts';
import { environmentSource } from '../sources/app/environment.ts';
import { launcherApp } from '../sources/app/launcher-app.ts';
import { type LauncherLink, launcherLink } from '../sources/app/launcher-link.ts';
import { orderedWriter } from '../sources/app/ordered-writer.ts';
import { cgroupSource } from '../sources/cgroup/cgroup-source.ts';
import { logFilesSource } from '../sources/log/log-files.ts';
import { createLogReaders, type LogReaders } from '../sources/log/log-readers.ts';
import { probeSource } from '../sources/probe/probe-source.ts';
import { openLogFinder } from '../sources/procfs/open-logs.ts';
import { openProcfs } from '../sources/procfs/procfs.ts';
import { type ProcfsOptions, procfsSource } from '../sources/procfs/procfs-source.ts';
import { systemClock } from '../system-clock.ts';
import { agentParts, type Equipment, equip } from './equipment.ts';

/** The arguments of `sidewatch run`: its flags as texts, and the app's command, untouched. */
export interface RunArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly command: readonly string[];
}

/**
 * Starts the app and watches it until it has ended; gives the app's own exit code. Throws SettingsError for wrong usage, before the app starts.
 * SIDEWATCH_LAUNCHER says that the launcher owns the app: as `usage` it wants the arguments judged and nothing done.
 */
export async function run({ flags, command }: RunArguments): Promise<number> {
  if (command.length === 0) {
    throw new SettingsError('run needs the command of the app after --, got none: sidewatch run [options] -- COMMAND');
  }
  const equipment = equip(flags);
  const launcher = process.env['SIDEWATCH_LAUNCHER'];
  if (launcher === 'usage') return exitCode.ok;
  const link = launcherLink(launcher);
  const end = await watch(equipment, link ? launched(equipment, command, link) : child(equipment, command));
  return end === undefined ? exitCode.unhealthy : codeOf(end);
}

/** The app, whoever is its parent. */
interface Parentage {
  readonly source: Source;
  readonly end: Promise<AppEnd | undefined>;
  readonly logReaders: LogReaders;
  readonly kin: ProcfsOptions['kin'];
  /** Resolves when the app's output has been written. */
  written(): Promise<void>;
}

function child({ options, stderr }: Equipment, command: readonly string[]): Parentage {
  const mark = randomUUID();
  const stdout = orderedWriter(1);
  const logReaders = createLogReaders(systemClock);
  const app = childApp({
    command,
    environment: process.env,
    mark,
    onDaemonize: options.onDaemonize,
    stdout,
    stderr,
    observe: (stream, chunk) => logReaders.write(stream, chunk),
    outputEnded: () => logReaders.end(),
  });
  return { ...app, logReaders, kin: { kind: 'marked', mark }, written: () => stdout.idle() };
}

function launched({ options, stderr, logger }: Equipment, command: readonly string[], link: LauncherLink): Parentage {
  const logReaders = createLogReaders(systemClock);
  const app = launcherApp({
    command,
    environment: process.env,
    link,
    exitGraceMs: options.exitGraceMs,
    onDaemonize: options.onDaemonize,
    observe(stream, chunk) {
      logReaders.write(stream, chunk);
      if (stream === 'stderr') stderr.noted(chunk);
    },
    outputEnded: () => logReaders.end(),
    onAgain: (number, exit) =>
      logger.warn({ number, exit }, 'the agent before this one ended; the app was not affected'),
  });
  // Below the launcher is the app, and the agent itself.
  return { ...app, logReaders, kin: { kind: 'launched', launcherPid: process.ppid }, written: async () => undefined };
}

async function watch(equipment: Equipment, app: Parentage): Promise<AppEnd | undefined> {
  const stopping = new AbortController();
  const sources: readonly Source[] = [
    environmentSource(process.env),
    app.logReaders.source,
    logFilesSource({ paths: equipment.options.logFiles, readers: app.logReaders, find: openLogFinder(openProcfs()) }),
    procfsSource({ agentPid: process.pid, kin: app.kin }),
    probeSource(),
    cgroupSource(),
  ];
  await runAgent(agentParts(equipment, app.source, sources, stopping.signal));
  stopping.abort();
  await Promise.all([app.written(), equipment.stderr.idle()]);
  return app.end;
}

function codeOf(end: AppEnd): number {
  if (end.kind === 'exited') return codeOfExit(end.exit);
  return end.failure.errno === 'ENOENT' || end.failure.errno === 'ENOTDIR' ? exitCode.notFound : exitCode.notExecutable;
}
