import { randomUUID } from 'node:crypto';
import { setTimeout as timeout } from 'node:timers/promises';
import { runAgent } from '../agent/agent.ts';
import type { Source } from '../core/ports/source.ts';
import type { Saying } from '../sinks/log/log-sink.ts';
import type { AppEnd } from '../sources/app/app-end.ts';
import type { AppOptions } from '../sources/app/app-options.ts';
import { childApp } from '../sources/app/child-app.ts';
import { environmentSource } from '../sources/app/environment.ts';
import type { Keep } from '../sources/app/kept.ts';
import { launcherApp } from '../sources/app/launcher-app.ts';
import type { LauncherLink } from '../sources/app/launcher-link.ts';
import { orderedWriter } from '../sources/app/ordered-writer.ts';
import { cgroupSource } from '../sources/cgroup/cgroup-source.ts';
import { logFilesSource } from '../sources/log/follow/log-files.ts';
import { createLogReaders, type LogReaders } from '../sources/log/read/log-readers.ts';
import { probeSource } from '../sources/probe/probe-source.ts';
import { openProcfs } from '../sources/procfs/files/procfs.ts';
import { openLogFinder } from '../sources/procfs/open-logs.ts';
import { type ProcfsOptions, procfsSource } from '../sources/procfs/procfs-source.ts';
import { systemClock } from '../system-clock.ts';
import { agentParts } from './agent-parts.ts';
import type { Context } from './context.ts';
import { codeOfExit, exitCode } from './exit-code.ts';
import type { OpenedApi } from './open-api.ts';

/** The app that `sidewatch run` watches. */
export interface Watched {
  readonly context: Context;
  readonly openedApi: OpenedApi;
  readonly command: readonly string[];
  /** Undefined if the agent starts the app itself. */
  readonly launcher: Launcher | undefined;
}

/** The launcher that owns the app and keeps data for the next agent. */
interface Launcher {
  readonly link: LauncherLink;
  readonly keep: Keep;
}

/** Watches the app until it exits, and returns its exit code. */
export async function watchApp({ context, openedApi, command, launcher }: Watched): Promise<number> {
  const end = await watch(
    context,
    openedApi,
    launcher ? launched(context, command, launcher) : child(context, command),
  );
  return end === undefined ? exitCode.unhealthy : codeOf(end);
}

/** The app, whether the agent or the launcher is its parent. */
interface Parentage {
  readonly source: Source;
  readonly end: Promise<AppEnd | undefined>;
  readonly logReaders: LogReaders;
  readonly ownership: ProcfsOptions['ownership'];
  /** What earlier agents have logged about the same app, and what stores what this agent logs. */
  readonly saying?: Saying;
  /** Resolves when the app's output has been written. */
  written(): Promise<void>;
}

function child(context: Context, command: readonly string[]): Parentage {
  const { stderr } = context;
  const mark = randomUUID();
  const stdout = orderedWriter(1);
  const logReaders = createLogReaders(systemClock);
  const app = childApp({ ...optionsOf(context, command, logReaders), mark, stdout, stderr });
  return { ...app, logReaders, ownership: { kind: 'marked', mark }, written: () => stdout.idle() };
}

function launched(context: Context, command: readonly string[], { link, keep }: Launcher): Parentage {
  const { options, stderr, logger } = context;
  const logReaders = createLogReaders(systemClock);
  const app = launcherApp({
    ...optionsOf(context, command, logReaders),
    link,
    keep,
    exitGraceMs: options.exitGraceMs,
    observe(stream, chunk) {
      logReaders.write(stream, chunk);
      if (stream !== 'stdout') stderr.noted(chunk);
    },
    onAgain: (number, exit) => logger.warn({ number, exit }, 'the previous agent exited; the app was not affected'),
  });
  // The launcher's descendants are the app and the agent itself.
  const saying: Saying = { before: link.kept.said, onSaid: (said) => keep({ said }) };
  const ownership = { kind: 'launched', launcherPid: process.ppid } as const;
  return { ...app, logReaders, ownership, saying, written: async () => undefined };
}

const optionsOf = ({ options }: Context, command: readonly string[], logReaders: LogReaders): AppOptions => ({
  command,
  environment: process.env,
  onDaemonize: options.onDaemonize,
  observe: (stream, chunk) => logReaders.write(stream, chunk),
  outputEnded: () => logReaders.end(),
});

/** For the agent's last lines, if the app's output and the last report took the whole exit grace. */
const LAST_LINES_MS = 100;

async function watch(context: Context, openedApi: OpenedApi, app: Parentage): Promise<AppEnd | undefined> {
  openedApi.showOutput(app.logReaders.last);
  const sources: readonly Source[] = [
    environmentSource(process.env),
    app.logReaders.source,
    logFilesSource({ paths: context.options.logFiles, readers: app.logReaders, find: openLogFinder(openProcfs()) }),
    procfsSource({ agentPid: process.pid, ownership: app.ownership }),
    probeSource(),
    cgroupSource(),
  ];
  const graceOver = app.end.then(() => timeout(context.options.exitGraceMs, undefined, { ref: false }));
  await runAgent(agentParts(context, openedApi, app.source, sources, app.saying));
  openedApi.close();
  await writtenOrLost(app, context, graceOver);
  return app.end;
}

/** A reader that has stopped must not block the agent forever: what it has not read by that time is lost. */
async function writtenOrLost(app: Parentage, { stderr, logger }: Context, graceOver: Promise<void>): Promise<void> {
  const written = Promise.all([app.written(), stderr.idle()]).then(() => true);
  if (await Promise.race([written, graceOver.then(() => timeout(LAST_LINES_MS, false))])) return;
  logger.warn({}, 'output was lost: no process read the rest before --exit-grace ended');
  await Promise.race([stderr.idle(), timeout(LAST_LINES_MS)]);
}

function codeOf(end: AppEnd): number {
  if (end.kind === 'exited') return codeOfExit(end.exit);
  return end.failure.errno === 'ENOENT' || end.failure.errno === 'ENOTDIR' ? exitCode.notFound : exitCode.notExecutable;
}
