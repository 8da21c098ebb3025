import { fstatSync, readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

const O_APPEND = 0o2000;

/**
 * Whether stdout and stderr of this process lead to the same pipe, socket or device. One file counts if both append to it or have the same offset.
 * Then one pipe can keep their order. False where that is unknown.
 */
export function haveSameTarget(): boolean {
  try {
    const [out, err] = [fstatSync(1, { bigint: true }), fstatSync(2, { bigint: true })];
    if (isatty(1) || out.dev !== err.dev || out.ino !== err.ino) return false;
    if (!out.isFile()) return true;
    const [first, second] = [opening(1), opening(2)];
    return (first.flags & second.flags & O_APPEND) !== 0 || first.position === second.position;
  } catch {
    return false;
  }
}

/** The flags and the file position of a descriptor; see proc_pid_fdinfo(5). */
function opening(descriptor: number): { readonly flags: number; readonly position: string | undefined } {
  const text = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1');
  return {
    flags: Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '0', 8),
    position: /^pos:\s*(\d+)/m.exec(text)?.[1],
  };
}
