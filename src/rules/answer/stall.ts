import type { BlockedProcess } from '../../core/facts/blocked-process.ts';
import type { Probe } from '../../core/facts/probe.ts';
import { isAlive, type Process } from '../../core/facts/process.ts';
import { blockedWords } from '../shared/blocked-words.ts';
import { fullWords, isFull } from './full-files.ts';
import type { Load } from './load.ts';

/** What an app is doing while it does not respond. */
export interface Stall extends Load {
  /** Bytes of an incomplete response. */
  readonly received: number;
  /** Connections that wait to be accepted. */
  readonly queued: number;
  /** Where its processes hang. */
  readonly hangs: readonly BlockedProcess[];
}

const SHOWN_HANGS = 3;

/** A share of one core in words. */
export const percent = (share: number): string => `${Math.round(share * 100)}% of a core`;

/** What it is doing, with a colon before it; empty if nothing was seen. */
export function stallWords({ queued, received, hangs, ...seen }: Stall): string {
  const [hang] = hangs;
  const stalled = received === 0 ? [] : [`the response stalled after ${received} bytes`];
  const standing = hang && isFull(hang) ? [fullWords(hang)] : [...loadWords(seen), ...placeWords(hang)];
  const queue = queued === 0 ? [] : [`${queued} ${queued === 1 ? 'connection is queued' : 'connections are queued'}`];
  const all = [...stalled, ...standing, ...queue];
  return all.length === 0 ? '' : `: ${all.join(', and ')}`;
}

function loadWords({ cpuShare = 0, load }: Load): readonly string[] {
  if (load === 'computing') return [`it is busy computing (${percent(cpuShare)})`];
  return load === 'waiting' ? [`it is waiting (${percent(cpuShare)})`] : [];
}

function placeWords(hang: BlockedProcess | undefined): readonly string[] {
  const words = hang && blockedWords(hang);
  return words === undefined ? [] : [`pid ${hang?.pid} ${words}`];
}

/** The living processes that hang where an idle process would not. */
export const tellingHangs = (
  hangs: readonly BlockedProcess[],
  processes: readonly Process[],
): readonly BlockedProcess[] =>
  hangs
    .filter(
      (hang) =>
        (hang.state !== 'R' || isFull(hang)) &&
        blockedWords(hang) !== undefined &&
        processes.some((process) => process.pid === hang.pid && isAlive(process)),
    )
    .sort((a, b) => weight(b) - weight(a) || a.since - b.since || a.pid - b.pid)
    .slice(0, SHOWN_HANGS);

/** The more telling ones come first. */
const weight = (hang: BlockedProcess): number => (isFull(hang) ? 2 : hang.peer ? 1 : 0);

/** Whether a probe got no response from something that may be an app of this protocol. */
export const isUnanswered = ({ outcome, identity, endpoint }: Probe): boolean => {
  const isForeign = endpoint.protocol === 'http' && identity !== undefined && identity !== 'http';
  return outcome.kind === 'connect-timeout' || (outcome.kind === 'no-response' && !isForeign);
};
