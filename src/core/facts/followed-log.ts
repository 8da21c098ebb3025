import type { LogOrigin } from './log-event.ts';

/** A file that the app writes its log to, and how well it can be followed. */
export interface FollowedLog {
  readonly origin: LogOrigin;
  /** `missing`: not there (yet, or any more). `unreadable`: there, and not to be read: `reason` says why. */
  readonly state: 'followed' | 'missing' | 'unreadable';
  readonly reason?: string;
  /** How often another file took its place. */
  readonly rotations: number;
  /** How often it was cut short in place: lines written in the moment before may be lost. */
  readonly truncations: number;
  /** Bytes known to have been cut away before they were read. */
  readonly lostBytes: number;
  /** Bytes that were still to be read when the agent ended; undefined while it follows. */
  readonly unreadBytes?: number;
}
