import { pushed } from '../bounded-list.ts';
import type { Instant } from '../clock.ts';
import type { DependencyFailure } from '../facts/log-event.ts';
import type { Log } from './facts.ts';

const KEPT = 8;

/** Folds one telling into the log: each host and trouble once, with its newest line and how often it was told. */
export function withDependencyFailure(log: Log, event: DependencyFailure, at: Instant): Log {
  const before = log.dependencyFailures ?? [];
  const isSame = ({ target, how }: DependencyFailure): boolean => target === event.target && how === event.how;
  const same = before.find(isSame);
  const told = { ...event, at, firstAt: same?.firstAt ?? at, count: (same?.count ?? 0) + 1 };
  const others = before.filter((each) => !isSame(each));
  return { ...log, dependencyFailures: pushed(others, told, KEPT) };
}
