import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isatty } from 'node:tty';
import { type AgentParts, runAgent } from '../agent.ts';
import { SettingsError } from '../core/errors.ts';
import { lateSink } from '../core/late-sink.ts';
import { newMemory } from '../core/memory.ts';
import type { Sink } from '../core/sink.ts';
import type { Source } from '../core/source.ts';
import { codeOfExit, exitCode } from '../exit-code.ts';
import { createLogger, type Logger } from '../logger.ts';
import { rules } from '../rules/index.ts';
import { gatherGiven } from '../settings/given.ts';
import { type Options, readOptions } from '../settings/options.ts';
import { readSecret } from '../settings/secret-file.ts';
import type { ApiOptions } from '../sinks/api/api-sink.ts';
import type { ControllerOptions } from '../sinks/controller-sink.ts';
import { createLogSink } from '../sinks/log-sink.ts';
import { type ChildAppEnd, childApp } from '../sources/app/child-app.ts';
import { environmentSource } from '../sources/app/environment.ts';
import { type OrderedWriter, orderedWriter } from '../sources/app/ordered-writer.ts';
import { cgroupSource } from '../sources/cgroup/cgroup-source.ts';
import { createLogReaders } from '../sources/log/log-readers.ts';
import { probeSource } from '../sources/probe/probe-source.ts';
import { procfsSource } from '../sources/procfs/procfs-source.ts';
import { systemClock } from '../system-clock.ts';

/** The arguments of `sidewatch run`: its flags as texts, and the app's command, untouched. */
export interface RunArguments {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly command: readonly string[];
}

/** Starts the app and watches it until it has ended; gives the app's own exit code. Throws SettingsError for wrong usage, before the app starts. */
export async function run({ flags, command }: RunArguments): Promise<number> {
  if (command.length === 0) {
    throw new SettingsError('run needs the command of the app after --, got none: sidewatch run [options] -- COMMAND');
  }
  const { given, problems } = gatherGiven(flags, process.env);
  const read = readOptions(given, hostname());
  const options = { ...read, problems: [...problems, ...read.problems] };
  const secrets = readSecrets(options);
  const stdout = orderedWriter(1);
  const stderr = orderedWriter(2);
  const logger = loggerFor(options, stderr);
  keepGoing(logger);
  const end = await watch({ options, secrets, command, logger, stdout, stderr });
  await Promise.all([stdout.idle(), stderr.idle()]);
  return codeOf(end);
}

interface Watching {
  readonly options: Options;
  readonly secrets: Secrets;
  readonly command: readonly string[];
  readonly logger: Logger;
  readonly stdout: OrderedWriter;
  readonly stderr: OrderedWriter;
}

async function watch({ options, secrets, command, logger, stdout, stderr }: Watching): Promise<ChildAppEnd> {
  const mark = randomUUID();
  const logReaders = createLogReaders(systemClock);
  const app = childApp({
    command,
    environment: process.env,
    mark,
    stdout,
    stderr,
    observe: (stream, chunk) => logReaders.write(stream, chunk),
    outputEnded: () => logReaders.end(),
  });
  const stopping = new AbortController();
  const sources: readonly Source[] = [
    environmentSource(process.env),
    logReaders.source,
    procfsSource({ agentPid: process.pid, appMark: mark }),
    probeSource(),
    cgroupSource(),
  ];
  await runAgent(partsOf(options, logger, app.source, sources, sinksOf(options, secrets, logger, stopping.signal)));
  stopping.abort();
  return app.end;
}

function partsOf(
  options: Options,
  logger: Logger,
  app: Source,
  sources: readonly Source[],
  sinks: readonly Sink[],
): AgentParts {
  return {
    clock: systemClock,
    memory: newMemory(options.settings, options.problems, systemClock.now()),
    rules,
    app,
    sources,
    sinks,
    heartbeatMs: options.heartbeatMs,
    exitGraceMs: options.exitGraceMs,
    random: Math.random,
    onFailure: (part, err) => logger.error({ part, err }, 'part failed'),
  };
}

/** The sinks that were asked for. Each loads its libraries only when it is, beside the app's start and not before it. */
function sinksOf(options: Options, secrets: Secrets, logger: Logger, signal: AbortSignal): readonly Sink[] {
  const { listen, controller, settings } = options;
  const sinks: Sink[] = [createLogSink(logger)];
  if (listen) sinks.push(lateSink('api', openApi({ ...listen, ...secrets.api, logger, signal }), true));
  if (controller) {
    const { instance } = settings;
    const reporting = {
      url: controller,
      ...secrets.controller,
      instance,
      clock: systemClock,
      random: Math.random,
      logger,
    };
    sinks.push(lateSink('controller', openController(reporting), false));
  }
  return sinks;
}

async function openApi(options: ApiOptions): Promise<Sink> {
  const { startApi } = await import('../sinks/api/api-sink.ts');
  return (await startApi(options)).sink;
}

async function openController(options: ControllerOptions): Promise<Sink> {
  const { createControllerSink } = await import('../sinks/controller-sink.ts');
  return createControllerSink(options);
}

interface Secrets {
  readonly api: { readonly token?: string };
  readonly controller: { readonly token?: string };
}

/** Throws SettingsError for a file that cannot be read: an API without its token would be open to nobody, or to all. */
function readSecrets({ tokenFile, controllerTokenFile }: Options): Secrets {
  const api = readSecret(tokenFile, 'token-file');
  const controller = readSecret(controllerTokenFile, 'controller-token-file');
  return {
    api: api === undefined ? {} : { token: api },
    controller: controller === undefined ? {} : { token: controller },
  };
}

function loggerFor(options: Options, stderr: OrderedWriter): Logger {
  return createLogger({
    level: options.logLevel,
    format: options.logFormat ?? (isatty(2) ? 'text' : 'json'),
    write: (line) => stderr.line(line),
  });
}

/** A bug of the agent's must not end the app: it is told, and the watching goes on as far as it can. */
function keepGoing(logger: Logger): void {
  process.on('uncaughtException', (err) =>
    logger.error({ err }, 'unexpected error in sidewatch; the app is not affected'),
  );
}

function codeOf(end: ChildAppEnd): number {
  if (end.kind === 'exited') return codeOfExit(end.exit);
  return end.failure.errno === 'ENOENT' || end.failure.errno === 'ENOTDIR' ? exitCode.notFound : exitCode.notExecutable;
}
