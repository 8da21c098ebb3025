import { readFileSync } from 'node:fs';
import { podman } from './container-engine.ts';

const LABEL = 'sidewatch-test-run';

/** Says whose it is; for `podman run` and `podman pod create`. */
export const ownerLabel = (): readonly string[] => ['--label', `${LABEL}=${process.pid}.${startOf(process.pid)}`];

/** Removes the pods and containers of test runs that were killed; once in a process. */
export function removeStale(): Promise<void> {
  removed ??= remove();
  return removed;
}

let removed: Promise<void> | undefined;

async function remove(): Promise<void> {
  for (const [list, remover] of [
    [
      ['pod', 'ps'],
      ['pod', 'rm'],
    ],
    [['ps', '--all'], ['rm']],
  ] as const) {
    const listed = await podman(...list, '--filter', `label=${LABEL}`, '--format', 'json');
    // What podman prints of itself: our own label is on all that it lists here.
    const all = JSON.parse(listed || '[]') as readonly { readonly Id: string; readonly Labels: Labels | null }[];
    const stale = all.filter(({ Labels }) => !isAlive(Labels?.[LABEL] ?? '')).map(({ Id }) => Id);
    // Another test run may be at the same.
    if (stale.length > 0) await podman(...remover, '--force', '--time', '0', ...stale).catch(() => undefined);
  }
}

type Labels = Readonly<Record<string, string>>;

/** A pid alone may be another process's by now. */
function isAlive(owner: string): boolean {
  const [pid = '', start] = owner.split('.');
  return startOf(pid) === start;
}

/** In ticks since boot; empty when there is no such process. */
function startOf(pid: number | string): string {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')[19] ?? ''
    );
  } catch {
    return '';
  }
}
