/** A system call that a process waits in, and its first argument if that is a descriptor. */
export interface SystemCall {
  readonly name: string;
  readonly descriptor?: number;
}

/**
 * Reads /proc/PID/syscall (proc_pid_syscall(5)): `45 0x5 0x7f…`. Undefined for `running`, for a process that is in no call (`-1`),
 * and for calls that do not show what it waits for. Undefined on architectures other than x64 and arm64.
 */
export function parseSyscall(text: string, arch: string): SystemCall | undefined {
  const [, number, first] = /^(\d{1,4}) 0x([0-9a-f]{1,16}) /.exec(text) ?? [];
  const column = arch === 'x64' ? 0 : arch === 'arm64' ? 1 : undefined;
  if (number === undefined || first === undefined || column === undefined) return undefined;
  const name = CALLS.find(([, ...numbers]) => numbers[column] === Number(number))?.[0];
  if (name === undefined) return undefined;
  const descriptor = Number.parseInt(first.slice(-8), 16);
  if (SELECTS.has(name) && descriptor === 0) return { name: SLEEP };
  return { name, ...(ON_DESCRIPTOR.has(name) && { descriptor }) };
}

// From asm/unistd_64.h and asm-generic/unistd.h. -1: the architecture has no such call.
const CALLS: readonly (readonly [name: string, x64: number, arm64: number])[] = [
  ['read', 0, 63],
  ['write', 1, 64],
  ['poll', 7, -1],
  ['select', 23, -1],
  ['nanosleep', 35, 101],
  ['connect', 42, 203],
  ['accept', 43, 202],
  ['sendto', 44, 206],
  ['recvfrom', 45, 207],
  ['sendmsg', 46, 211],
  ['recvmsg', 47, 212],
  ['wait4', 61, 260],
  ['fcntl', 72, 25],
  ['flock', 73, 32],
  ['futex', 202, 98],
  ['clock_nanosleep', 230, 115],
  ['epoll_wait', 232, -1],
  ['waitid', 247, 95],
  ['pselect6', 270, 72],
  ['ppoll', 271, 73],
  ['epoll_pwait', 281, 22],
  ['accept4', 288, 242],
];

/** A select(2) of no descriptors only lets time pass, as Python's time.sleep up to 3.10. */
const SELECTS = new Set(['select', 'pselect6']);
const SLEEP = 'select(0)';

const ON_DESCRIPTOR = new Set([
  'read',
  'write',
  'connect',
  'accept',
  'accept4',
  'sendto',
  'recvfrom',
  'sendmsg',
  'recvmsg',
  'flock',
  'fcntl',
]);
