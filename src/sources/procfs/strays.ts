import type { Stat } from './parse-stat.ts';
import { type Procfs, whenRead } from './procfs.ts';

/** The variable that the app is started with: its value tells one run's processes from all others'. */
export const APP_MARK_VARIABLE = 'SIDEWATCH_APP';

/** What a process shares with the app that it came from, when its environment is gone. */
export interface Traits {
  readonly uid: number;
  readonly exe?: string;
  readonly cwd?: string;
}

/** Reads the traits of a process that lives; undefined when it vanished. */
export function traitsOf(procfs: Procfs, pid: number): Traits | undefined {
  const uid = whenRead(procfs.uid(pid));
  const exe = whenRead(procfs.link(`${pid}/exe`));
  const cwd = whenRead(procfs.link(`${pid}/cwd`));
  return uid === undefined ? undefined : { uid, ...(exe !== undefined && { exe }), ...(cwd !== undefined && { cwd }) };
}

/** The app, as far as an orphan can be told to be its. */
export interface StrayTraits {
  readonly mainPid: number;
  /** The earliest start that a process of the app can have. */
  readonly startTicks: number;
  readonly mark: string;
  readonly agentPid: number;
  /** Process 1 is the agent's own launcher: every orphan of this PID namespace is the app's. */
  readonly ownsNamespace: boolean;
  readonly traits?: Traits;
}

/** Whether an orphan carries the app's mark, its session or group, or, with its environment wiped, its other traits. */
export function isStray(procfs: Procfs, orphan: Stat, app: StrayTraits): boolean {
  if (orphan.startTicks < app.startTicks) return false;
  if (orphan.session === app.mainPid || orphan.group === app.mainPid) return true;
  const environment = environmentOf(procfs, orphan.pid);
  if (carriesMark(environment, app.mark)) return true;
  // From here on it could be something that the agent itself started.
  if (orphan.ppid === app.agentPid) return false;
  if (app.ownsNamespace && orphan.ppid === 1) return true;
  return isWiped(environment) && sharesTraits(traitsOf(procfs, orphan.pid), app.traits);
}

const USUAL_BYTES = 16_384;
/** Kubernetes gives every process some variables for each service of its namespace: hundreds of kilobytes are normal. */
const MOST_BYTES = 1_048_576;

function environmentOf(procfs: Procfs, pid: number): string {
  const environment = whenRead(procfs.text(`${pid}/environ`, USUAL_BYTES)) ?? '';
  if (Buffer.byteLength(environment) < USUAL_BYTES) return environment;
  return whenRead(procfs.text(`${pid}/environ`, MOST_BYTES)) ?? '';
}

const carriesMark = (environment: string, mark: string): boolean =>
  `\0${environment}\0`.includes(`\0${APP_MARK_VARIABLE}=${mark}\0`);

/** setproctitle writes its title over the environment; `env -i` leaves none. */
const isWiped = (environment: string): boolean => !/^[A-Za-z_][^=\0]*=/.test(environment);

function sharesTraits(a: Traits | undefined, b: Traits | undefined): boolean {
  if (a === undefined || b === undefined || a.uid !== b.uid) return false;
  return (a.exe !== undefined && a.exe === b.exe) || (a.cwd !== undefined && a.cwd === b.cwd);
}
