import type { Gap } from '../core/facts/sight.ts';
import { refinedBy, uncheckedHealth } from '../core/findings/optional-facts.ts';
import { closedWords, gapAdvice, gapSeen, gapWords } from '../core/gap-words.ts';
import { type BlockedOutput, lossAdvice, lossSeen, lossWords, stillLost } from '../core/loss-words.ts';
import { defineRule } from '../core/rule.ts';

interface Finding {
  readonly uid?: number;
  readonly gaps: readonly Gap[];
  /** Output that never reaches whoever reads it. */
  readonly losses: readonly BlockedOutput[];
  readonly isWell: boolean;
}

export default refinedBy(
  { health: uncheckedHealth },
  defineRule<'sight' | 'health' | 'log', Finding>({
    code: 'limited-visibility',
    title: 'The agent cannot see all of the app',
    stage: 'agent',
    severity: ({ isWell, losses }) => (isWell && losses.length === 0 ? 'info' : 'warning'),
    needs: ['sight', 'health', 'log'],
    meaning:
      'sidewatch may not look into the processes of the app: they run as another user or in another PID namespace, or /proc hides them or its tables. ' +
      'What it can still see (the table of listening sockets, the probe) is used; rules that need more say nothing, and are listed as skipped. ' +
      'Or the target of the output (a full disk, a reader that has stopped) does not take what the app writes: lines are missing there, and the agent counts the bytes. ' +
      'It is no fault of the app.',
    when({ sight: { uid, gaps }, health, log }) {
      const losses = stillLost(log.losses);
      if (gaps.length + losses.length === 0) return undefined;
      return { gaps, losses, isWell: health.status === 'running', ...(uid !== undefined && { uid }) };
    },
    summary: ({ gaps, losses, uid }) => [...unseenWords(gaps, uid), ...losses.map(lossWords)].join(' '),
    evidence: ({ gaps, losses }) => [...gaps.map(gapSeen), ...losses.map(lossSeen)],
    remedy: ({ gaps, losses }) => [...new Set([...gaps.flatMap(gapAdvice), ...losses.map(lossAdvice)])],
    example: {
      uid: 65_534,
      gaps: [{ kind: 'closed-descriptors', pid: 7, uid: 0, reason: 'EACCES: permission denied' }],
      losses: [],
      isWell: false,
    },
  }),
);

/** Why the agent cannot see, and what is unknown because of it; nothing where it sees all. */
const unseenWords = (gaps: readonly Gap[], uid: number | undefined): readonly string[] =>
  gaps.length === 0
    ? []
    : [`${gaps.map((gap) => gapWords(gap, uid)).join('; ')}: ${gaps.map(closedWords).join(', and ')} cannot be told.`];
