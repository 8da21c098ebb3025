import type { Instant } from '../../../core/clock.ts';
import { pickEnvironment } from '../../../core/facts/environment.ts';
import type { Observation } from '../../../core/memory/observation.ts';
import type { Procfs } from '../files/procfs.ts';

/** Kubernetes gives every process several variables for each service of its namespace: hundreds of kilobytes are normal. */
const MOST_BYTES = 1_048_576;

/** setproctitle overwrites the environment. */
const NAME_AND_VALUE = /^[^=\0]+=/;

/** The few variables that say how a server listens, from a process's environment; lost where the agent cannot read that. */
export function foundEnvironment(procfs: Procfs, pid: number, at: Instant): Observation {
  const read = procfs.text(`${pid}/environ`, MOST_BYTES);
  if (read.kind !== 'read') {
    return { kind: 'lost', fact: 'environment', reason: `the app's environment cannot be read: ${read.reason}`, at };
  }
  if (read.value !== '' && !NAME_AND_VALUE.test(read.value)) {
    return {
      kind: 'lost',
      fact: 'environment',
      reason: 'the app has overwritten its environment with its process title',
      at,
    };
  }
  const entries = read.value.split('\0').map((entry) => {
    const equals = entry.indexOf('=');
    return [entry.slice(0, Math.max(0, equals)), entry.slice(equals + 1)] as const;
  });
  return { kind: 'saw', fact: 'environment', value: pickEnvironment(Object.fromEntries(entries)), at };
}
