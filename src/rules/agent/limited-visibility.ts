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
  /** The agent itself gets no processor time, and for how long no check has had a turn. */
  readonly starved?: Pick<Blindness, 'longestMs'> & { readonly forMs: number };
  /** Output that never reaches whoever reads it. */
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
    'One of three things is wrong, and the app is at fault for none of them. ' +
    'First, sidewatch may not look into the processes of the app: they run as another user or in another PID namespace, or /proc hides them or its tables. ' +
    'It uses what it can still see (the table of listening sockets, the probe); rules that need more are listed as skipped. ' +
    'Second, no health check has its turn, because the agent gets no processor time (it is starved) or the loopback interface is down. A check that fails then does not count. ' +
    'Third, the target of the output (a full disk, a reader that has stopped) does not take what the app writes. Output is missing there, and sidewatch counts the bytes.',
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
  'Give the container more CPU (a higher limit or quota, or fewer busy processes beside it): the agent is starved, and the app may be too.';

function starvedWords(starved: Finding['starved']): readonly string[] {
  if (starved === undefined) return [];
  const { forMs, longestMs } = starved;
  return [
    `The agent is starved of processor time: no health check has had its turn for ${durationWords(forMs)}, and its own turns come up to ${durationWords(longestMs)} late. So it is unknown whether the app is healthy.`,
  ];
}

/** Why the agent cannot see, and what is unknown because of it; nothing where it sees all. */
const unseenWords = (gaps: readonly BlindSpot[], uid: number | undefined): readonly string[] =>
  gaps.length === 0
    ? []
    : [
        `${gaps.map((gap) => blindSpotWords(gap, uid)).join('; ')}: ${gaps.map(closedWords).join(', and ')} cannot be told.`,
      ];

const starvedSeen = (starved: Finding['starved']): readonly Evidence[] =>
  starved === undefined
    ? []
    : [
        {
          source: "the agent's own loop",
          expected: 'turns on time',
          observed: `turns up to ${durationWords(starved.longestMs)} late`,
        },
      ];
