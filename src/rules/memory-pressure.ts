import { bytesWords, type CgroupMemory } from '../core/facts/cgroup.ts';
import { defineRule } from '../core/rule.ts';

interface Finding {
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly cacheBytes: number;
}

const NEAR_SHARE = 0.9;

export default defineRule<'cgroup' | 'app', Finding>({
  code: 'memory-pressure',
  title: 'The container has nearly reached its memory limit',
  stage: 'runtime',
  severity: 'warning',
  needs: ['cgroup', 'app'],
  meaning:
    'What the app needs of memory is close to what the container may have. The kernel has to take memory back again and again, which is slow, ' +
    'and at the limit it kills a process. Page cache that can be dropped at once is not counted.',
  when({ cgroup: { memory }, app }) {
    const finding = pressure(memory);
    return finding && app.exit === undefined && finding.usedBytes > finding.limitBytes * NEAR_SHARE
      ? finding
      : undefined;
  },
  summary: ({ usedBytes, limitBytes }) =>
    `The container uses ${bytesWords(usedBytes)} of its ${bytesWords(limitBytes)} of memory (${Math.floor((usedBytes / limitBytes) * 100)} %); at the limit the kernel kills a process.`,
  evidence: ({ usedBytes, limitBytes, cacheBytes }) => [
    {
      source: 'cgroup',
      expected: `less than ${bytesWords(limitBytes * NEAR_SHARE)}`,
      observed: `${bytesWords(usedBytes)}${cacheBytes > 0 ? `, and ${bytesWords(cacheBytes)} of page cache that can be dropped` : ''}`,
    },
  ],
  remedy: () => [
    'Raise the memory limit of the container before it is reached.',
    'Run fewer workers, or threads instead of them: each worker holds its own copy of the app.',
    'If it grows with time, look for what the app keeps: caches without a bound, results that are never let go.',
  ],
  example: { usedBytes: 498_073_600, limitBytes: 536_870_912, cacheBytes: 8_388_608 },
});

function pressure({ limitBytes, usedBytes, workingSetBytes = usedBytes }: CgroupMemory): Finding | undefined {
  if (limitBytes === undefined || limitBytes === 0) return undefined;
  return { limitBytes, usedBytes: workingSetBytes, cacheBytes: usedBytes - workingSetBytes };
}
