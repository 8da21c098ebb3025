/** The fields of a report that the fleet's state needs. */
export interface FleetReport {
  readonly id: string;
  readonly source: string;
  readonly seq: number;
  readonly series: string;
  /** The agent's run; empty if its version does not send one. */
  readonly run: string;
  readonly dropped: number;
  readonly last: boolean;
  readonly status: string;
  readonly primary: { readonly code: string; readonly summary: string } | undefined;
}

/** What is known of one instance. */
export interface Member {
  readonly source: string;
  /** The status that the agent reports; `unreachable` when it has been silent for too long, `ended` after its last report. */
  readonly state: string;
  readonly status: string;
  readonly primary: FleetReport['primary'] | null;
  readonly seq: number;
  readonly reports: number;
  /** How often the agent reported a new run, because it or its container was restarted. */
  readonly restarts: number;
  readonly duplicates: number;
  /** Reports that the agent reported as dropped. */
  readonly dropped: number;
  /** Reports that are missing without an explanation. Anything other than zero is a bug. */
  readonly missing: number;
  readonly lastSeen: string;
}

/** The state of all instances, in memory and bounded. Times are ms since the epoch. */
export interface Fleet {
  take(report: FleetReport, at: number): 'new' | 'duplicate';
  members(at: number): readonly Member[];
}

export interface FleetOptions {
  /** An instance without a report for this long counts as unreachable. Use at least three heartbeats. */
  readonly silentAfterMs: number;
  /** Beyond this number, the instance that has been silent for longest is forgotten. */
  readonly maxMembers: number;
}

interface Known extends Omit<Member, 'state' | 'lastSeen' | 'primary'> {
  readonly series: string;
  readonly run: string;
  readonly primary: FleetReport['primary'];
  readonly isEnded: boolean;
  readonly seenAt: number;
  /** The ids of the newest reports. A repeated report was first sent a moment ago. */
  readonly ids: readonly string[];
}

const KEPT_IDS = 16;

export function createFleet({ silentAfterMs, maxMembers }: FleetOptions): Fleet {
  // A Map keeps the order of insertion, so the instance that reported longest ago comes first.
  const known = new Map<string, Known>();

  return {
    take(report, at) {
      const before = known.get(report.source);
      const isDuplicate = before?.ids.includes(report.id) === true;
      known.delete(report.source);
      known.set(report.source, isDuplicate ? seenAgain(before, at) : grown(before, report, at));
      for (const [source] of known) {
        if (known.size <= maxMembers) break;
        known.delete(source);
      }
      return isDuplicate ? 'duplicate' : 'new';
    },
    members: (at) => [...known.values()].map((each) => memberOf(each, at, silentAfterMs)),
  };
}

const seenAgain = (before: Known, seenAt: number): Known => ({ ...before, seenAt, duplicates: before.duplicates + 1 });

function grown(before: Known | undefined, report: FleetReport, seenAt: number): Known {
  const { id, source, seq, series, run, dropped, last, status, primary } = report;
  const isSameSeries = before?.series === series;
  const expected = isSameSeries ? before.seq + 1 : 1;
  // A controller that started after the agent cannot know the earlier reports.
  const missing = before === undefined ? 0 : Math.max(0, seq - expected - dropped);
  return {
    source,
    series,
    run,
    seq: isSameSeries ? Math.max(before.seq, seq) : seq,
    status,
    primary,
    isEnded: last,
    seenAt,
    reports: (before?.reports ?? 0) + 1,
    restarts: (before?.restarts ?? 0) + (before !== undefined && before.run !== run ? 1 : 0),
    duplicates: before?.duplicates ?? 0,
    dropped: (before?.dropped ?? 0) + dropped,
    missing: (before?.missing ?? 0) + missing,
    ids: [...(before?.ids ?? []), id].slice(-KEPT_IDS),
  };
}

function memberOf(member: Known, at: number, silentAfterMs: number): Member {
  const { source, status, primary, seq, reports, restarts, duplicates, dropped, missing, seenAt, isEnded } = member;
  const state = isEnded ? 'ended' : at - seenAt > silentAfterMs ? 'unreachable' : status;
  const lastSeen = new Date(seenAt).toISOString();
  return {
    source,
    state,
    status,
    primary: primary ?? null,
    seq,
    reports,
    restarts,
    duplicates,
    dropped,
    missing,
    lastSeen,
  };
}
