import { type Tensor, fill, memory, tensor } from '@tensorflow/tfjs-core';
import {
  type Sequential,
  type SymbolicTensor,
  constraints,
  input,
  layers,
  model as functional,
  regularizers,
  sequential,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { Optimizer } from '../training/optimizers';
import { TapeTrainStep, type TapeTrainStepOptions } from './tape-train-step';
import { type Layers, batchOf, conv, lossOf, setWeightsFromSeed } from '../training/train-step.testing';
import { yieldToMain } from '../training/yield';

beforeAll(startWasm);

/** A model for images of 17 × 14 × 3 with the same weights in every run, and its train step. */
function stepOf(
  list: Layers,
  options: Partial<TapeTrainStepOptions> = {},
  freeze: (model: Sequential) => void = () => undefined,
) {
  const model = sequential({ layers: list });
  setWeightsFromSeed(model);
  freeze(model);
  const optimizer = new Optimizer({ name: 'sgd' });
  return { model, optimizer, step: new TapeTrainStep({ model, optimizer, loss: lossOf(model), ...options }) };
}
const images = { inputShape: [17, 14, 3] };
const head = (options = {}): Layers => [
  layers.flatten(),
  layers.dense({ units: 1, activation: 'sigmoid', ...options }),
];

it.each([
  ['sigmoid', 1],
  ['softmax', 2],
] as const)('evaluates with the outputs of the same forward pass (%s)', async (activation, units) => {
  const { step } = stepOf([layers.flatten(images), layers.dense({ units, activation })], { sliceSize: 1 });
  const batch = batchOf(5, units, 0);
  const tensors = memory().numTensors;
  const { outputs, loss } = await step.evaluateAndPredict(batch);
  expect(loss).toBe((await step.evaluate(batch)).loss);
  // tfjs rounds an activation that is fused with its layer in another way.
  const predicted = await step.predict(batch);
  expect(outputs).toHaveLength(5 * units);
  outputs.forEach((value, i) => expect(value).toBeCloseTo(predicted[i] as number, 6));
  expect(memory().numTensors).toBe(tensors);
});

it("adds the layers' regularizers to the loss and to the gradients", async () => {
  const rate = 0.3;
  const make = (l2: number) => {
    const kernelRegularizer = l2 > 0 ? regularizers.l2({ l2 }) : undefined;
    const dense = layers.dense({
      units: 1,
      activation: 'sigmoid',
      ...(kernelRegularizer && { kernelRegularizer }),
    });
    return sequential({ layers: [layers.flatten({ inputShape: [2, 2, 1] }), dense] });
  };
  const [plain, penalized] = [make(0), make(0.05)];
  plain.setWeights(penalized.getWeights());
  const before = (penalized.getWeights()[0] as { dataSync(): ArrayLike<number> }).dataSync();
  const x = numbers(12, 1) as Float32Array<ArrayBuffer>;
  const batch = { x, y: Float32Array.of(0, 1, 1), size: 3, indices: new Int32Array(3) };
  const [loss, loss2] = await Promise.all(
    [plain, penalized].map(async (model) => {
      const optimizer = new Optimizer({ name: 'sgd', learningRate: rate });
      const step = new TapeTrainStep({ model, optimizer, loss: 'binary_crossentropy' });
      return (await step.run(batch)).loss;
    }),
  );
  const squares = Array.from(before).reduce((sum, w) => sum + w * w, 0);
  expect((loss2 as number) - (loss as number)).toBeCloseTo(0.05 * squares, 6);
  const [w, w2] = [plain, penalized].map((model) => model.getWeights()[0]?.dataSync());
  Array.from(before).forEach((old, i) => {
    expect((w?.[i] as number) - (w2?.[i] as number)).toBeCloseTo(rate * 2 * 0.05 * old, 6);
  });
});

it('ignores the regularizers of frozen layers, and counts those of nested models', async () => {
  const kernelRegularizer = regularizers.l2({ l2: 0.1 });
  const lossOfStep = async (options: object, { isFrozen = false, isNested = false } = {}) => {
    const list: Layers = [conv(3, { ...images, ...options })];
    const outer = isNested ? [sequential({ layers: list }) as Layers[number]] : list;
    const freeze = () => list.forEach((layer) => (layer.trainable = !isFrozen));
    const { step } = stepOf([...outer, ...head()], {}, freeze);
    return (await step.run(batchOf(8, 2, 0))).loss;
  };
  const plain = await lossOfStep({});
  expect(await lossOfStep({ kernelRegularizer }, { isFrozen: true })).toBeCloseTo(plain, 6);
  const penalized = await lossOfStep({ kernelRegularizer });
  expect(penalized).toBeGreaterThan(plain + 0.01);
  expect(await lossOfStep({ kernelRegularizer }, { isNested: true })).toBeCloseTo(penalized, 6);
});

it('applies a constraint to its weight after the update', async () => {
  const { model, step } = stepOf([conv(3, images), ...head({ kernelConstraint: constraints.nonNeg() })]);
  const lowest = () => model.getWeights().map((weight) => Math.min(...weight.dataSync()));
  expect(lowest()[2]).toBe(0);
  await step.run(batchOf(8, 2, 0));
  expect(lowest()[2]).toBe(0);
  expect(lowest()[0]).toBeLessThan(-0.1);
});

it('normalizes over the whole batch, also in a nested model', async () => {
  const inner = () => [conv(3, images), layers.batchNormalization()];
  const nested = () => [sequential({ layers: inner() }) as Sequential['layers'][number]];
  const losses = [inner, nested].map(async (make) => {
    const { step } = stepOf([...make(), ...head()], { sliceSize: 2 });
    return (await step.run(batchOf(16, 2, 0))).loss;
  });
  const [flat, inModel] = await Promise.all(losses);
  expect(inModel).toBeCloseTo(flat as number, 6);
});

describe('a frozen batch normalisation', () => {
  const make = (): Layers => [conv(3, images), layers.batchNormalization({ name: 'n' }), ...head()];
  const statistics = (model: Sequential) =>
    model
      .getLayer('n')
      .getWeights()
      .map((weight) => Array.from(weight.dataSync()));

  it('uses its moving statistics and does not update them, in slices too', async () => {
    const losses = [2, 16].map(async (sliceSize) => {
      const { model, step } = stepOf(make(), { sliceSize }, (whole) => {
        const layer = whole.getLayer('n');
        layer.trainable = false;
        layer.setWeights([0.5, 0.1, 0.2, 0.7].map((value) => fill([3], value)));
      });
      const before = statistics(model);
      const inference = await step.evaluate(batchOf(16, 2, 0));
      const { loss } = await step.run(batchOf(16, 2, 0));
      expect(loss).toBeCloseTo(inference.loss, 6);
      expect(statistics(model)).toEqual(before);
      return loss;
    });
    const [inSlices, atOnce] = await Promise.all(losses);
    expect(inSlices).toBeCloseTo(atOnce as number, 6);
  });

  it('is frozen inside of a frozen model', async () => {
    const inner = sequential({ layers: make().slice(0, 2) });
    const { step } = stepOf([inner, ...head()], {}, () => (inner.trainable = false));
    const before = statistics(inner);
    await step.run(batchOf(16, 2, 0));
    expect(statistics(inner)).toEqual(before);
  });
});

it('computes as in inference what is called with training=False, and still trains its weights', async () => {
  const picture = input({ shape: images.inputShape });
  const normalized = layers.batchNormalization({ name: 'n' }).apply(picture, { training: false });
  const output = head().reduce((x, layer) => layer.apply(x) as SymbolicTensor, normalized as SymbolicTensor);
  const model = functional({ inputs: picture, outputs: output });
  const optimizer = new Optimizer({ name: 'sgd', learningRate: 1 });
  const step = new TapeTrainStep({ model, optimizer, loss: 'binary_crossentropy' });
  const weights = () =>
    model
      .getLayer('n')
      .getWeights()
      .map((weight) => Array.from(weight.dataSync()));
  const [gamma, , mean, variance] = weights();
  const { loss } = await step.evaluate(batchOf(8, 2, 0));
  expect((await step.run(batchOf(8, 2, 0))).loss).toBeCloseTo(loss, 6);
  expect(weights().slice(2)).toEqual([mean, variance]);
  expect(weights()[0]).not.toEqual(gamma);
});

it('predicts many images of many classes', async () => {
  const list: Layers = [layers.flatten({ inputShape: [2, 2, 1] }), layers.dense({ units: 1000 })];
  const { model, step } = stepOf([...list, layers.activation({ activation: 'softmax' })]);
  const x = numbers(200 * 4, 1) as Float32Array<ArrayBuffer>;
  const outputs = await step.predict({ x, size: 200 });
  const right = model.predict(tensor(x, [200, 2, 2, 1])) as Tensor;
  expect(outputs).toHaveLength(200_000);
  right.dataSync().forEach((value, i) => {
    if (Math.abs((outputs[i] as number) - value) > 1e-6) throw new Error(`${i}: ${outputs[i]}, not ${value}`);
  });
});

it('derives dropout masks from the seed and the step, and keeps the seeds of the layers', async () => {
  const list = (): Layers => [
    layers.flatten(images),
    layers.dropout({ rate: 0.5, seed: 3 }),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ];
  const lossesOf = async (seed: number, begun = 0) => {
    const { model, step, optimizer } = stepOf(list(), { seed, sliceSize: 4 });
    optimizer.learningRate = 0;
    optimizer.iterations = begun;
    const losses: number[] = [];
    for (const _ of [0, 1]) losses.push((await step.run(batchOf(8, 2, 0))).loss);
    expect(model.layers.map((layer) => layer.getConfig()['seed'])).toEqual([
      undefined,
      3,
      undefined,
      undefined,
    ]);
    return losses;
  };
  const [first, second] = await lossesOf(7);
  expect(first).not.toBe(second);
  expect(await lossesOf(7)).toEqual([first, second]);
  expect(await lossesOf(8)).not.toContain(first);
  // A resumed run.
  expect((await lossesOf(7, 1))[0]).toBe(second);
});

it('uses a different dropout mask for each slice and each layer', async () => {
  const kept: number[][] = [];
  const list: Layers = [layers.dropout({ rate: 0.5, ...images }), layers.dropout({ rate: 0.5 }), ...head()];
  for (const layer of list.slice(0, 2)) {
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      const output = call(inputs, kwargs) as Tensor;
      kept.push(Array.from(output.dataSync(), (value) => Number(value !== 0)));
      return output;
    };
  }
  const { step } = stepOf(list, { sliceSize: 1 });
  await step.run({ ...batchOf(2, 2, 0), x: new Float32Array(2 * 17 * 14 * 3).fill(1) });
  const [one, two, three, four] = kept.map(String);
  expect(new Set([one, two, three, four]).size).toBe(4);
  const share = (kept[0] ?? []).reduce((sum, value) => sum + value, 0) / (17 * 14 * 3);
  expect(share).toBeCloseTo(0.5, 1);
});

