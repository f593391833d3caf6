/** The feature maps prepare a picture as the trainer does: one picture has one probability on the page. */
import { readFileSync } from 'node:fs';
import { type Locator, expect } from 'playwright/test';
import { openTab, test } from './support';
import { TEXTS } from './texts';

const { trainer: words, featureMaps, labs } = TEXTS.es;

/** A picture that is twice as wide as high, so that cropping it shows another part than squeezing it. */
function widePicture(): Buffer {
  const [width, height] = [96, 48];
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    pixels.set(x < 24 || x >= 72 ? [250, 20 + y, 10] : [10, 40, (5 * x + 3 * y) % 256], i * 3);
  }
  return Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), pixels]);
}

const PICTURES = {
  'cat.jpg': readFileSync('build/dataset/pictures/cat.jpg'),
  'wide.ppm': widePicture(),
};

/** Shows each picture in both elements, and expects the same probability. */
async function expectSameProbabilities(trainer: Locator, maps: Locator): Promise<void> {
  await openTab(trainer, words.tabs.predict);
  for (const [name, buffer] of Object.entries(PICTURES)) {
    const file = { name, mimeType: '', buffer };
    await trainer.locator('[part=predict] input[type=file]').setInputFiles(file);
    const first = trainer.locator('[part=predictions] li').first();
    await expect(first.getByRole('img', { name })).toBeVisible();
    const share = (await first.locator('.best span').last().textContent()) as string;
    await maps.getByLabel(labs.open).setInputFiles(file);
    await expect(maps.getByText(labs.original(name))).toBeVisible({ timeout: 60_000 });
    await expect(maps.locator('.probability b'), name).toHaveText(share);
  }
}

test('a picture has the same probability in the feature maps and under "Try it"', async ({ open }) => {
  const page = await open({ path: '?lab=entrenamiento' });
  const [trainer, maps] = [page.locator('pupila-trainer'), page.locator('pupila-feature-maps')];
  await expect(maps.locator('.probability')).toBeVisible({ timeout: 60_000 });

  // The last layer has one value, which is shown as a number.
  await maps.getByRole('button', { name: 'dense_1', exact: true }).click();
  await expect(maps.locator('.numbers')).toContainText(/^\s*0,\d+\s*dense_1: 1 valor/);
  await expect(maps.locator('.wall')).toHaveCount(0);

  // Trained pictures are standardized one by one, which `rescale` alone does not do.
  const settings = {
    epochs: 1,
    batchSize: 8,
    stepsPerEpoch: 4,
    validationSteps: 1,
    learningRate: 1e-3,
    augment: { samplewise_center: true, rescale: 0.01 },
  };
  await trainer.evaluate((element, values) => Object.assign(element, values), settings);
  await trainer.getByRole('button', { name: words.start, exact: true }).click();
  await expect(trainer.locator('[part=matrix]')).toBeVisible({ timeout: 120_000 });
  await expect(maps.getByText(featureMaps.trained)).toBeVisible({ timeout: 60_000 });
  await expectSameProbabilities(trainer, maps);
  await expect(maps.getByText(featureMaps.asSeen)).toBeVisible();

  await openTab(trainer, words.tabs.model);
  await trainer.getByLabel(words.model.load).setInputFiles('fixtures/train/small_binary_adam.final.keras');
  await expect(maps.getByText(featureMaps.loaded)).toBeVisible({ timeout: 60_000 });
  await expectSameProbabilities(trainer, maps);
  await expect(maps.getByText(featureMaps.assumed('1/255'))).toBeVisible();
});
