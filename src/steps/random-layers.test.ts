/** Layers with random draws train in a graph with the numbers that they draw on the tape. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input as inputOf, layers, model as functional, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import type { BackendReport } from '../engines/select';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { layerOf } from '../models/layers/layer-of';
import { graphFor } from '../plan/graph/graph-for';
import { Optimizer } from '../training/optimizers';
import type { TrainStep } from '../training/train-step';
import { setWeightsFromSeed } from '../training/train-step.testing';
import { TapeTrainStep } from './tape-train-step';
import { makeTrainStep } from './train-path';

type Layer = LayersModel['layers'][number];

beforeAll(async () => void (await startWasm()));

const SHAPE = [9, 8, 3];
/** More than a slice of the tape, which has 64 pictures at most and draws anew for each. */
const IMAGES = 70;

function batchOf(seed: number): Batch {
  return {
    x: numbers(IMAGES * 9 * 8 * 3, seed).map((value) => 100 * (value + 1)),
    y: Float32Array.from({ length: IMAGES }, (_, i) => i % 2),
    size: IMAGES,
    indices: new Int32Array(IMAGES),
  };
}

/** A network with some layers at the beginning, and others after its convolution. */
function networkOf(first: Layer[], later: Layer[]): LayersModel {
  const inputs = inputOf({ shape: SHAPE });
  const all = [
    ...first,
    layerOf('Rescaling', { scale: 0.01 }),
    layers.conv2d({ filters: 5, kernelSize: 3, activation: 'tanh' }),
    ...later,
    layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ];
  const outputs = all.reduce((x, layer) => layer.apply(x) as SymbolicTensor, inputs);
  const model = functional({ inputs, outputs });
  setWeightsFromSeed(model);
  return model;
}

const later = (className: string, config: object) => () => networkOf([], [layerOf(className, config)]);
const atFirst = (...given: [className: string, config: object][]) => {
  return () =>
    networkOf(
      given.map(([className, config]) => layerOf(className, config)),
      [],
    );
};
const flip: [string, object] = ['RandomFlip', { mode: 'horizontal' }];

const NETWORKS: Readonly<Record<string, () => LayersModel>> = {
  SpatialDropout2D: later('SpatialDropout2D', { rate: 0.4 }),
  GaussianNoise: later('GaussianNoise', { stddev: 0.5 }),
  GaussianDropout: later('GaussianDropout', { rate: 0.3 }),
  AlphaDropout: later('AlphaDropout', { rate: 0.3 }),
  'Dropout with a noise shape': later('Dropout', { rate: 0.4, noiseShape: [null, 1, 1, 5] }),
  'GaussianNoise of the pictures': atFirst(['GaussianNoise', { stddev: 20 }]),
  'random changes of the pictures': atFirst(
    flip,
    ['RandomRotation', { factor: 0.1 }],
    ['RandomZoom', { heightFactor: 0.2 }],
    ['RandomContrast', { factor: 0.3 }],
  ),
  'random changes after others': atFirst(['Resizing', { height: 11, width: 10 }], flip),
  'random changes in a nested model': () =>
    networkOf(
      [
        sequential({
          layers: [layers.inputLayer({ inputShape: SHAPE }), layerOf(...flip)],
        }),
      ],
      [],
    ),
};

/** Losses of three steps, and the outputs after them. */
async function train(step: TrainStep): Promise<{ losses: number[]; outputs: Float32Array }> {
  const losses: number[] = [];
  for (const seed of [1, 2, 3]) losses.push((await step.run(batchOf(seed))).loss);
  const outputs = await step.predict(batchOf(4));
  step.dispose();
  return { losses, outputs };
}

describe.each(Object.entries(NETWORKS))('%s', (_, make) => {
  const optimizer = () => new Optimizer({ name: 'sgd', learningRate: 0.5 });
  const byGraph = (model: LayersModel, seed: number): Promise<TrainStep> => {
    return makeTrainStep({
      ...{ backend: { backend: 'wasm', threads: 1 } as BackendReport, model, optimizer: optimizer(), seed },
      ...{ loss: 'binary_crossentropy', timeBudgetMs: 12, threads: 1, slots: null, images: IMAGES },
    });
  };

  it('draws as on the tape', async () => {
    const [model, twin] = [make(), make()];
    expect(graphFor(model)).toHaveProperty('graph');
    const ours = await train(await byGraph(model, 7));
    const options = { optimizer: optimizer(), loss: 'binary_crossentropy' as const, seed: 7 };
    const theirs = await train(new TapeTrainStep({ ...options, model: twin }));
    ours.losses.forEach((loss, i) => expect(loss).toBeCloseTo(theirs.losses[i] as number, 5));
    ours.outputs.forEach((output, i) => expect(output).toBeCloseTo(theirs.outputs[i] as number, 4));
  });

  it('draws otherwise for another seed', async () => {
    const [first, second] = await Promise.all(
      [7, 8].map(async (seed) => (await train(await byGraph(make(), seed))).losses[0] as number),
    );
    expect(Math.abs((first as number) - (second as number))).toBeGreaterThan(1e-5);
  });
});

it('has no graph if pictures change at random after a convolution', () => {
  const model = networkOf([], [layerOf('RandomFlip', { name: 'flip' })]);
  expect(graphFor(model)).toMatchObject({ reason: { text: 'flip does not stand at the beginning' } });
});
