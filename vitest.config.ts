import { defineConfig } from 'vitest/config';

/** Tests that need servers share one PostgreSQL and one Redis for the whole run. */
export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['packages/testkit/src/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most tests wait for servers and clocks; by default a machine of two cores would run one file at a time.
    maxWorkers: 3,
  },
});
