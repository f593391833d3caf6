/** For tests only: networks drawn at random, with branches, and their step by the graph compared with that of the tape. */
import { type Tensor, abs, add, keep } from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  type SymbolicTensor,
  input as inputOf,
  layers as stock,
  model as functional,
} from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Batch } from '../core/batch';
import { maxError } from '../data/golden-cases.testing';
import { GraphTrainStep } from '../engines/wasm/graph/graph-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { checkProperty } from '../random/property.testing';
import { layerOf } from '../models/layers/layer-of';
import { graphFor } from '../plan/graph/graph-for';
import type { VariableUpdates } from '../training/plan-delegates';
import { Optimizer } from '../training/optimizers';
import type { TrainStep } from '../training/train-step';
import { setWeightsFromSeed } from '../training/train-step.testing';
import { randomLayersFor } from './random-layers';
import { TapeTrainStep } from './tape-train-step';

/** A choice of each number that a block reads. */
interface Choice {
  block: number;
  numbers: number[];
}

/** A network: the size of its pictures, its blocks, and whether its last images are averaged. */
export interface DrawnNetwork {
  height: number;
  width: number;
  blocks: Choice[];
  isAveraged: boolean;
  seed: number;
}

const side = fc.integer({ min: 5, max: 11 });

// Without fast-check's bias to small numbers, which would choose the first of all choices too often.
const drawnNetworks: fc.Arbitrary<DrawnNetwork> = fc.noBias(
  fc.record({
    height: side,
    width: side,
    blocks: fc.array(
      fc.record({ block: fc.nat(99), numbers: fc.array(fc.nat(99), { minLength: 20, maxLength: 20 }) }),
      { minLength: 3, maxLength: 8 },
    ),
    isAveraged: fc.boolean(),
    seed: fc.integer({ min: 1, max: 2 ** 30 }),
  }),
);

const IMAGES = 5;
const CLASSES = 3;

/** Smooth ones more often: at a corner, rounding decides which slope a value has. */
const ACTIVATIONS = ['tanh', 'swish', 'gelu', 'elu', 'softplus', 'mish', 'softsign', 'linear', 'relu'];

