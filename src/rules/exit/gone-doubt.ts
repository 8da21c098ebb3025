import type { Instant } from '../../core/clock.ts';
import type { Known } from '../../core/diagnosis/rule.ts';
import { stuckConnection } from '../../core/facts/connection.ts';
import { appListeners } from '../../core/facts/listener.ts';
import type { Process } from '../../core/facts/process.ts';
import { programsAmong } from '../shared/keepers.ts';
import { usualStartMs } from '../shared/no-listener.ts';
import { servingListeners } from '../shared/serving.ts';
import { type GoneProgram, isSure } from './gone-program.ts';
import { isLikelierServer, isServers, isSideJob } from './likely-server.ts';

/** Doubts whether a program's exit is the fault. */
export interface Doubt {
  /** A running program started only recently, and may be the server. */
  readonly mayServe?: true;
  /** It was probably not the server: another cause explains why nothing is served. */
  readonly isAside?: true;
  /** A running program listens elsewhere, and may soon listen at the endpoint. */
  readonly isUnsettled?: true;
}

type Start = Known<'health' | 'past'>;
type DoubtFacts = Start & Known<'listeners' | 'endpoints' | 'connections'>;

const YOUNG_MS = 10_000;
/** A shell replaces itself with its last program within this time; a scan of /proc may come later. */
const NEXT_MS = 2_000;
/** An exit is seen within this time, and usually within the shorter one. */
const LOOK_MS = 500;
const SEEN_MS = 200;
const SETTLED_MS = 3_000;

/** The doubts whether this exit is why nothing is served. */
export function doubtOf(gone: GoneProgram, seen: DoubtFacts, alive: readonly Process[]): Doubt {
  const others = elsewhere(seen, alive);
  const isAside = isBeside(gone, [...others, ...stuck(seen, alive)], alive);
  const isUnsettled = isAside && others.length > 0 && seen.at - gone.at < SETTLED_MS;
  const isOpen = appListeners(seen.listeners).length > 0;
  const mayServe = !isOpen && gone.listened.length === 0 && isStarting(gone, seen, alive);
  return { ...(mayServe && { mayServe }), ...(isAside && { isAside }), ...(isUnsettled && { isUnsettled }) };
}

/** Whether another program has replaced it: it listens in the same place, or the start script has become it and it may still start. A placeholder page may have been served before it. */
export const isSucceeded = (gone: GoneProgram, seen: Start & Known<'listeners'>, alive: readonly Process[]): boolean =>
  isReplaced(gone, seen, alive) || ((isAwaited(seen) || gone.isWell === true) && isNext(gone, seen, alive));

const isReplaced = (
  { at, listened }: GoneProgram,
  { listeners }: Known<'listeners'>,
  alive: readonly Process[],
): boolean =>
  appListeners(listeners).some(
    ({ port, pid }) =>
      listened.some((place) => place.endsWith(`:${port}`)) &&
      alive.some((each) => each.pid === pid && each.startedAt >= at - LOOK_MS),
  );

/** Whether the shell moved on to a program: it became that program, or started it after the earlier listener was gone. */
const isNext = ({ at: goneAt, listened }: GoneProgram, seen: Start, alive: readonly Process[]): boolean =>
  programsAmong(alive).some((each) => {
    const isMain = each.kinship === 'main';
    if (!isMain && listened.length === 0) return false;
    const began = seen.past.execAt[each.pid] ?? (isMain ? undefined : each.startedAt);
    if (began === undefined || seen.at - began >= usualStartMs(seen.settings)) return false;
    return began >= goneAt - (isMain ? 0 : SEEN_MS) && began - goneAt <= NEXT_MS;
  });

const isAwaited = ({ health }: Start): boolean => health.release.state === 'waiting' && !health.everHealthy;

/** Whether a running program is young enough to still open the port. The limit is longer for the likelier server, and when the exit may not have been a failure. */
function isStarting(gone: GoneProgram, seen: Start, alive: readonly Process[]): boolean {
  const words = gone.name?.split(' ') ?? [];
  // For a job that may have finished its work, a line that reads like a failure proves little.
  const isFailure = isSure(gone) || (gone.said !== undefined && isServers(words));
  return (
    isAwaited(seen) &&
    programsAmong(alive).some((each) => {
      const isQuick = isFailure && !isLikelierServer(each, words);
      return seen.at - beganAt(each, seen) < (isQuick ? YOUNG_MS : usualStartMs(seen.settings));
    })
  );
}

const beganAt = ({ pid, startedAt }: Process, { past }: Start): Instant => past.execAt[pid] ?? startedAt;

/** Whether the exited program was probably not the server: it has a job's name, or a likelier server has its own trouble. */
function isBeside(
  { name = '', listened }: GoneProgram,
  troubled: readonly Process[],
  alive: readonly Process[],
): boolean {
  if (listened.length > 0) return false;
  const words = name.split(' ');
  return isSideJob(words, programsAmong(alive)) || troubled.some((each) => isLikelierServer(each, words));
}

/** The running programs that are reachable on ports other than the endpoint's. */
function elsewhere({ listeners, endpoints }: DoubtFacts, alive: readonly Process[]): readonly Process[] {
  const isAsked = (port: number): boolean => endpoints.some((each) => each.port === port);
  const reachable = servingListeners(listeners, endpoints).filter(({ scope }) => scope !== 'loopback');
  if (endpoints.length === 0 || reachable.some(({ port }) => isAsked(port))) return [];
  return programsAmong(alive).filter((each) => reachable.some(({ pid }) => pid === each.pid));
}

/** The running program that has waited longest for an answer to its connect. */
function stuck({ at, connections }: DoubtFacts, alive: readonly Process[]): readonly Process[] {
  const waiting = stuckConnection(connections, at);
  return programsAmong(alive).filter(({ pid }) => pid === waiting?.pid);
}
