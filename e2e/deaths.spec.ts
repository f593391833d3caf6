/** Data workers and kernel threads are terminated at random moments; training ends as if nothing had happened. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { RandomState } from '../src/random/random-state';
import { testSeed } from '../src/random/seed.testing';
import { runScript } from './page-script';
import type { AgainPage, Death } from './pages/again';
import { recordWorkers } from './record-workers';
import { smallPictures, test, zipOf } from './support';

declare global {
  var again: AgainPage;
}

/** Seed of the moments. Repeat a failed run with its seed. */
const SEED = testSeed();

let page: Page;
test.beforeEach(async ({ open }, info) => {
  const folder = info.outputPath('data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/pets.zip`, await zipOf(await smallPictures()));
  const fixtures = info.outputPath('fixtures');
  mkdirSync(fixtures);
  copyFileSync('fixtures/train/small_binary_adam.final.keras', `${fixtures}/small_binary_adam.final.keras`);
  copyFileSync('fixtures/jpeg/0.jpg', `${fixtures}/0.jpg`);
  copyFileSync('fixtures/nets/branches.keras', `${fixtures}/branches.keras`);
  page = await open({ mounts: { data: folder, fixtures }, before: recordWorkers, path: 'headless.html' });
  await runScript(page, 'again');
});

const OPTIONS = { threads: 3, workers: 2, epochs: 2 };

/** Who dies, and in which network: the course's, or one with branches. */
const DEATHS = [
  ['data-worker', null],
  ['kernel-thread', null],
  ['kernel-thread', 'branches.keras'],
] as const;

for (const [who, network] of DEATHS) {
  const where = network ? `, training ${network}` : '';
  test(`losses are the same if a ${who} dies at any moment${where}`, async ({}, info) => {
    test.setTimeout(900_000);
    const count = info.project.name === 'long' ? 100 : 10;
    const run = (death: Death | null) =>
      page.evaluate((args) => globalThis.again.run(...args), [OPTIONS, death, 'pets.zip', network] as const);
    await run(null);
    const undisturbed = await run(null);
    expect(undisturbed.outcome).toHaveLength(6);
    const random = new RandomState(SEED);
    const waits: number[] = [];
    let { [who]: longest } = undisturbed.ms;
    for (let i = 0; waits.length < count; i++) {
      const death = { who, ms: random.uniform(0, longest), which: random.uniform(0, 1) };
      const { outcome, afterDeathMs, ms } = await run(death);
      expect(outcome, `PUPILA_TEST_SEED=${SEED}, run ${i}: ${JSON.stringify(death)}`).toEqual(
        undisturbed.outcome,
      );
      if (afterDeathMs !== null) waits.push(Math.round(afterDeathMs));
      // The run ended first. Its duration depends on the load of the machine.
      else longest = Math.min(longest, ms[who]);
    }
    waits.sort((a, b) => a - b);
    console.log(`${waits.length} × ${who} ended; ms from there to the end of training: ${waits.join(' ')}`);
  });
}

test('data workers that die while idle are replaced', async () => {
  const long = { ...OPTIONS, batchSize: 4, stepsPerEpoch: 8 };
  const { outcome } = await page.evaluate((options) => globalThis.again.run(options), long);
  expect(outcome).toHaveLength(16);
  expect(await page.evaluate((options) => globalThis.again.idle.inAPause(options), long)).toEqual(outcome);
  expect(await page.evaluate(() => globalThis.again.idle.predictor())).toBe(3);
});
