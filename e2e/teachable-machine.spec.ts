/** Models of Teachable Machine on the command line: their labels lie beside them. */
import { existsSync } from 'node:fs';
import { expect } from 'playwright/test';
import { headless, test } from './support';

const FIELD = '../shared/models';
const gpu = 'none';

test('the exports predict with their labels, and train', async ({}, info) => {
  test.skip(!existsSync(FIELD), `${FIELD} is missing, so models of Teachable Machine are not loaded.`);
  const images = ['fixtures/jpeg/0.jpg'];
  const model = `${FIELD}/04/model.json`;
  const [tfjs] = await headless.predict({ images, model, gpu });
  expect(Object.keys(tfjs?.probabilities ?? {})).toEqual(['노마스크', '마스크']);
  const [keras] = await headless.predict({ images, model: `${FIELD}/01/keras_model.h5`, gpu });
  expect(Object.keys(keras?.probabilities ?? {})).toEqual(['가위', '바위', '보']);

  const options = {
    classes: ['cats', 'dogs'],
    epochs: 1,
    stepsPerEpoch: 2,
    batchSize: 2,
    validationSteps: 1,
  };
  const out = info.outputPath('run');
  const { run } = await headless.train({ data: 'fixtures/tree.zip', model, out, gpu, options });
  expect(run).toMatchObject({ steps: 2, options: { keepAspectRatio: true, interpolation: 'bilinear' } });
});
