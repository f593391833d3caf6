/** Models whose input is not (height, width, channels): their pictures are reshaped, or they are refused. */
import { expect } from 'playwright/test';
import { headless, test } from './support';

const { predict, train } = headless;

const gpu = 'none';
const data = 'fixtures/tree.zip';
const images = ['fixtures/jpeg/0.jpg'];
const classes = ['cats', 'dogs'];
const model = (name: string) => `fixtures/inputs/${name}.keras`;

test('inputs (28, 28) and (784) compute with pictures as (28, 28, 1) does', async () => {
  const predicted: number[] = [];
  for (const name of ['28x28x1', '28x28', '784']) {
    const [prediction] = await predict({ images, model: model(name), gpu });
    predicted.push(prediction?.probabilities['class 0'] as number);
  }
  for (const probability of predicted) expect(probability).toBeCloseTo(predicted[0] as number, 5);

  const trained: number[] = [];
  for (const name of ['28x28x1', '784']) {
    const options = { classes, epochs: 1, stepsPerEpoch: 2, batchSize: 4, seed: 1 };
    const { history, run } = await train({ data, model: model(name), gpu, options });
    expect(run['options']).toMatchObject({ targetSize: [28, 28], colorMode: 'grayscale' });
    trained.push(history['loss']?.[0] as number);
  }
  expect(trained[1]).toBeCloseTo(trained[0] as number, 5);
});

test('other inputs are refused in one sentence', async () => {
  const vector = predict({ images, model: model('20'), gpu });
  await expect(vector).rejects.toThrow('Received: inputs=(20,)');
  const two = train({ data, model: model('two'), gpu, options: { classes } });
  await expect(two).rejects.toThrow('Received: inputs=(8, 8, 1), (8, 8, 1)');
});
