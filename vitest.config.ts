import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/scenario/**', 'test/container/**'],
    testTimeout: 20_000,
  },
});
