import { defineConfig } from 'playwright/test';

/** Tests of the built library in a real browser. They start servers and browsers themselves, through `pupila/headless`. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  timeout: 240_000,
  reporter: [['list']],
});
