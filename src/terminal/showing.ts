import type { Paint } from './paint.ts';

/** How a status is to be shown. */
export interface Showing {
  readonly paint: Paint;
  /** Characters in a line. */
  readonly width: number;
  /** Milliseconds since the Unix epoch, for how long ago things were. */
  readonly now: number;
  /** Who looked. */
  readonly source: string;
}