it('rejects calls after dispose', async () => {
  const { step } = stepOf([layers.flatten(images), ...head().slice(1)]);
  step.dispose();
  const batch = batchOf(2, 2, 0);
  for (const work of [step.run(batch), step.evaluate(batch), step.predict(batch), step.slots()]) {
    await expect(work).rejects.toMatchObject({ code: 'aborted' });
  }
});

it('rejects a model with a variable input size', () => {
  const list: Layers = [conv(3, { inputShape: [null, null, 3] }), layers.globalMaxPooling2d({})];
  expect(() => stepOf([...list, ...head().slice(1)])).toThrow(
    'fixed size. Received: inputShape=[null,null,3]',
  );
});

it('moves the channels of pictures for a network that has them first', async () => {
  const build = (dataFormat: 'channelsFirst' | 'channelsLast', inputShape: number[]): Layers => [
    conv(4, { inputShape, dataFormat }),
    layers.globalAveragePooling2d({ dataFormat }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ];
  const last = stepOf(build('channelsLast', [17, 14, 3]));
  const layout = { shape: [3, 17, 14], movesChannels: true };
  const first = stepOf(build('channelsFirst', [3, 17, 14]), { layout });
  const batch = batchOf(5, 2, 0);
  for (let step = 0; step < 2; step++) {
    const { loss } = await last.step.run(batch);
    expect((await first.step.run(batch)).loss).toBeCloseTo(loss, 6);
  }
  const weights = last.model.getWeights().map((weight) => weight.dataSync());
  for (const [i, weight] of first.model.getWeights().entries())
    weight.dataSync().forEach((value, j) => expect(value).toBeCloseTo(weights[i]?.[j] as number, 5));
  expect((await first.step.predict(batch))[0]).toBeCloseTo((await last.step.predict(batch))[0] as number, 5);
});

it('leaks no tensors when it is disposed of during an update', async () => {
  const optimizer = new Optimizer({ name: 'adam' });
  const { step } = stepOf([layers.flatten(images), ...head().slice(1)], { optimizer, timeBudgetMs: 0 });
  const before = memory().numTensors;
  const running = step.run(batchOf(2, 2, 0));
  while (optimizer.iterations === 0) await new Promise((resolve) => setTimeout(resolve));
  step.dispose();
  await running;
  expect(memory().numTensors).toBe(before);
});

it('refuses to train a model without trainable weights, which it still evaluates', async () => {
  const { step } = stepOf([layers.globalAveragePooling2d({ ...images, dataFormat: 'channelsLast' })], {
    loss: { name: 'categorical_crossentropy', fromLogits: true },
  });
  const batch = { ...batchOf(2, 3, 0), y: Float32Array.of(1, 0, 0, 0, 1, 0) };
  await expect(step.run(batch)).rejects.toThrow('A model to train must have weights that are trainable.');
  expect((await step.evaluate(batch)).loss).toBeGreaterThan(0);
});

/** A network with everything that changes between two training steps. */
const everything = (): Layers => [
  conv(3, { ...images, kernelRegularizer: regularizers.l2({ l2: 0.01 }) }),
  layers.batchNormalization({ name: 'n' }),
  layers.dropout({ rate: 0.3 }),
  ...head({ kernelConstraint: constraints.maxNorm({ maxValue: 0.5, axis: 0 }) }),
];
const valuesOf = (model: Sequential) => model.getWeights().map((weight) => Array.from(weight.dataSync()));

it('gives equal weights for every time budget', async () => {
  const trained = [0, 1, Infinity].map(async (timeBudgetMs) => {
    const { model, step } = stepOf(everything(), { timeBudgetMs });
    const losses = [await step.run(batchOf(8, 2, 0)), await step.run(batchOf(8, 2, 1))];
    return [losses, valuesOf(model)];
  });
  const [first, ...others] = await Promise.all(trained);
  for (const other of others) expect(other).toEqual(first);
});

it('changes no weight when it is cancelled in any part of a step, and leaves no tensors behind', async () => {
  const { model, step, optimizer } = stepOf(everything(), { timeBudgetMs: 0 });
  await step.run(batchOf(8, 2, 0));
  const [values, tensors] = [valuesOf(model), memory().numTensors];
  for (let turns = 0; optimizer.iterations === 1; turns++) {
    const controller = new AbortController();
    const work = step.run(batchOf(8, 2, 1), controller.signal).catch(() => null);
    for (let turn = 0; turn < turns; turn++) await yieldToMain();
    controller.abort();
    await work;
    if (optimizer.iterations === 1) expect(valuesOf(model)).toEqual(values);
    expect(memory().numTensors).toBe(tensors);
  }
  expect(valuesOf(model)).not.toEqual(values);
});

it('lets others predict while it trains', async () => {
  const list: Layers = [conv(3, images), layers.dropout({ rate: 0.3 }), ...head()];
  const { model, step, optimizer } = stepOf(list, { timeBudgetMs: 0, sliceSize: 4 });
  const x = tensor(batchOf(2, 2, 0).x, [2, 17, 14, 3]);
  const predict = () => Array.from((model.predict(x) as Tensor).dataSync());
  const before = predict();
  const work = step.run(batchOf(16, 2, 0));
  let times = 0;
  for (; optimizer.iterations === 0; times++) {
    expect(predict()).toEqual(before);
    await yieldToMain();
  }
  await work;
  expect(times).toBeGreaterThan(20);
  expect(predict()).not.toEqual(before);
});

it('leaves a weight alone that the loss does not depend on', async () => {
  const picture = input({ shape: images.inputShape });
  const branch = (units: number, name: string) =>
    layers.dense({ units, name }).apply(layers.flatten().apply(picture)) as SymbolicTensor;
  const inner = functional({ inputs: picture, outputs: [branch(1, 'used'), branch(1, 'unused')] });
  const outer = input({ shape: images.inputShape });
  const [used] = inner.apply(outer) as SymbolicTensor[];
  const output = layers.activation({ activation: 'sigmoid' }).apply(used as SymbolicTensor) as SymbolicTensor;
  const model = functional({ inputs: outer, outputs: output });
  const optimizer = new Optimizer({ name: 'adamw', weightDecay: 0.1 });
  const step = new TapeTrainStep({ model, optimizer, loss: 'binary_crossentropy' });
  const kernel = (name: string) => Array.from(inner.getLayer(name).getWeights()[0]?.dataSync() ?? []);
  const [before, unused] = [kernel('used'), kernel('unused')];
  await step.run(batchOf(8, 2, 0));
  expect(kernel('used')).not.toEqual(before);
  expect(kernel('unused')).toEqual(unused);
});
