import type { Instant } from './clock.ts';

/** The list with the item appended, at most `limit` items long. The oldest items are dropped. */
export function pushed<T>(items: readonly T[], item: T, limit: number): readonly T[] {
  const longer = [...items, item];
  return longer.length > limit ? longer.slice(longer.length - limit) : longer;
}

/** Counts of the things that a bounded list dropped: in total and per second, with similar things in one group. */
export interface Forgotten<T> {
  /** The group that was counted last comes last. */
  readonly groups: readonly Group<T>[];
  /** There were more kinds than are counted separately, so the counts are too low. */
  readonly isCut: boolean;
}

interface Group<T> {
  readonly key: string;
  /** The newest one, which represents the group. */
  readonly like: T;
  readonly count: number;
  /** The last five minutes, newest last. */
  readonly seconds: readonly Second[];
}

interface Second {
  /** When the first one in this second happened. */
  readonly at: Instant;
  readonly count: number;
}

/** How often something happened. With `isLeast` it may have been more often. */
export interface Count {
  readonly count: number;
  readonly isLeast: boolean;
}

const WINDOW_MS = 300_000;
const KEPT_GROUPS = 128;

/** Counts one thing that its list drops. Things with the same key are similar. */
export function withForgotten<T>(before: Forgotten<T> | undefined, key: string, like: T, at: Instant): Forgotten<T> {
  const { groups = [], isCut = false } = before ?? {};
  const group = groups.find((each) => each.key === key);
  const grown = {
    key,
    like,
    count: (group?.count ?? 0) + 1,
    seconds: withSecond(group?.seconds ?? [], at),
  };
  const others = groups.filter((each) => each !== group);
  return { groups: [...others.slice(1 - KEPT_GROUPS), grown], isCut: isCut || others.length >= KEPT_GROUPS };
}

function withSecond(before: readonly Second[], at: Instant): readonly Second[] {
  const last = before.at(-1);
  if (last !== undefined && at - last.at < 1_000) return [...before.slice(0, -1), { ...last, count: last.count + 1 }];
  return [...before.filter((second) => at - second.at <= WINDOW_MS), { at, count: 1 }];
}

/** How many of the dropped things match. With `since`, at most five minutes ago, only those from then on count. */
export function forgottenCount<T>(
  forgotten: Forgotten<T> | undefined,
  isMeant: (like: T) => boolean,
  since = Number.NEGATIVE_INFINITY,
): Count {
  const { groups = [], isCut = false } = forgotten ?? {};
  const counts = groups.filter(({ like }) => isMeant(like)).map((group) => countSince(group, since));
  return { count: counts.reduce((sum, each) => sum + each, 0), isLeast: isCut };
}

/** When the first match since `since` happened; undefined if none did. */
export function forgottenSince<T>(
  forgotten: Forgotten<T> | undefined,
  isMeant: (like: T) => boolean,
  since: Instant,
): Instant | undefined {
  const meant = (forgotten?.groups ?? []).filter(({ like }) => isMeant(like));
  const times = meant.flatMap(({ seconds }) => seconds.map(({ at }) => at)).filter((at) => at >= since);
  return times.length === 0 ? undefined : Math.min(...times);
}

const countSince = <T>({ count, seconds }: Group<T>, since: Instant): number =>
  since === Number.NEGATIVE_INFINITY
    ? count
    : seconds.filter(({ at }) => at >= since).reduce((sum, second) => sum + second.count, 0);

/** "3", or "at least 64". */
export const countWords = ({
  count,
  isLeast = false,
}: {
  readonly count: number;
  readonly isLeast?: boolean;
}): string => (isLeast ? `at least ${count}` : `${count}`);
