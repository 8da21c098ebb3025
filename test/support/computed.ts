/** For how long this thread computed at `work`, in milliseconds: what else a busy machine does meanwhile is not counted. */
export function computedMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
