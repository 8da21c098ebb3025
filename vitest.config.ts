import { defineConfig } from 'vitest/config';
import { needsOf, testFiles } from './scripts/needs.ts';

const folders = ['test/scenario/**', 'test/container/**', 'test/launcher/**'];
const needy = testFiles().filter((file) => needsOf(file).length > 0);

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      // The fast loop: files that need nothing but Node, not even time.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...folders, ...needy],
          // A process for each core, not for each file: half the time goes into starting them otherwise.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // The same kind of tests, with a program, or with seconds of real time.
      {
        test: {
          name: 'integration',
          include: needy,
          exclude: folders,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // Real programs in namespaces of their own: slow to boot where the fault is a slow boot, and noisy neighbours otherwise.
      { test: { name: 'scenario', include: ['test/scenario/**/*.test.ts'], testTimeout: 300_000, maxConcurrency: 4 } },
      // The launcher, compiled, with real processes: one file at a time, for they load the machine.
      {
        test: {
          name: 'native',
          include: ['test/launcher/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      // The directory that ships, in real containers: one file after the other, since they share a store of images.
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
