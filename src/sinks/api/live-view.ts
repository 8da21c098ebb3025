import type { Clock } from '../../core/clock.ts';
import type { Report } from '../../core/report/report.ts';
import { emptyView, type View, withReport } from './view.ts';

/** The current view; calls can wait for something that is not in it yet. */
export interface LiveView {
  view(): View;
  put(report: Report): void;
  /** Resolves with what `find` finds in the view, now or later; with undefined after `ms` or when `signal` aborts. */
  until<T>(find: (view: View) => T | undefined, ms: number, signal: AbortSignal): Promise<T | undefined>;
}

/** A view that is still empty; `clock` measures how long calls wait. */
export function createLiveView(clock: Clock): LiveView {
  const waiting = new Set<() => void>();
  let view = emptyView;
  return {
    view: () => view,
    put(report) {
      view = withReport(view, report);
      for (const look of [...waiting]) look();
    },
    until: (find, ms, signal) =>
      new Promise((resolve) => {
        const first = find(view);
        if (first !== undefined || signal.aborted || ms <= 0) return resolve(first);
        const look = (): void => {
          const found = find(view);
          if (found !== undefined) leave(found);
        };
        const giveUp = (): void => leave(undefined);
        const left = new AbortController();
        const leave = (found: Parameters<typeof resolve>[0]): void => {
          waiting.delete(look);
          left.abort();
          signal.removeEventListener('abort', giveUp);
          resolve(found);
        };
        waiting.add(look);
        signal.addEventListener('abort', giveUp, { once: true });
        void clock.sleep(ms, left.signal).then(giveUp);
      }),
  };
}
