import type { Clock } from '../core/clock.ts';
import { quotable } from '../core/redaction/redact.ts';

/** The progress of a long read, on one line of a terminal. */
export interface ReadProgress {
  /** Reports how many bytes have been read. */
  at(bytes: number): void;
  /** Clears the line. */
  end(): void;
}

const QUIET_MS = 1_000;
const STEP_MS = 200;
const CLEAR_LINE = '\r\u001b[K';

/** Shows nothing in the first second, then an update every 200 ms. `total` is undefined if the size is unknown. */
export function createReadProgress(
  name: string,
  total: number | undefined,
  clock: Pick<Clock, 'now'>,
  write: (text: string) => void,
): ReadProgress {
  let due = clock.now() + QUIET_MS;
  let isShown = false;
  return {
    at(bytes) {
      if (clock.now() < due) return;
      due = clock.now() + STEP_MS;
      isShown = true;
      write(`${CLEAR_LINE}sidewatch: ${quotable(name, 60)}: ${amount(bytes, total)}`);
    },
    end() {
      if (isShown) write(CLEAR_LINE);
    },
  };
}

/** Shows nothing. */
export const noProgress: ReadProgress = { at: () => {}, end: () => {} };

function amount(bytes: number, total: number | undefined): string {
  if (total === undefined || total === 0) return `${sizeWords(bytes)} read`;
  return `${sizeWords(bytes)} of ${sizeWords(total)} (${Math.min(100, Math.floor((100 * bytes) / total))}%)`;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size in words, in units of 1024: "12 bytes", "1.5 MB", "230 MB". */
export function sizeWords(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1_024 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.floor(value)} ${UNITS[power]}`;
}
