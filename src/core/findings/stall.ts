import { type Hang, hangWords } from '../facts/hang.ts';
import type { Probe } from '../facts/probe.ts';
import { isAlive, type Process } from '../facts/process.ts';

/** What an app that does not answer is seen to do meanwhile. */
export interface Stall {
  /** Bytes of an answer that was begun. */
  readonly received: number;
  /** Connections that wait to be accepted. */
  readonly queued: number;
  readonly cpuShare?: number;
  /** Where its processes stand. */
  readonly hangs: readonly Hang[];
}

/** Of one core: with this much or more an app is busy computing. */
export const BUSY_SHARE = 0.7;
const IDLE_SHARE = 0.1;
const SHOWN_HANGS = 3;

/** A share of one core in words. */
export const percent = (share: number): string => `${Math.round(share * 100)} % of a core`;

/** What it does, after what happened, from a colon on; nothing where nothing was seen. */
export function stallWords({ cpuShare, queued, received, hangs }: Stall): string {
  const cpu = [
    ...(cpuShare !== undefined && cpuShare >= BUSY_SHARE ? [`it is busy computing (${percent(cpuShare)})`] : []),
    ...(cpuShare !== undefined && cpuShare < IDLE_SHARE
      ? [`it is not computing (${percent(cpuShare)}), so it waits for something`]
      : []),
  ];
  const queue =
    queued === 0 ? [] : [`${queued} ${queued === 1 ? 'connection waits' : 'connections wait'} to be accepted`];
  const stalled = received === 0 ? [] : [`the answer stalled after ${received} bytes`];
  const [hang] = hangs;
  const words = hang && hangWords(hang);
  const place = words === undefined ? [] : [`pid ${hang?.pid} ${words}`];
  const all = [...stalled, ...cpu, ...place, ...queue];
  return all.length === 0 ? '' : `: ${all.join(', and ')}`;
}

/** Those that still live and whose standing says something that an idle process's does not. */
export const tellingHangs = (hangs: readonly Hang[], processes: readonly Process[]): readonly Hang[] =>
  hangs
    .filter(
      (hang) =>
        hang.state !== 'R' &&
        hangWords(hang) !== undefined &&
        processes.some((process) => process.pid === hang.pid && isAlive(process)),
    )
    .sort((a, b) => Number(b.peer !== undefined) - Number(a.peer !== undefined) || a.since - b.since || a.pid - b.pid)
    .slice(0, SHOWN_HANGS);

/** Whether a probe was left without an answer by something that may be an app of this protocol. */
export const isUnanswered = ({ outcome, identity, endpoint }: Probe): boolean => {
  const isForeign = endpoint.protocol === 'http' && identity !== undefined && identity !== 'http';
  return outcome.kind === 'connect-timeout' || (outcome.kind === 'no-response' && !isForeign);
};
