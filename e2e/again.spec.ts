/** The second use: sessions one after the other in one page, and an element that starts again. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { runScript } from './page-script';
import type { AgainPage } from './pages/again';
import { recordWorkers } from './record-workers';
import { smallPictures, test, zipOf } from './support';

declare global {
  var again: AgainPage;
}

let page: Page;
test.beforeEach(async ({ open }, info) => {
  const folder = info.outputPath('data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/pets.zip`, await zipOf(await smallPictures()));
  page = await open({ mounts: { data: folder }, before: recordWorkers, path: 'headless.html' });
  await runScript(page, 'again');
});

for (const threads of [2, 4]) {
  test(`sessions one after the other in a page, ${threads} threads: all end well, with equal losses`, async ({}, info) => {
    const count = info.project.name === 'long' ? 50 : 20;
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const outcomes = await page.evaluate((args) => globalThis.again.runs(...args), [
      count,
      { threads },
    ] as const);
    expect(outcomes[0]).toHaveLength(3);
    outcomes.forEach((outcome, i) => expect(outcome, `session ${i}`).toEqual(outcomes[0]));
  });
}
