import { defineConfig } from 'playwright/test';

/** They measure time: nothing else may run. */
const MEASURES = ['main-thread.spec.ts', 'lesson-speed.spec.ts'];

/** In a browser that few machines have beside Chromium. */
const FIREFOX = 'firefox.spec.ts';

/** Tests that repeat more often in the project `long`. */
const LONG = ['again.spec.ts', 'deaths.spec.ts', 'bundlers.spec.ts'];

/** Tests of the built library in a real browser. They start servers and browsers themselves, through `pupila/headless`. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 2,
  timeout: 240_000,
  reporter: [['list']],
  projects: [
    { name: 'measures', testMatch: MEASURES, workers: 1 },
    { name: 'others', testIgnore: [...MEASURES, FIREFOX], dependencies: ['measures'] },
    { name: 'firefox', testMatch: FIREFOX },
    { name: 'long', testMatch: LONG, workers: 1 },
  ],
});
