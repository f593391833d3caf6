/** Files of weights on the command line and in the headless API. */
import { mkdirSync } from 'node:fs';
import { expect } from 'playwright/test';
import { headless, pupila, test } from './support';

const { predict, summary, train } = headless;

const TRAIN = 'fixtures/train/small_binary_adam';
const MODEL = `${TRAIN}.final.keras`;
const images = ['fixtures/jpeg/0.jpg'];
const gpu = 'none';

test('weights go into a model: its predictions are those of the model that the weights are from', async ({}, info) => {
  const weights = `${TRAIN}.initial.weights.h5`;
  const from = await predict({ images, model: `${TRAIN}.initial.keras`, gpu });
  expect(await predict({ images, model: MODEL, gpu })).not.toEqual(from);
  expect(await predict({ images, model: MODEL, weights, gpu })).toEqual(from);

  const out = info.outputPath('run');
  mkdirSync(out, { recursive: true });
  const short = ['--epochs', '1', '--steps-per-epoch', '1', '--learning-rate', '1e-9', '--gpu', gpu];
  const given = ['--model', MODEL, '--weights', weights, '--classes', 'cats,dogs'];
  const run = await pupila('train', 'fixtures/tree.zip', ...given, ...short, '--out', out);
  expect(run.code, run.stderr).toBe(0);
  const saved = await predict({ images, model: out, gpu });
  const dogs = (predictions: typeof saved) => Object.values(predictions[0]?.probabilities ?? {})[1] as number;
  expect(dogs(saved)).toBeCloseTo(dogs(from), 5);
});

test("without a model the weights go into the course's network, or the message says why not", async ({}, info) => {
  const out = info.outputPath('run');
  const options = { targetSize: [24, 24], epochs: 1, stepsPerEpoch: 1, batchSize: 4, seed: 1 } as const;
  await train({ data: 'fixtures/tree.zip', out, gpu, options });
  const weights = `${out}/model.keras`;
  const table = await summary({ weights, options: { targetSize: [24, 24] } });
  expect(table).toContain('conv2d_2');
  const options24 = { targetSize: [24, 24] } as const;
  const byWeights = await predict({ images, weights, gpu, options: options24 });
  expect(Object.values(byWeights[0]?.probabilities ?? {})).toEqual(
    Object.values((await predict({ images, model: out, gpu }))[0]?.probabilities ?? {}),
  );
  const wrong = await pupila('predict', '--weights', weights, ...images, '--gpu', gpu);
  expect(wrong.stderr).toContain(
    'the course’s network for pictures of 150\u00a0×\u00a0150\u00a0×\u00a03 (`--target-size`',
  );
  expect(wrong.stderr).toMatch(
    /Weight 0 of layer dense must have shape \(10404, 512\)\. Received: shape=\[36,512\]/,
  );
  expect(wrong.code).toBe(1);
});

test('weights that do not fit are skipped with a warning, or refused', async () => {
  const skip = ['--model', MODEL, '--weights', 'fixtures/weights/legacy.h5', '--by-name'];
  const refused = await pupila('predict', ...skip, ...images, '--gpu', gpu);
  expect(refused.stderr).toContain('The names of layers in the file must be those of the model');
  const other = ['--model', 'fixtures/weights/other.keras', '--weights', 'fixtures/weights/legacy.h5'];
  const skipped = await pupila('summary', ...other, '--skip-mismatch');
  expect(skipped.code, skipped.stderr).toBe(0);
  const only = await pupila('summary', '--model', 'fixtures/weights/legacy.h5');
  expect(only.stderr).toContain('Load the file of their model first, then the weights.');
  // Refused before a browser starts.
  const alone = summary({ model: MODEL, skipMismatch: true });
  await expect(alone).rejects.toMatchObject({ code: 'invalid-argument' });
  await expect(summary({ model: MODEL, weights: 'no.h5' })).rejects.toThrow('does not exist');
  expect(await pupila('predict', ...images)).toMatchObject({ code: 2 });
});
