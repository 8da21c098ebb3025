import type { LogOrigin } from './log-event.ts';

/** A file that the app writes its log to, and whether it can be followed. */
export interface FollowedLog {
  readonly origin: LogOrigin;
  /** `missing`: does not exist (yet, or any longer). `unreadable`: exists, but cannot be read; `reason` says why. */
  readonly state: 'followed' | 'missing' | 'unreadable';
  readonly reason?: string;
  /** How often another file replaced it. */
  readonly rotations: number;
  /** How often it was truncated in place; lines written just before may be lost. */
  readonly truncations: number;
  /** Bytes known to have been removed before they were read. */
  readonly lostBytes: number;
  /** Bytes still unread when the agent exited; undefined while it follows. */
  readonly unreadBytes?: number;
}
