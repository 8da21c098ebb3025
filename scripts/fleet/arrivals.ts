/** Counts requests per second, and their bytes. */
export interface Arrivals {
  add(at: number, bytes: number): void;
  /** Requests per second between two times: the mean, and the busiest second. */
  between(from: number, to: number): { readonly mean: number; readonly peak: number; readonly total: number };
  readonly bytes: number;
}

export function arrivals(): Arrivals {
  const seconds = new Map<number, number>();
  let bytes = 0;
  return {
    add(at, size) {
      const second = Math.floor(at / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
      bytes += size;
    },
    between(from, to) {
      const counts = [...seconds]
        .filter(([second]) => second >= from / 1_000 && second < to / 1_000)
        .map(([, count]) => count);
      const total = counts.reduce((sum, count) => sum + count, 0);
      return { total, mean: total / ((to - from) / 1_000), peak: Math.max(0, ...counts) };
    },
    get bytes() {
      return bytes;
    },
  };
}
