import { defineConfig } from 'vitest/config';
import { needsOf, testFiles } from './scripts/needs.ts';

const folders = ['test/scenario/**', 'test/container/**', 'test/launcher/**'];
const needy = testFiles().filter((file) => needsOf(file).length > 0);

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      // The fast loop: files that need only Node, and little time.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...folders, ...needy],
          // One process per core instead of one per file, because starting processes would take half the time.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // The same kind of tests, but they need a program or seconds of real time.
      {
        test: {
          name: 'integration',
          include: needy,
          exclude: folders,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // Real programs in separate namespaces. Some boot slowly on purpose, and others load the machine.
      { test: { name: 'scenario', include: ['test/scenario/**/*.test.ts'], testTimeout: 300_000, maxConcurrency: 4 } },
      // The compiled launcher with real processes. One file runs at a time, because they load the machine.
      {
        test: {
          name: 'native',
          include: ['test/launcher/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      // The shipped directory in real containers. One file runs at a time, because they share an image store.
      {
        test: {
          name: 'container',
          include: ['test/container/**/*.test.ts'],
          maxConcurrency: 3,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
