import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/scenario/**'], testTimeout: 30_000 } },
      // Real programs in namespaces of their own: slow to boot where the fault is a slow boot, and noisy neighbours otherwise.
      { test: { name: 'scenario', include: ['test/scenario/**/*.test.ts'], testTimeout: 120_000, maxConcurrency: 3 } },
    ],
  },
});