/** Picks from a list by the next number. */
class Picks {
  readonly #numbers: number[];
  constructor(drawn: readonly number[]) {
    this.#numbers = [...drawn];
  }
  of<T>(...choices: readonly T[]): T {
    return choices[(this.#numbers.shift() ?? 0) % choices.length] as T;
  }
}

type Block = (x: SymbolicTensor, picks: Picks) => SymbolicTensor;

/** Height, width, channels. */
const sizeOf = ({ shape }: SymbolicTensor) => shape.slice(1) as [number, number, number];
const made = (className: string, config: object, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layerOf(className, config).apply(x) as SymbolicTensor;

function convolution(x: SymbolicTensor, picks: Picks, config: object = {}): SymbolicTensor {
  const [height, width, channels] = sizeOf(x);
  const groups = picks.of(1, 1, 2, channels);
  const dilationRate = picks.of(1, 1, 1, 2);
  const isWide = Math.min(height, width) > 5;
  return made(
    'Conv2D',
    {
      kernelSize: picks.of([3, 3], [1, 1], [2, 3], [3, 2]),
      filters: channels % groups === 0 ? groups * picks.of(2, 3, 4) : 8,
      groups: channels % groups === 0 ? groups : 1,
      strides: isWide && dilationRate === 1 ? picks.of(1, 1, 2) : 1,
      dilationRate,
      padding: isWide ? picks.of('same', 'valid') : 'same',
      useBias: picks.of(true, false),
      activation: picks.of(...ACTIVATIONS),
      ...config,
    },
    x,
  );
}

const sameSize = { strides: 1, dilationRate: 1, padding: 'same', groups: 1 };

const BLOCKS: readonly Block[] = [
  convolution,
  convolution,
  (x, picks) => {
    const isWide = Math.min(...sizeOf(x).slice(0, 2)) > 5;
    return made(
      picks.of('DepthwiseConv2D', 'SeparableConv2D'),
      {
        ...{ kernelSize: picks.of(3, 2), filters: 6, depthMultiplier: picks.of(1, 2), padding: 'same' },
        ...{ strides: isWide ? picks.of(1, 2) : 1, activation: picks.of(...ACTIVATIONS) },
      },
      x,
    );
  },
  (x, picks) => {
    const isSmall = Math.max(...sizeOf(x).slice(0, 2)) < 8;
    const strides = isSmall ? picks.of(1, 2) : 1;
    const config = {
      kernelSize: picks.of(3, 4),
      filters: picks.of(4, 5),
      padding: picks.of('same', 'valid'),
    };
    return made('Conv2DTranspose', { ...config, strides, activation: picks.of(...ACTIVATIONS) }, x);
  },
  (x, picks) => {
    const config = { scale: picks.of(true, true, false), center: picks.of(true, true, false) };
    const y = made('BatchNormalization', config, x);
    return made('Activation', { activation: picks.of(...ACTIVATIONS) }, y);
  },
  (x, picks) =>
    made('LayerNormalization', { axis: picks.of<number | number[]>(-1, [2, 3], [1, 2, 3], 1, [1, 3]) }, x),
  (x, picks) => {
    const [, , channels] = sizeOf(x);
    const groups = picks.of(1, 2, -1);
    return made('GroupNormalization', { groups: channels % groups === 0 ? groups : -1, axis: -1 }, x);
  },
  (x, picks) => {
    if (Math.min(...sizeOf(x).slice(0, 2)) < 4) return x;
    const config = { poolSize: picks.of(2, 3), strides: picks.of(2, 1), padding: picks.of('same', 'valid') };
    return made(picks.of('AveragePooling2D', 'MaxPooling2D'), config, x);
  },
  // Two branches of equal shape.
  (x, picks) => {
    const filters = picks.of(4, 6);
    const merge = picks.of('Add', 'Multiply', 'Maximum', 'Minimum', 'Average', 'Subtract');
    const branches = [0, 1].map(() => convolution(x, picks, { ...sameSize, filters }));
    return made(merge, {}, branches);
  },
  (x, picks) => {
    const [, , channels] = sizeOf(x);
    const axis = picks.of(-1, 1, 2);
    const filters = axis === -1 ? picks.of(3, 4) : channels;
    const other = convolution(x, picks, { ...sameSize, filters });
    return made('Concatenate', { axis }, [x, other]);
  },
  // A map for all channels, and a vector for all pixels. tfjs has no gradient of a maximum of several shapes.
  (x, picks) => {
    const merge = picks.of('Add', 'Multiply');
    const [, , channels] = sizeOf(x);
    if (picks.of(true, false))
      return made(merge, {}, [x, convolution(x, picks, { ...sameSize, filters: 1 })]);
    const pooled = made('GlobalAveragePooling2D', { keepdims: true }, x);
    return made(merge, {}, [x, convolution(pooled, picks, { ...sameSize, filters: channels })]);
  },
  (x, picks) => {
    const operands = picks.of<unknown[]>([{ tensor: 0 }, 0.3], [0.3, { tensor: 0 }]);
    const operation = picks.of('maximum', 'minimum', 'subtract', 'multiply');
    return made('Operation', { operation, operands }, x);
  },
  (x, picks) => {
    const [, , channels] = sizeOf(x);
    const y = made('Permute', { dims: [3, 1, 2] }, x);
    const config = { ...sameSize, filters: channels + 1, dataFormat: 'channelsFirst' };
    return made('Permute', { dims: [2, 3, 1] }, convolution(y, picks, { ...config, kernelSize: 3 }));
  },
  (x, picks) => {
    const [, , channels] = sizeOf(x);
    return made('Add', {}, [x, convolution(x, picks, { ...sameSize, filters: channels })]);
  },
  // Layers that are used twice.
  (x, picks) => {
    const [, , channels] = sizeOf(x);
    const config = { ...sameSize, filters: channels, kernelSize: 3, activation: picks.of(...ACTIVATIONS) };
    const [convolution, normalization] = [layerOf('Conv2D', config), layerOf('BatchNormalization', {})];
    const isNormalized = picks.of(true, false);
    const use = (y: SymbolicTensor): SymbolicTensor => {
      const z = convolution.apply(y) as SymbolicTensor;
      return isNormalized ? (normalization.apply(z) as SymbolicTensor) : z;
    };
    const once = use(x);
    return made('Add', {}, [once, use(once)]);
  },
  // Squeeze and excitation.
  (x, picks) => {
    const [, , channels] = sizeOf(x);
    const vector = made('GlobalAveragePooling2D', { keepdims: true }, x);
    const gate = made(
      'Conv2D',
      { filters: channels, kernelSize: 1, activation: picks.of('sigmoid', 'softmax') },
      vector,
    );
    return made('Multiply', {}, [x, gate]);
  },
  (x, picks) => {
    const [height, width] = sizeOf(x);
    const interpolation = picks.of('nearest', 'bilinear');
    const size = { height: height + picks.of(-1, 2), width: width + picks.of(-2, 1) };
    if (picks.of(true, false)) return made('Resizing', { ...size, interpolation }, x);
    return Math.max(height, width) < 6 ? made('UpSampling2D', { size: [2, 2], interpolation }, x) : x;
  },
  (x, picks) => {
    const sides: [[number, number], [number, number]] = [
      [picks.of(0, 1), 1],
      [1, picks.of(0, 1)],
    ];
    const isSmall = Math.min(...sizeOf(x).slice(0, 2)) < 4;
    return isSmall || picks.of(true, false)
      ? made('ZeroPadding2D', { padding: sides }, x)
      : made('Cropping2D', { cropping: sides }, x);
  },
  (x, picks) => made('Permute', { dims: picks.of([2, 1, 3], [3, 1, 2], [2, 3, 1]) }, x),
  (x, picks) => made('PReLU', { sharedAxes: picks.of([1, 2], null), alphaInitializer: 'glorotUniform' }, x),
  (x, picks) =>
    made('ReLU', { maxValue: picks.of(null, 1), negativeSlope: 0.1, threshold: picks.of(0, 0.2) }, x),
  (x, picks) => made('Softmax', { axis: picks.of<number | number[]>(-1, 1, 2, [1, 2]) }, x),
];

/** Builds a network. Equal draws give equal networks. */
function networkOf({ height, width, blocks, isAveraged }: DrawnNetwork): LayersModel {
  const input = inputOf({ shape: [height, width, 3] });
  let x: SymbolicTensor = input;
  for (const { block, numbers: drawn } of blocks) {
    const [rows, columns] = sizeOf(x);
    // What is too small for windows ends here.
    if (Math.min(rows, columns) < 3) break;
    x = (BLOCKS[block % BLOCKS.length] as Block)(x, new Picks(drawn));
  }
  x = made('Conv2D', { filters: 4, kernelSize: 1, activation: 'tanh' }, x);
  x = isAveraged ? made('GlobalAveragePooling2D', {}, x) : made('Flatten', {}, x);
  const outputs = stock.dense({ units: CLASSES, activation: 'softmax' }).apply(x) as SymbolicTensor;
  const model = functional({ inputs: input, outputs });
  setWeightsFromSeed(model);
  // Moving variances are above 0.
  for (const weight of model.weights.filter(({ name }) => name.includes('moving_variance')))
    weight.write(add(abs(weight.read()), 0.5));
  return model;
}

function batchFor({ height, width }: DrawnNetwork, seed: number): Batch {
  return {
    x: numbers(IMAGES * height * width * 3, seed) as Float32Array<ArrayBuffer>,
    y: Float32Array.from({ length: IMAGES }, (_, i) => (i + seed) % CLASSES),
    size: IMAGES,
    indices: new Int32Array(IMAGES),
  };
}

/** Outputs before a step, its loss, the gradients of all trained weights, and the moving statistics after it. */
interface Result {
  outputs: Float32Array;
  loss: number;
  gradients: Float32Array[];
  statistics: Float32Array[];
}

async function resultOf(
  step: TrainStep,
  model: LayersModel,
  batch: Batch,
  gradients: () => Float32Array[],
): Promise<Result> {
  const outputs = await step.predict(batch);
  const { loss } = await step.run(batch);
  await step.sync();
  step.dispose();
  const statistics = model.nonTrainableWeights.map((weight) => weight.read().dataSync() as Float32Array);
  return { outputs, loss, gradients: gradients(), statistics };
}

async function byGraph(kernels: KernelModule, model: LayersModel, batch: Batch): Promise<Result> {
  const planned = graphFor(model);
  if ('reason' in planned) throw new Error(planned.reason.text);
  const gradients: Float32Array[] = [];
  const updates: VariableUpdates = {
    apply: (given) => {
      gradients.push(...given.map((each) => (each ?? new Float32Array()).slice()));
      return Promise.resolve(0);
    },
    slots: () => Promise.resolve([]),
    finalize: () => undefined,
  };
  const step = new GraphTrainStep({
    ...{ ...planned, kernels, model, updates, random: randomLayersFor(model, planned.graph) },
    ...{ optimizer: new Optimizer({ name: 'sgd' }), loss: 'sparse_categorical_crossentropy' },
  });
  return resultOf(step, model, batch, () => gradients);
}

async function byTape(model: LayersModel, batch: Batch): Promise<Result> {
  const optimizer = new Optimizer({ name: 'sgd', learningRate: 0 });
  const kept: Tensor[] = [];
  const apply = optimizer.step.bind(optimizer);
  optimizer.step = (weights, gradients) => {
    kept.push(...gradients.map((gradient) => keep(gradient.clone())));
    return apply(weights, gradients);
  };
  const step = new TapeTrainStep({ model, optimizer, loss: 'sparse_categorical_crossentropy' });
  return resultOf(step, model, batch, () => {
    const gradients = kept.map((each) => each.dataSync().slice() as Float32Array);
    kept.forEach((each) => each.dispose());
    return gradients;
  });
}

/** Largest distance of two results, as a share of the largest value of each kind. */
function distanceOf(ours: Result, theirs: Result): number {
  const between = (mine: readonly Float32Array[], other: readonly Float32Array[], least: number): number => {
    expect(mine.map(({ length }) => length)).toEqual(other.map(({ length }) => length));
    const scale = Math.max(least, ...other.flatMap((each) => Array.from(each, Math.abs)));
    return Math.max(0, ...mine.map((each, i) => maxError(each, other[i] as Float32Array) / scale));
  };
  return Math.max(
    between([ours.outputs], [theirs.outputs], 1),
    Math.abs(ours.loss - theirs.loss) / Math.max(1, theirs.loss),
    between(ours.gradients, theirs.gradients, 1e-2),
    between(ours.statistics, theirs.statistics, 1),
  );
}

/** Allowed distance. */
const TOLERANCE = 1e-4;

/** Expects `runs` networks drawn at random to train as a graph as on the tape, within a time limit. */
export async function checkRandomNetworks(limits: { runs: number; seconds: number }): Promise<void> {
  const kernels = await startWasm();
  await checkProperty(
    fc.asyncProperty(drawnNetworks, (drawn) => expectSameStep(kernels, drawn)),
    limits,
  );
}

/**
 * Expects a step by the graph to have the outputs, loss, gradients and moving statistics of the tape. If rounding moves a value over a corner of an
 * activation or to another maximum, both are right, and differ: then another batch decides.
 */
async function expectSameStep(kernels: KernelModule, drawn: DrawnNetwork): Promise<void> {
  const distances: number[] = [];
  for (let k = 0; k < 3; k++) {
    const batch = batchFor(drawn, drawn.seed + k);
    const [mine, other] = [networkOf(drawn), networkOf(drawn)];
    const distance = distanceOf(await byGraph(kernels, mine, batch), await byTape(other, batch));
    [mine, other].forEach((model) => model.dispose());
    if (distance < TOLERANCE) return;
    distances.push(distance);
  }
  expect(distances, 'distance from the tape, for three batches').toEqual([]);
}
