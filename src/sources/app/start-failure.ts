import type { StartFailure } from '../../core/facts/app.ts';
import { inspectCommand } from './inspect-command.ts';
import { type Resolution, resolveCommand } from './resolve-command.ts';

type Found = Extract<Resolution, { kind: 'found' }>;
type Failed = Extract<Resolution, { kind: 'failed' }>;

/** Finds the command's file and looks at it: why it cannot be started, or where it is. `PATH` is the app's. */
export function startable(name: string, path: string | undefined): Found | Failed {
  const resolution = resolveCommand(name, path);
  if (resolution.kind === 'failed') return resolution;
  const isOnPath = (program: string): boolean => resolveCommand(program, path).kind === 'found';
  const inspection = inspectCommand(resolution.path, isOnPath);
  if (inspection === undefined) return resolution;
  return { kind: 'failed', failure: { ...inspection, path: resolution.path, searched: [] } };
}

/** Why execve(2) refused the command with this errno: what the file shows, if it shows anything. */
export function failureOf(errno: string, name: string, path: string | undefined): Omit<StartFailure, 'at'> {
  const result = startable(name, path);
  // The kernel's word stands; the file may have changed since, or show nothing wrong.
  return result.kind === 'failed' ? { ...result.failure, errno } : { errno, path: result.path, searched: [] };
}
