/** Models whose input is not (height, width, channels): their pictures are reshaped, or they are refused. */
import { expect } from 'playwright/test';
import { headless, test } from './support';

const { evaluate, predict, train } = headless;

const gpu = 'none';
const data = 'fixtures/tree.zip';
const images = ['fixtures/jpeg/0.jpg'];
const classes = ['cats', 'dogs'];
const model = (name: string) => `fixtures/inputs/${name}.keras`;

test('inputs (28, 28) and (784) compute with pictures as (28, 28, 1) does', async () => {
  const results: number[][] = [];
  for (const name of ['28x28x1', '28x28', '784']) {
    const prediction = await predict({ images, model: model(name), gpu });
    const { loss } = await evaluate({ data, model: model(name), gpu, options: { classes } });
    const options = { classes, epochs: 1, stepsPerEpoch: 2, batchSize: 4, seed: 1 };
    const { history, run } = await train({ data, model: model(name), gpu, options });
    expect(run['options']).toMatchObject({ targetSize: [28, 28], colorMode: 'grayscale' });
    results.push([prediction[0]?.probabilities['class 0'], loss, history['loss']?.[0]] as number[]);
  }
  for (const numbers of results)
    numbers.forEach((value, i) => expect(value).toBeCloseTo(results[0]?.[i] as number, 5));
});

test('other inputs are refused in one sentence', async () => {
  for (const [name, received] of [
    ['20', '(20)'],
    ['two', '(8, 8, 1), (8, 8, 1)'],
  ] as const) {
    const refused = `Received: inputs=${received}`;
    await expect(predict({ images, model: model(name), gpu })).rejects.toThrow(refused);
    await expect(train({ data, model: model(name), gpu, options: { classes } })).rejects.toThrow(refused);
  }
});
