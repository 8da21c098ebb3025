/** The mount that a file is on. */
export interface Mount {
  readonly mountPoint: string;
  readonly isNoexec: boolean;
}

/** The mount that holds the absolute path, from /proc/self/mountinfo (proc(5)): the deepest one, and the last of several at the same place. */
export function mountOf(mountinfo: string, path: string): Mount | undefined {
  let found: Mount | undefined;
  for (const row of mountinfo.split('\n')) {
    const [, , , , point, options] = row.split(' ');
    if (point === undefined || options === undefined) continue;
    const mountPoint = unescaped(point);
    const holds = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    if (!holds || mountPoint.length < (found?.mountPoint.length ?? 0)) continue;
    found = { mountPoint, isNoexec: options.split(',').includes('noexec') };
  }
  return found;
}

/** mountinfo writes space, tab, newline and backslash in octal. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
