import type { StartFailure } from '../../core/facts/app.ts';
import { fromStart } from '../../core/start-path.ts';
import { inspectCommand } from './inspect-command.ts';
import { type Resolution, resolveCommand, type Wanted } from './resolve-command.ts';

type Found = Extract<Resolution, { kind: 'found' }>;
type Failed = Extract<Resolution, { kind: 'failed' }>;

/** Finds the command's file and looks at it: why it cannot be started, or where it is. */
export function startable(wanted: Wanted): Found | Failed {
  const resolution = resolveCommand(wanted);
  if (resolution.kind === 'failed') return resolution;
  const finds = (name: string): boolean => resolveCommand({ ...wanted, name }).kind === 'found';
  const inspection = inspectCommand(fromStart(resolution.path, wanted.directory), finds, wanted.directory);
  if (inspection === undefined) return resolution;
  return { kind: 'failed', failure: { ...inspection, path: resolution.path, searched: [] } };
}

/** Why execve(2) refused the command with this errno: what the file shows, if it shows anything. */
export function startFailureOf(errno: string, wanted: Wanted): Omit<StartFailure, 'at'> {
  const result = startable(wanted);
  // The kernel's word stands; the file may have changed since, or show nothing wrong.
  return result.kind === 'failed' ? { ...result.failure, errno } : { errno, path: result.path, searched: [] };
}
