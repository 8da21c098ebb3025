import type { StartFailure } from '../../core/facts/app.ts';
import { fromStart } from '../../core/start-path.ts';
import { inspectCommand } from './inspect-command.ts';
import { type Resolution, resolveCommand, type Wanted } from './resolve-command.ts';

type Found = Extract<Resolution, { kind: 'found' }>;
type Failed = Extract<Resolution, { kind: 'failed' }>;

/** Finds and inspects the command's file. Returns its path, or why it cannot be started. */
export function startable(wanted: Wanted): Found | Failed {
  const resolution = resolveCommand(wanted);
  if (resolution.kind === 'failed') return resolution;
  const finds = (name: string): boolean => resolveCommand({ ...wanted, name }).kind === 'found';
  const inspection = inspectCommand(fromStart(resolution.path, wanted.directory), finds, wanted.directory);
  if (inspection === undefined) return resolution;
  return { kind: 'failed', failure: { ...inspection, path: resolution.path, searched: [] } };
}

/** Why execve(2) refused the command with this errno, with what the file shows, if anything. */
export function startFailureOf(errno: string, wanted: Wanted): Omit<StartFailure, 'at'> {
  const result = startable(wanted);
  // The kernel's errno counts. The file may have changed since, or may look right.
  return result.kind === 'failed' ? { ...result.failure, errno } : { errno, path: result.path, searched: [] };
}
