import { randomUUID } from 'node:crypto';
import { runAgent } from '../agent.ts';
import { SettingsError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import { codeOfExit, exitCode } from '../exit-code.ts';
import { type ChildAppEnd, childApp } from '../sources/app/child-app.ts';
import { environmentSource } from '../sources/app/environment.ts';
import { type OrderedWriter, orderedWriter } from '../sources/app/ordered-writer.ts';
import { cgroupSource } from '../sources/cgroup/cgroup-source.ts';
import { createLogReaders } from '../sources/log/log-readers.ts';
import { probeSource } from '../sources/probe/probe-source.ts';
import { procfsSource } from '../sources/procfs/procfs-source.ts';
import { systemClock } from '../system-clock.ts';
import { agentParts, type Equipment, equip } from './equipment.ts';

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
  const equipment = equip(flags);
  const stdout = orderedWriter(1);
  const end = await watch(equipment, command, stdout);
  await Promise.all([stdout.idle(), equipment.stderr.idle()]);
  return codeOf(end);
}

async function watch(equipment: Equipment, command: readonly string[], stdout: OrderedWriter): Promise<ChildAppEnd> {
  const mark = randomUUID();
  const logReaders = createLogReaders(systemClock);
  const app = childApp({
    command,
    environment: process.env,
    mark,
    stdout,
    stderr: equipment.stderr,
    observe: (stream, chunk) => logReaders.write(stream, chunk),
    outputEnded: () => logReaders.end(),
  });
  const stopping = new AbortController();
  const sources: readonly Source[] = [
    environmentSource(process.env),
    logReaders.source,
    procfsSource({ agentPid: process.pid, kin: { kind: 'marked', mark } }),
    probeSource(),
    cgroupSource(),
  ];
  await runAgent(agentParts(equipment, app.source, sources, stopping.signal));
  stopping.abort();
  return app.end;
}

function codeOf(end: ChildAppEnd): number {
  if (end.kind === 'exited') return codeOfExit(end.exit);
  return end.failure.errno === 'ENOENT' || end.failure.errno === 'ENOTDIR' ? exitCode.notFound : exitCode.notExecutable;
}
