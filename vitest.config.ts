import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/scenario/**', 'test/container/**', 'test/launcher/**'],
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
