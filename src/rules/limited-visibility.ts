import { durationWords } from '../core/clock.ts';
import type { Evidence } from '../core/diagnosis.ts';
import type { Gap } from '../core/facts/sight.ts';
import { refinedBy, uncheckedHealth } from '../core/findings/optional-facts.ts';
import { closedWords, gapAdvice, gapSeen, gapWords } from '../core/gap-words.ts';
import type { Blindness } from '../core/health.ts';
import { defineRule } from '../core/rule.ts';

interface Finding {
  readonly uid?: number;
  readonly gaps: readonly Gap[];
  /** The agent itself gets no processor time, and for how long no check has had a turn. */
  readonly starved?: Pick<Blindness, 'longestMs'> & { readonly forMs: number };
  readonly isWell: boolean;
}

export default refinedBy(
  { health: uncheckedHealth, probes: [] },
  defineRule<'sight' | 'health' | 'probes', Finding>({
    code: 'limited-visibility',
    title: 'The agent cannot see all of the app',
    stage: 'agent',
    severity: ({ isWell }) => (isWell ? 'info' : 'warning'),
    needs: ['sight', 'health', 'probes'],
    meaning:
      'sidewatch may not look into the processes of the app: they run as another user or in another PID namespace, or /proc hides them or its tables. ' +
      'Or the agent itself gets no processor time, so that no health check has its turn: then nothing that it did not see is held against the app. ' +
      'What it can still see (the table of listening sockets, the probe) is used; rules that need more say nothing, and are listed as skipped. ' +
      'It is no fault of the app.',
    when({ at, sight: { uid, gaps: closed }, health, probes }) {
      const last = probes.at(-1);
      const gaps: readonly Gap[] = last?.undelivered
        ? [...closed, { kind: last.undelivered, address: last.address }]
        : closed;
      const { blindness } = health;
      if (gaps.length === 0 && blindness === undefined) return undefined;
      const starved = blindness && { longestMs: blindness.longestMs, forMs: at - blindness.since };
      const isWell = health.status === 'running';
      return { gaps, isWell, ...(uid !== undefined && { uid }), ...(starved && { starved }) };
    },
    summary: ({ gaps, uid, starved }) => [...starvedWords(starved), ...unseenWords(gaps, uid)].join(' '),
    evidence: ({ gaps, starved }) => [...starvedSeen(starved), ...gaps.map(gapSeen)],
    remedy: ({ gaps, starved }) => [...(starved ? [MORE_CPU] : []), ...new Set(gaps.flatMap(gapAdvice))],
    example: {
      uid: 65_534,
      gaps: [{ kind: 'closed-descriptors', pid: 7, uid: 0, reason: 'EACCES: permission denied' }],
      isWell: false,
    },
  }),
);

const MORE_CPU =
  'Give the container more CPU (a higher limit or quota, or fewer busy processes beside it): the agent is starved, and the app may be too.';

function starvedWords(starved: Finding['starved']): readonly string[] {
  if (starved === undefined) return [];
  const { forMs, longestMs } = starved;
  return [
    `The agent is starved of processor time: no health check has had its turn for ${durationWords(forMs)}, and its own turns come up to ${durationWords(longestMs)} late. Whether the app is healthy cannot be told.`,
  ];
}

function unseenWords(gaps: Finding['gaps'], uid: number | undefined): readonly string[] {
  if (gaps.length === 0) return [];
  const why = gaps.map((gap) => gapWords(gap, uid)).join('; ');
  return [`${why}: ${gaps.map(closedWords).join(', and ')} cannot be told.`];
}

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
