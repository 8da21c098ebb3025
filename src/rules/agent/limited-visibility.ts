import type { Blindness } from '../../core/checks/health.ts';
import { durationWords } from '../../core/clock.ts';
import type { Evidence } from '../../core/diagnosis/diagnosis.ts';
import { defineRule } from '../../core/diagnosis/rule.ts';
import { uncheckedHealth } from '../../core/diagnosis/stand-ins.ts';
import type { BlindSpot } from '../../core/facts/visibility.ts';
import { blindSpotAdvice, blindSpotSeen, blindSpotWords, closedWords } from './gap-words.ts';
import { type BlockedOutput, lossAdvice, lossSeen, lossWords, stillLost } from './loss-words.ts';

interface Finding {
  readonly uid?: number;
  readonly gaps: readonly BlindSpot[];
  /** The agent itself gets no CPU time; `forMs` is how long no check has run. */
  readonly starved?: Pick<Blindness, 'longestMs'> & { readonly forMs: number };
  /** Output that never reaches its reader. */
  readonly losses: readonly BlockedOutput[];
  readonly isWell: boolean;
}

export default defineRule({
  code: 'limited-visibility',
  title: 'The agent cannot see all of the app, or cannot deliver its output',
  stage: 'agent',
  needs: ['sight', 'log'],
  assumes: { health: uncheckedHealth, probes: [] },
  meaning:
    'One of three things is wrong, and none of them is a fault of the app. ' +
    "First, sidewatch cannot inspect the app's processes: they run as another user or in another PID namespace, or /proc hides them or its tables. " +
    'It uses what it can still see (the table of listening sockets, the probe); rules that need more are listed as skipped. ' +
    'Second, no health check runs, because the agent gets no CPU time (it is starved) or the loopback interface is down. A check that fails then does not count. ' +
    'Third, the target of the output (a full disk, a reader that has stopped) does not accept what the app writes. Output is lost there, and sidewatch counts the bytes.',
  when({ at, sight: { uid, gaps: closed }, health, probes, log }): Finding | undefined {
    const last = probes.at(-1);
    const gaps: readonly BlindSpot[] = last?.undelivered
      ? [...closed, { kind: last.undelivered, address: last.address }]
      : closed;
    const { blindness } = health;
    const losses = stillLost(log.losses);
    if (gaps.length + losses.length === 0 && blindness === undefined) return undefined;
    const starved = blindness && { longestMs: blindness.longestMs, forMs: at - blindness.since };
    const isWell = health.status === 'running';
    return { gaps, losses, isWell, ...(uid !== undefined && { uid }), ...(starved && { starved }) };
  },
  severity: ({ isWell, losses }) => (isWell && losses.length === 0 ? 'info' : 'warning'),
  summary: ({ gaps, losses, uid, starved }) =>
    [...starvedWords(starved), ...unseenWords(gaps, uid), ...losses.map(lossWords)].join(' '),
  evidence: ({ gaps, losses, starved }) => [
    ...starvedSeen(starved),
    ...gaps.map(blindSpotSeen),
    ...losses.map(lossSeen),
  ],
  remedy: ({ gaps, losses, starved }) => [
    ...(starved ? [MORE_CPU] : []),
    ...new Set([...gaps.flatMap(blindSpotAdvice), ...losses.map(lossAdvice)]),
  ],
  example: {
    uid: 65_534,
    gaps: [{ kind: 'closed-descriptors', pid: 7, uid: 0, reason: 'EACCES: permission denied' }],
    losses: [],
    isWell: false,
  },
});

const MORE_CPU =
  'Give the container more CPU (a higher limit or quota, or fewer busy neighbors): the agent is starved, and the app may be too.';

function starvedWords(starved: Finding['starved']): readonly string[] {
  if (starved === undefined) return [];
  const { forMs, longestMs } = starved;
  return [
    `The agent is starved of CPU time: no health check has run for ${durationWords(forMs)}, and its own loop runs up to ${durationWords(longestMs)} late. It does not know whether the app is healthy.`,
  ];
}

/** Why the agent cannot see, and what it does not know because of that; empty if it sees everything. */
const unseenWords = (gaps: readonly BlindSpot[], uid: number | undefined): readonly string[] =>
  gaps.length === 0
    ? []
    : [
        `${gaps.map((gap) => blindSpotWords(gap, uid)).join('; ')}: it does not know ${gaps.map(closedWords).join(', or ')}.`,
      ];

const starvedSeen = (starved: Finding['starved']): readonly Evidence[] =>
  starved === undefined
    ? []
    : [
        {
          source: "the agent's own loop",
          expected: 'on time',
          observed: `up to ${durationWords(starved.longestMs)} late`,
        },
      ];
