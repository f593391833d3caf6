/** Models for pictures of any size, such as those of keras.applications: command line, headless API, element. */
import { openAsBlob } from 'node:fs';
import { expect } from 'playwright/test';
import { headless, openTab, pupila, test } from './support';
import { TEXTS } from './texts';
import type { PupilaTrainer } from '../src/element/index';

const MODEL = 'fixtures/nets/any_size.keras';
const images = ['fixtures/jpeg/0.jpg'];
const gpu = 'none';

test('the size is chosen, or said; a trained model keeps it in its file', async ({}, info) => {
  const usual = await pupila('predict', '--model', MODEL, ...images, '--gpu', gpu);
  expect(usual.code, usual.stderr).toBe(0);
  expect(usual.stderr).toContain('They are resized to 224\u00a0×\u00a0224');
  const small = await pupila('predict', '--model', MODEL, ...images, '--gpu', gpu, '--target-size', '32x40');
  expect(small.code, small.stderr).toBe(0);
  expect(small.stderr).not.toContain('resized');
  expect(small.stdout).not.toBe(usual.stdout);

  const out = info.outputPath('run');
  const options = {
    targetSize: [32, 40],
    classes: ['cats', 'dogs'],
    epochs: 1,
    stepsPerEpoch: 1,
    batchSize: 4,
  } as const;
  const { run } = await headless.train({ data: 'fixtures/tree.zip', model: MODEL, out, gpu, options });
  expect(run).toMatchObject({ options: { targetSize: [32, 40] } });
  const given = await headless.predict({ images, model: out, gpu, options: { targetSize: [32, 40] } });
  expect(await headless.predict({ images, model: out, gpu })).toEqual(given);
  const saved = Buffer.from(await (await openAsBlob(`${out}/model.keras`)).arrayBuffer()).toString('latin1');
  expect(saved).toContain('"batch_shape":[null,null,null,3]');
  expect(saved).toContain('"targetSize":[32,40]');
  const table = await headless.summary({ model: out });
  expect(table).toContain('pictures of any size; 32\u00a0×\u00a040\u00a0×\u00a03');
});

test('a size is refused for a model that has its own', async () => {
  const model = 'fixtures/nets/layer_scale.keras';
  const wrong = await pupila('predict', '--model', model, ...images, '--gpu', gpu, '--target-size', '32x40');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('`--target-size` must be the model’s, or be omitted.');
});

test('the element trains it in the size of the settings, and in another one after that', async ({ open }) => {
  const { model: words, tabs } = TEXTS.en.trainer;
  const page = await open({ path: 'embed.html', mounts: { fixtures: 'fixtures' } });
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'en'));
  const trainer = page.locator('pupila-trainer');
  await openTab(trainer, tabs.model);
  await trainer.getByLabel(words.load, { exact: true }).setInputFiles(MODEL);
  await expect(trainer.locator('[part=model]')).toContainText('any_size.keras', { timeout: 60_000 });
  const run = (targetSize: number) =>
    trainer.evaluate(async (element, targetSize) => {
      const trainer = element as PupilaTrainer;
      Object.assign(trainer, { targetSize, epochs: 1, batchSize: 4, stepsPerEpoch: 2, seed: 5 });
      Object.assign(trainer, { validationSteps: 1 });
      const { steps } = await trainer.start();
      const picture = await (await fetch('fixtures/jpeg/0.jpg')).blob();
      const predictions = await trainer.predict(picture);
      const file = await trainer.save('keras');
      const text = new TextDecoder('latin1').decode(await file.arrayBuffer());
      return { losses: steps.loss, predictions, size: /"targetSize":\[(\d+),(\d+)\]/.exec(text)?.slice(1) };
    }, targetSize);
  expect(await trainer.evaluate((element) => (element as PupilaTrainer).targetSize)).toBe(224);
  const small = await run(32);
  const large = await run(48);
  expect(small.size).toEqual(['32', '32']);
  expect(large.size).toEqual(['48', '48']);
  expect(small.losses).toHaveLength(2);
  expect(large.losses.every(Number.isFinite)).toBe(true);
  expect(large.losses).not.toEqual(small.losses);
  expect(await run(32)).toEqual(small);
});
