import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of the property tests, and the cases drawn for each that does not say how many it can afford. */
    readonly properties: { readonly seed: number; readonly numRuns: number };
  }
}

const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_121);

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/{unit,integration,conformance}/**/*.test.{ts,tsx}', 'test/architecture.test.ts'],
    setupFiles: ['test/property-tests.ts'],
    provide: { properties: mode === 'long' ? { seed: Date.now() % 2 ** 31, numRuns: 5000 } : { seed: SEED, numRuns: 100 } },
    pool: 'forks',
    maxWorkers: 2,
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: mode === 'long' ? 600_000 : 60_000,
    hookTimeout: 120_000,
  },
}));
