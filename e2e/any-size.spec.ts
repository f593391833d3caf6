/** Models for pictures of any size, such as those of keras.applications, on the command line and in the headless API. */
import { openAsBlob } from 'node:fs';
import { expect } from 'playwright/test';
import { headless, pupila, test } from './support';

const MODEL = 'fixtures/nets/any_size.keras';
const images = ['fixtures/jpeg/0.jpg'];
const gpu = 'none';

test('the size is chosen, or said; a trained model keeps it in its file', async ({}, info) => {
  const usual = await pupila('predict', '--model', MODEL, ...images, '--gpu', gpu);
  expect(usual.code, usual.stderr).toBe(0);
  expect(usual.stderr).toContain('They are resized to 224\u00a0×\u00a0224');
  const small = await pupila('predict', '--model', MODEL, ...images, '--gpu', gpu, '--target-size', '32x40');
  expect(small.code, small.stderr).toBe(0);
  expect(small.stderr).toBe('');
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
  expect(wrong.stderr).toContain('`targetSize` must be the model’s, or be omitted.');
});
