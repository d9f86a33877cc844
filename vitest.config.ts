import { defineConfig } from 'vitest/config';

/** Tests that need servers share one PostgreSQL and one Redis for the whole run. */
export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'release/src/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    globalSetup: ['packages/testkit/src/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Machines of CI are shared: a test of real servers and clocks that fails is tried once more, and told of.
    retry: process.env['CI'] === undefined ? 0 : 1,
    expect: { poll: { timeout: 15_000 } },
    // Most tests wait for servers and clocks; by default a machine of two cores would run one file at a time. Five keep
    // two cores nine tenths busy.
    maxWorkers: 5,
  },
});
