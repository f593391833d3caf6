/** What layers compute with options that are not the defaults, compared with Keras (fixtures/layer_options.py). */
import { type Scalar, type Tensor, losses, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxError } from '../data/golden-cases.testing';
import { startWasm } from '../engines/wasm/wasm.testing';
import type { Json } from '../models/layers/row';
import { asKerasTrains } from '../steps/as-keras-trains';
import { computeLayers } from '../steps/layer-by-layer';
import { pacedGradients } from '../steps/paced-gradients';
import { TapeTrainStep } from '../steps/tape-train-step';
import { makeTrainStep } from '../steps/train-path';
import type { TrainStep } from '../training/train-step';
import type { BackendReport } from '../engines/select';
import { Optimizer } from '../training/optimizers';
import { TimeBudget } from '../training/yield';
import { buildModel } from './keras-file';
import { KERAS, LAYER_CASES, type LayerCase, modelJson, wave } from './layer-options.testing';
import { toKerasConfig } from './to-keras-config';

/** Allowed distance from Keras as a share of an array's largest value, which counts as at least SMALLEST_SCALE. */
const TOLERANCE = 1e-4;
const SMALLEST_SCALE = 1e-2;
const LEARNING_RATE = 0.1;

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const scale = Math.max(SMALLEST_SCALE, ...Array.from(expected, Math.abs));
  expect(maxError(actual, expected) / scale, `${what}: share of the largest value`).toBeLessThan(TOLERANCE);
}

const layerOf = (model: LayersModel) => model.getLayer('layer');

async function modelOf({ layer, options, input_shape, is_fresh = false }: LayerCase): Promise<LayersModel> {
  const model = await buildModel(modelJson(layer, options, input_shape), KERAS.keras);
  if (is_fresh) return model;
  for (const [i, weight] of layerOf(model).weights.entries()) {
    const shape = weight.shape as number[];
    const values = wave(shape, 10 + i);
    const isVariance = weight.originalName.includes('variance');
    // `write` of a weight with a constraint applies it.
    (weight.read() as ReturnType<typeof weight.read> & { assign(x: Tensor): void }).assign(
      tensor(isVariance ? values.map((value) => Math.abs(value) + 0.5) : values, shape),
    );
  }
  return model;
}

/** Images of a case: as many as Keras got. */
const imagesOf = ({ y, shape }: LayerCase): number => y.length / shape.reduce((a, b) => a * b, 1);

const inputOf = (golden: LayerCase): Float32Array<ArrayBuffer> => {
  const {
    input_shape,
    input_range: [low, high],
  } = golden;
  return wave([imagesOf(golden), ...input_shape], 0).map(
    (value) => (low + high) / 2 + ((high - low) / 2) * value,
  );
};

beforeAll(async () => void (await startWasm()));

describe('a layer with options', () => {
  const named = LAYER_CASES.map(
    (golden) => [`${golden.layer} ${JSON.stringify(golden.options)}`, golden] as const,
  );

  it.each(named)('%s', async (_, golden) => {
    const model = await modelOf(golden);
    const { shape, y, y_training = y, dx, loss, after } = golden;
    const images = imagesOf(golden);
    expect(layerOf(model).outputShape).toEqual([null, ...shape]);
    const x = tensor(inputOf(golden), [images, ...golden.input_shape]);
    const truth = tensor(wave([y.length], 5), [images, y.length / images]);
    expectNear((model.predict(x) as Tensor).dataSync(), y, 'y');
    const pace = { budget: new TimeBudget(Infinity) };
    const { values, gradients } = await pacedGradients([x], pace, async (piece) => {
      const [outputs] = (await computeLayers(model, [x], asKerasTrains(model, 1), piece)) as [Tensor];
      const loss = await piece(() => losses.meanSquaredError<Tensor, Scalar>(truth, outputs));
      return [loss, outputs] as [Scalar, Tensor];
    });
    expectNear(values[1].dataSync(), y_training, 'y in training');
    expectNear((gradients[0] as Tensor).dataSync(), dx, 'dx');
    model.dispose();
    if (!after) return;
    for (const makeStep of [onTape, byPlan])
      await expectStep(golden, { loss: loss as number[], after }, makeStep);
  });
});

/** Makes a step of a model. */
type MakeStep = (options: {
  model: LayersModel;
  optimizer: Optimizer;
  loss: 'mean_squared_error';
}) => TrainStep | Promise<TrainStep>;

const onTape: MakeStep = (options) => new TapeTrainStep(options);

/** By our kernels, if they have the layer. */
const byPlan: MakeStep = (options) =>
  makeTrainStep({
    ...{ ...options, backend: { backend: 'wasm', threads: 1 } as BackendReport },
    ...{ seed: 0, timeBudgetMs: 12, threads: 1, slots: null, images: 2 },
  });

/** Compares a step of training. */
async function expectStep(
  golden: LayerCase,
  { loss, after }: { loss: number[]; after: number[][] },
  makeStep: MakeStep,
): Promise<void> {
  const model = await modelOf(golden);
  const optimizer = new Optimizer({ name: 'sgd', learningRate: LEARNING_RATE });
  const step = await makeStep({ model, optimizer, loss: 'mean_squared_error' });
  const y = wave([golden.y.length], 5);
  const result = await step.run({
    x: inputOf(golden),
    y,
    size: imagesOf(golden),
    indices: Int32Array.of(0, 1),
  });
  await step.sync();
  expectNear([result.loss], loss, 'loss');
  const { weights } = layerOf(model);
  expect(weights).toHaveLength(after.length);
  for (const [i, weight] of weights.entries())
    expectNear(await weight.read().data(), after[i] as number[], weight.originalName);
  step.dispose();
  model.dispose();
}

describe('a layer that is written', () => {
  it.each(LAYER_CASES)('has the options that were read: $layer $options', async (golden) => {
    const model = await modelOf(golden);
    const { layers } = toKerasConfig(model).config as { layers: { config: Json }[] };
    const written = layers.find(({ config }) => config['name'] === 'layer')?.config;
    expect(written).toMatchObject(golden.options);
    model.dispose();
  });
});
