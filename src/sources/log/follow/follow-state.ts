import type { FollowedLog } from '../../../core/facts/followed-log.ts';
import type { LogOrigin } from '../../../core/facts/log-event.ts';
import type { NoLog } from './open-log.ts';
import type { Advance } from './tracked-file.ts';

/** How well a file can be followed. A new value after each change, and only then. */
export interface FollowState {
  readonly value: FollowedLog;
  /** What is at the path. */
  become(seen: NoLog | { readonly kind: 'followed' }): void;
  rotated(times: number): void;
  note(advance: Pick<Advance, 'truncations' | 'lostBytes'>): void;
  /** Bytes that will not be read. */
  left(unreadBytes: number): void;
}

export function createFollowState(origin: LogOrigin): FollowState {
  let value: FollowedLog = { origin, state: 'missing', rotations: 0, truncations: 0, lostBytes: 0 };
  return {
    get value() {
      return value;
    },
    become(seen) {
      const reason = seen.kind === 'unreadable' ? seen.reason : undefined;
      if (value.state === seen.kind && value.reason === reason) return;
      const { reason: _, ...rest } = value;
      value = { ...rest, state: seen.kind, ...(reason !== undefined && { reason }) };
    },
    rotated(times) {
      value = { ...value, rotations: value.rotations + times };
    },
    note({ truncations, lostBytes }) {
      if (truncations === 0 && lostBytes === 0) return;
      value = { ...value, truncations: value.truncations + truncations, lostBytes: value.lostBytes + lostBytes };
    },
    left(unreadBytes) {
      if (unreadBytes > 0) value = { ...value, unreadBytes };
    },
  };
}
