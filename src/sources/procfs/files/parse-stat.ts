import { ParseError } from '../../../core/errors.ts';
import type { ProcessEnd } from '../../../core/facts/process.ts';
import { signalName } from '../../../core/facts/signal.ts';

/** A process as /proc/PID/stat shows it (proc_pid_stat(5)). Times are in clock ticks of 10 ms. */
export interface Stat {
  readonly pid: number;
  /** Set by the process itself: it may contain spaces, parentheses and newlines. */
  readonly comm: string;
  /** One letter: R, S, D, Z, T, … */
  readonly state: string;
  readonly ppid: number;
  readonly group: number;
  readonly session: number;
  /** The device number of its terminal; 0 if it has none. */
  readonly tty: number;
  /** CPU time used so far, user and system. */
  readonly cpuTicks: number;
  /** Since the machine started. Together, the pid and the start identify a process uniquely. */
  readonly startTicks: number;
  /** How a zombie exited, as waitpid(2) reports it; also 0 where the kernel hides it from the agent. Undefined for the living. */
  readonly exitStatus?: number;
  /** For a zombie: the kernel did show its status, even if that is 0. */
  readonly isStatusTold?: true;
}

/** USER_HZ, fixed by the ABI of every Linux that Node runs on. */
export const TICK_MS = 10;

/** Reads /proc/PID/stat. Throws ParseError with the text when it has another form. */
export function parseStat(text: string): Stat {
  // comm may contain ") S 1 (": only the last parenthesis ends it (fixtures/proc/pids/comm_parens).
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  const fields = text.slice(close + 2).split(' ');
  const number = (field: number): number => whole(fields[field - FIRST_FIELD], text);
  if (open < 1 || close <= open) throw notStat(text);
  const letter = state(fields[0], text);
  const status = fields[EXIT_STATUS_FIELD - FIRST_FIELD];
  const isTold = letter === 'Z' && (fields[WAITS_FIELD - FIRST_FIELD] ?? '0') !== '0';
  return {
    pid: whole(text.slice(0, open), text),
    comm: text.slice(open + 2, close),
    state: letter,
    ppid: number(4),
    group: number(5),
    session: number(6),
    tty: number(7),
    cpuTicks: number(14) + number(15),
    startTicks: number(22),
    ...(letter === 'Z' && status !== undefined && { exitStatus: whole(status.trim(), text) }),
    ...(isTold && { isStatusTold: true }),
  };
}

/** How a zombie exited. Undefined for the living, and where the kernel does not show it, which may look like code 0. */
export function endIn({ exitStatus, isStatusTold }: Stat): ProcessEnd | undefined {
  if (exitStatus === undefined || (exitStatus === 0 && isStatusTold !== true)) return undefined;
  const number = exitStatus & 0x7f;
  return number === 0 ? { code: exitStatus >> 8 } : { signal: signalName(number) ?? `signal ${number}` };
}

/** The manual numbers the fields from 1; the first one after comm is the third. */
const FIRST_FIELD = 3;
// The field for the wait channel. Newer kernels show 1 for a zombie, and 0 to readers that cannot see its status
// (do_task_stat in fs/proc/array.c; Linux 6.18).
const WAITS_FIELD = 35;
const EXIT_STATUS_FIELD = 52;

const notStat = (text: string): ParseError =>
  new ParseError(`not in the form of /proc/PID/stat: ${JSON.stringify(text.slice(0, 120))}`);

function whole(field: string | undefined, text: string): number {
  if (field === undefined || !/^-?\d{1,20}$/.test(field)) throw notStat(text);
  return Number(field);
}

function state(field: string | undefined, text: string): string {
  if (field === undefined || !/^[A-Za-z]$/.test(field)) throw notStat(text);
  return field;
}
