/** Runs that were interrupted continue from a checkpoint, to the last bit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Page, expect } from 'playwright/test';
import { runScript } from './page-script';
import type { ResumePage } from './pages/resume';
import { smallPictures, test, zipOf } from './support';

declare global {
  var resume: ResumePage;
}

let page: Page;
test.beforeEach(async ({ open }, info) => {
  const folder = info.outputPath('data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/pets.zip`, await zipOf(await smallPictures()));
  page = await open({ mounts: { data: folder }, path: 'headless.html' });
  await runScript(page, 'resume');
});

for (const [network, options] of [
  ['chain', {}],
  [
    'chain',
    {
      optimizer: 'sgd',
      momentum: 0.9,
      schedule: { name: 'CosineDecay', decaySteps: 12, initialLearningRate: 0.1 },
    },
  ],
  ['graph', {}],
] as const) {
  test(`${network} ${JSON.stringify(options)}: stopped after any step and continued, it ends with the same bits`, async () => {
    const stops = [1, 3, 4, 5, 8, 11, 12];
    const { outcomes, steps } = await page.evaluate((args) => globalThis.resume.continues(...args), [
      network,
      options,
      stops,
    ] as const);
    expect(steps).toBe(12);
    expect(outcomes).toEqual(stops.flatMap(() => [true, true, true]));
  });
}

test('other options are refused by name; more epochs are not', async () => {
  const refuses = (options: object) => page.evaluate((given) => globalThis.resume.refuses(given), options);
  expect(await refuses({ batchSize: 4 })).toMatch(/Received: batchSize=4, checkpoint=5$/);
  expect(await refuses({ epochs: 4 })).toBe('it went on');
});
