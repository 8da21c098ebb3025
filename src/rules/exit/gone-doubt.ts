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

/** Why the end of a program may not be what is wrong. */
export interface Doubt {
  /** What goes on has only just begun, and may be the server. */
  readonly mayServe?: true;
  /** It was hardly the server, so that nothing is served has another cause. */
  readonly isAside?: true;
  /** What goes on listens elsewhere, and may listen at the endpoint in a moment. */
  readonly isUnsettled?: true;
}

type Start = Known<'health' | 'past'>;
type DoubtFacts = Start & Known<'listeners' | 'endpoints' | 'connections'>;

const YOUNG_MS = 10_000;
/** A shell becomes its last program sooner; a look may come later. */
const NEXT_MS = 2_000;
/** An end is seen so long after it at most, and mostly within the shorter time. */
const LOOK_MS = 500;
const SEEN_MS = 200;
const SETTLED_MS = 3_000;

/** What speaks against it that this end is why nothing is served. */
export function doubtOf(gone: GoneProgram, seen: DoubtFacts, alive: readonly Process[]): Doubt {
  const others = elsewhere(seen, alive);
  const isAside = isBeside(gone, [...others, ...stuck(seen, alive)], alive);
  const isUnsettled = isAside && others.length > 0 && seen.at - gone.at < SETTLED_MS;
  const isOpen = appListeners(seen.listeners).length > 0;
  const mayServe = !isOpen && gone.listened.length === 0 && isStarting(gone, seen, alive);
  return { ...(mayServe && { mayServe }), ...(isAside && { isAside }), ...(isUnsettled && { isUnsettled }) };
}

/** Whether another program has taken its place: it listens where that did, or the start script has become it and it may still start, also after a page that was served meanwhile was ended. */
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

/** Whether the shell went on to it: it became that program, or started it once the one that had listened until then was gone. */
const isNext = ({ at: goneAt, listened }: GoneProgram, seen: Start, alive: readonly Process[]): boolean =>
  programsAmong(alive).some((each) => {
    const isMain = each.kinship === 'main';
    if (!isMain && listened.length === 0) return false;
    const began = seen.past.execAt[each.pid] ?? (isMain ? undefined : each.startedAt);
    if (began === undefined || seen.at - began >= usualStartMs(seen.settings)) return false;
    return began >= goneAt - (isMain ? 0 : SEEN_MS) && began - goneAt <= NEXT_MS;
  });

const isAwaited = ({ health }: Start): boolean => health.release.state === 'waiting' && !health.everHealthy;

/** Whether one of those that go on is so young that it may still open the port, and longer where it is rather the server, or the end may have been no failure. */
function isStarting(gone: GoneProgram, seen: Start, alive: readonly Process[]): boolean {
  const words = gone.name?.split(' ') ?? [];
  // Of a job that may have done its work, a line that reads like a failure tells little.
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

/** Whether what ended was hardly the server: a job by its name, or a program beside a likelier server that has its own trouble. */
function isBeside(
  { name = '', listened }: GoneProgram,
  troubled: readonly Process[],
  alive: readonly Process[],
): boolean {
  if (listened.length > 0) return false;
  const words = name.split(' ');
  return isSideJob(words, programsAmong(alive)) || troubled.some((each) => isLikelierServer(each, words));
}

/** The living programs that can be reached on other ports than the endpoint's. */
function elsewhere({ listeners, endpoints }: DoubtFacts, alive: readonly Process[]): readonly Process[] {
  const isAsked = (port: number): boolean => endpoints.some((each) => each.port === port);
  const reachable = servingListeners(listeners, endpoints).filter(({ scope }) => scope !== 'loopback');
  if (endpoints.length === 0 || reachable.some(({ port }) => isAsked(port))) return [];
  return programsAmong(alive).filter((each) => reachable.some(({ pid }) => pid === each.pid));
}

/** The living program that has waited longest for an answer to its connect. */
function stuck({ at, connections }: DoubtFacts, alive: readonly Process[]): readonly Process[] {
  const waiting = stuckConnection(connections, at);
  return programsAmong(alive).filter(({ pid }) => pid === waiting?.pid);
}
