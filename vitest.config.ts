import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of the property tests, and how many cases each draws unless it sets its own number. */
    readonly properties: { readonly seed: number; readonly numRuns: number };
  }
}

const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_121);

const SHARED = ['test/unit/**/*.test.{ts,tsx}', 'test/architecture.test.ts'];
const OWN_PROCESS = ['test/{integration,conformance}/**/*.test.ts', 'test/unit/{tensor,network,training,processes}/**/*.test.ts'];

export default defineConfig(({ mode }) => ({
  test: {
    globalSetup: ['test/fixtures/required-tools.ts', 'test/fixtures/own-temporary-folder.ts'],
    setupFiles: ['test/property-tests.ts'],
    provide: { properties: mode === 'long' ? { seed: Date.now() % 2 ** 31, numRuns: 5000 } : { seed: SEED, numRuns: 100 } },
    tags: [{ name: 'slow', description: 'takes many seconds, and is left out of npm test: npm run test:all' }],
    pool: 'forks',
    maxWorkers: 2,
    // A test whose loop runs over nothing must not pass.
    expect: { requireAssertions: true },
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: mode === 'long' ? 600_000 : 60_000,
    hookTimeout: 120_000,
    // A file in a process that others used starts at once. What changes the whole process, as an engine does, gets one of its own.
    projects: [
      { extends: true, test: { name: 'shared', include: SHARED, exclude: OWN_PROCESS, isolate: false } },
      { extends: true, test: { name: 'own', include: OWN_PROCESS } },
    ],
    coverage: {
      provider: 'v8',
      include: ['main/**/*.{ts,tsx}', 'renderer/**/*.{ts,tsx}'],
      exclude: ['**/*.config.ts', '**/*.d.ts'],
      reporter: ['json-summary', 'html'],
      reportOnFailure: true,
    },
  },
}));
