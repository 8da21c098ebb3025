import { defineRule } from '../../core/diagnosis/rule.ts';
import { bytesWords, NEAR_SHARE, neededBytes } from '../../core/facts/cgroup.ts';

interface Finding {
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly cacheBytes: number;
}

/** Memory that rises to the limit exceeds it or falls again within less. Only memory that stays near the limit is pressure. */
const HELD_MS = 3_000;

export default defineRule({
  code: 'memory-pressure',
  title: 'The container has nearly reached its memory limit',
  stage: 'limits',
  severity: 'warning',
  needs: ['cgroup', 'app'],
  meaning:
    "The memory that the app needs is close to the container's limit. The kernel must reclaim memory again and again, which is slow, " +
    'and at the limit it kills a process. Page cache that can be dropped right away does not count.',
  when({ at, cgroup: { memory }, app }): Finding | undefined {
    const { limitBytes, nearlyFullSince = at } = memory;
    if (limitBytes === undefined || app.exit !== undefined || at - nearlyFullSince < HELD_MS) return undefined;
    const usedBytes = neededBytes(memory);
    return { limitBytes, usedBytes, cacheBytes: memory.usedBytes - usedBytes };
  },
  summary: ({ usedBytes, limitBytes }) =>
    `The container uses ${bytesWords(usedBytes)} of its ${bytesWords(limitBytes)} of memory (${Math.floor((usedBytes / limitBytes) * 100)}%): at the limit the kernel kills a process.`,
  evidence: ({ usedBytes, limitBytes, cacheBytes }) => [
    {
      source: 'cgroup',
      expected: `less than ${bytesWords(limitBytes * NEAR_SHARE)}`,
      observed: `${bytesWords(usedBytes)}${cacheBytes > 0 ? `, and ${bytesWords(cacheBytes)} of page cache that can be dropped` : ''}`,
    },
  ],
  remedy: () => [
    'Raise the memory limit of the container before it is reached.',
    'Run fewer workers, or threads instead of workers: each worker holds its own copy of the app.',
    'If it grows over time, find what the app keeps: caches without a limit, or results that it never frees.',
  ],
  example: { usedBytes: 498_073_600, limitBytes: 536_870_912, cacheBytes: 8_388_608 },
});
