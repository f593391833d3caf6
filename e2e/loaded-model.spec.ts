/** A model that was saved prepares pictures, and names classes, as it did when it was trained. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Page, expect } from 'playwright/test';
import { writeNpy } from '../src/data/archive/npy';
import { runScript } from './page-script';
import type { ModelsPage } from './pages/models';
import { smallPictures, test, zipOf } from './support';

declare global {
  var models: ModelsPage;
}

let page: Page;
test.beforeEach(async ({ open }, info) => {
  const files: Record<string, Uint8Array> = {};
  const pictures = await smallPictures();
  for (const [name, content] of Object.entries(pictures)) files[`pictures/${name}`] = content;
  files['pictures/any.png'] = Object.values(pictures)[0] as Uint8Array;
  files['data/pets.zip'] = await zipOf(pictures);
  const values = Float32Array.from({ length: 16 * 24 * 24 }, (_, i) => (i * 7) % 256);
  const labels = Float32Array.from({ length: 16 }, (_, i) => i % 2);
  files['data/grey.npz'] = await zipOf({
    'x.npy': new Uint8Array(writeNpy([16, 24, 24, 1], values)),
    'y.npy': new Uint8Array(writeNpy([16], labels)),
  });
  for (const [path, content] of Object.entries(files)) {
    const target = info.outputPath(path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  const mounts = {
    data: info.outputPath('data'),
    pictures: info.outputPath('pictures'),
    models: 'fixtures/train',
  };
  page = await open({ mounts, path: 'headless.html' });
  await runScript(page, 'models');
});

const PREPARATIONS = {
  "the course's": undefined,
  'each picture by itself': {
    samplewise_center: true,
    samplewise_std_normalization: true,
    rotation_range: 20,
  },
  'by the means of the data': {
    featurewise_center: true,
    featurewise_std_normalization: true,
    rescale: 1 / 255,
  },
  'no rescaling': { horizontal_flip: true },
  whitening: { zca_whitening: true, rescale: 1 / 255 },
};

for (const [name, augmentation] of Object.entries(PREPARATIONS))
  test(`a loaded model predicts and evaluates as before it was saved: ${name}`, async () => {
    for (const format of ['keras', 'tfjs'] as const) {
      const { before, after } = await page.evaluate((args) => globalThis.models.savedAndLoaded(...args), [
        augmentation as never,
        format,
      ] as const);
      expect(after.predicted).toHaveLength(2);
      after.predicted.forEach((row, i) =>
        row.forEach((value, j) => expect(value).toBeCloseTo(before.predicted[i]?.[j] as number, 5)),
      );
      expect(after.loss).toBeCloseTo(before.loss, 5);
    }
  });

test('classes in another order than the model has are refused, not swapped', async () => {
  expect(await page.evaluate(() => globalThis.models.swappedClasses())).toContain('in the model’s order');
});

test('a network trained on greyscale arrays gets a picture file in grey', async () => {
  const [row] = await page.evaluate(() => globalThis.models.fileForArrays());
  expect(row?.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
});

test('a predictor whose backend fails before its first picture rejects that picture, and nothing else', async () => {
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  expect(await page.evaluate(() => globalThis.models.predictorWithoutBackend())).toEqual({
    backend: 'backend-unavailable',
    prediction: 'backend-unavailable',
  });
  expect(uncaught).toEqual([]);
});
