import type { Gap } from '../core/facts/sight.ts';
import { refinedBy, uncheckedHealth } from '../core/findings/optional-facts.ts';
import { closedWords, gapAdvice, gapSeen, gapWords } from '../core/gap-words.ts';
import { defineRule } from '../core/rule.ts';

interface Finding {
  readonly uid?: number;
  readonly gaps: readonly [Gap, ...Gap[]];
  readonly isWell: boolean;
}

export default refinedBy(
  { health: uncheckedHealth },
  defineRule<'sight' | 'health', Finding>({
    code: 'limited-visibility',
    title: 'The agent cannot see all of the app',
    stage: 'agent',
    severity: ({ isWell }) => (isWell ? 'info' : 'warning'),
    needs: ['sight', 'health'],
    meaning:
      'sidewatch may not look into the processes of the app: they run as another user or in another PID namespace, or /proc hides them or its tables. ' +
      'What it can still see (the table of listening sockets, the probe) is used; rules that need more say nothing, and are listed as skipped. ' +
      'It is no fault of the app.',
    when({ sight: { uid, gaps }, health }) {
      const [first, ...rest] = gaps;
      if (first === undefined) return undefined;
      return { gaps: [first, ...rest], isWell: health.status === 'running', ...(uid !== undefined && { uid }) };
    },
    summary: ({ gaps, uid }) =>
      `${gaps.map((gap) => gapWords(gap, uid)).join('; ')}: ${gaps.map(closedWords).join(', and ')} cannot be told.`,
    evidence: ({ gaps }) => gaps.map(gapSeen),
    remedy: ({ gaps }) => [...new Set(gaps.flatMap(gapAdvice))],
    example: {
      uid: 65_534,
      gaps: [{ kind: 'closed-descriptors', pid: 7, uid: 0, reason: 'EACCES: permission denied' }],
      isWell: false,
    },
  }),
);
