import { defineConfig } from 'vitest/config';

// Against the real Apache Superset: needs python3.10 or 3.11 (see CONTRIBUTING).
export default defineConfig({
  test: {
    include: ['test/superset/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/superset/support/global-setup.ts'],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
