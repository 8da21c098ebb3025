import type { Stat } from '../files/parse-stat.ts';
import { type Procfs, whenRead } from '../files/procfs.ts';

/** The variable that marks the app: its value tells one run's processes from all others. */
export const APP_MARK_VARIABLE = 'SIDEWATCH_APP';

/**
 * How the app's processes are recognized: by the mark in their environment, or as descendants of the process that was found.
 * Under the launcher: as its descendants, because it is the subreaper of everything it started.
 */
export type Ownership =
  | { readonly kind: 'marked'; readonly mark: string }
  | { readonly kind: 'found' }
  | { readonly kind: 'launched'; readonly launcherPid: number };

/** Properties that a process shares with the app it came from, when its environment is gone. */
export interface Traits {
  readonly uid: number;
  readonly exe?: string;
  readonly cwd?: string;
  /** Its control groups, as /proc/PID/cgroup lists them: those of its container. */
  readonly cgroup?: string;
}

/** Reads the traits of a living process; undefined when it vanished. */
export function traitsOf(procfs: Procfs, pid: number): Traits | undefined {
  const uid = whenRead(procfs.uid(pid));
  const exe = whenRead(procfs.link(`${pid}/exe`));
  const cwd = whenRead(procfs.link(`${pid}/cwd`));
  const cgroup = whenRead(procfs.text(`${pid}/cgroup`));
  if (uid === undefined) return undefined;
  return {
    uid,
    ...(exe !== undefined && { exe }),
    ...(cwd !== undefined && { cwd }),
    ...(cgroup !== undefined && { cgroup }),
  };
}

/** The properties of the app that show whether an orphan belongs to it. */
export interface OrphanTraits {
  readonly mainPid: number;
  /** The earliest possible start of a process of the app. */
  readonly startTicks: number;
  readonly ownership: Ownership;
  readonly agentPid: number;
  /** Process 1 is the agent or its launcher, so every orphan of this PID namespace is the app's. */
  readonly ownsNamespace: boolean;
  readonly traits?: Traits;
}

/** The owner of an orphan. `unclear`: nothing shows an owner now, but it may be about to run another program. */
export type OrphanVerdict = 'app' | 'stranger' | 'unclear';

/** Whether an orphan has the app's mark, its session or group, or, if its environment was wiped, its other traits. */
export function judgeOrphan(procfs: Procfs, orphan: Stat, app: OrphanTraits): OrphanVerdict {
  if (orphan.startTicks < app.startTicks) return 'stranger';
  if (orphan.session === app.mainPid || orphan.group === app.mainPid) return 'app';
  switch (app.ownership.kind) {
    case 'launched':
      return orphan.ppid === app.ownership.launcherPid ? 'app' : 'stranger';
    case 'found':
      return isOfItsContainer(procfs, orphan.pid, app) ? 'app' : 'stranger';
    case 'marked':
      return judgeByMark(procfs, orphan, app, app.ownership.mark);
    default:
      return app.ownership satisfies never;
  }
}

function judgeByMark(procfs: Procfs, orphan: Stat, app: OrphanTraits, mark: string): OrphanVerdict {
  const environment = environmentOf(procfs, orphan.pid);
  if (carriesMark(environment, mark)) return 'app';
  if (app.ownsNamespace && orphan.ppid === 1) return 'app';
  const isTelling = NAME_AND_VALUE.test(environment);
  // The agent itself may have started it, so only the mark counts.
  if (orphan.ppid === app.agentPid) return isTelling ? 'stranger' : 'unclear';
  if (isTelling) return 'stranger';
  // setproctitle overwrites the environment with its title, and env -i leaves it empty.
  return sharesTraits(traitsOf(procfs, orphan.pid), app.traits) ? 'app' : 'unclear';
}

/** In a pod the app's container has its own control groups, which its daemons cannot leave. */
function isOfItsContainer(procfs: Procfs, pid: number, { traits, agentPid }: OrphanTraits): boolean {
  const cgroup = whenRead(procfs.text(`${pid}/cgroup`));
  return cgroup !== undefined && cgroup === traits?.cgroup && cgroup !== whenRead(procfs.text(`${agentPid}/cgroup`));
}

const NAME_AND_VALUE = /^[A-Za-z_][^=\0]*=/;

const USUAL_BYTES = 16_384;
/** Kubernetes gives every process several variables for each service of its namespace: hundreds of kilobytes are normal. */
const MOST_BYTES = 1_048_576;

function environmentOf(procfs: Procfs, pid: number): string {
  const environment = whenRead(procfs.text(`${pid}/environ`, USUAL_BYTES)) ?? '';
  if (Buffer.byteLength(environment) < USUAL_BYTES) return environment;
  return whenRead(procfs.text(`${pid}/environ`, MOST_BYTES)) ?? '';
}

const carriesMark = (environment: string, mark: string): boolean =>
  `\0${environment}\0`.includes(`\0${APP_MARK_VARIABLE}=${mark}\0`);

function sharesTraits(a: Traits | undefined, b: Traits | undefined): boolean {
  if (a === undefined || b === undefined || a.uid !== b.uid) return false;
  return (a.exe !== undefined && a.exe === b.exe) || (a.cwd !== undefined && a.cwd === b.cwd);
}
