import { defineConfig } from 'vitest/config';

/** Superset's own examples take five minutes to load: only when they are asked for. See CONTRIBUTING. */
const examples = process.env.FEEDBACK_LOOP_TEST_EXAMPLES ? [] : ['test/superset/examples/**'];

// Against the real Apache Superset: needs python3.10 or 3.11 (see CONTRIBUTING).
export default defineConfig({
  test: {
    include: ['test/superset/**/*.test.ts'],
    exclude: examples,
    globalSetup: ['test/support/global-setup.ts', 'test/superset/support/global-setup.ts'],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
