import { defineConfig } from 'playwright/test';

/** Tests that measure time: no other test may run at the same time. */
const MEASURES = ['main-thread.spec.ts', 'lesson-speed.spec.ts'];

/** Needs Firefox, which few machines have installed. */
const FIREFOX = 'firefox.spec.ts';

/** Tests that run more repetitions in the project `long`. */
const LONG = ['again.spec.ts', 'deaths.spec.ts', 'bundlers.spec.ts', 'lesson-overfit.spec.ts'];

/** Takes most of an hour: only in the project `long`. */
const INTERRUPTIONS = 'interruptions.spec.ts';

/** Tests of the built library in a real browser. Each test starts its server and browser through `pupila/headless`. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 2,
  timeout: 240_000,
  reporter: [['list']],
  projects: [
    { name: 'measures', testMatch: MEASURES, workers: 1 },
    { name: 'others', testIgnore: [...MEASURES, FIREFOX, INTERRUPTIONS], dependencies: ['measures'] },
    { name: 'firefox', testMatch: FIREFOX },
    { name: 'long', testMatch: [...LONG, INTERRUPTIONS], workers: 1 },
  ],
});
