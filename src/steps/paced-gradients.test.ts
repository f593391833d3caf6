import {
  type NamedTensorMap,
  type Scalar,
  type Tensor,
  type Variable,
  add,
  customGrad,
  engine,
  memory,
  mul,
  square,
  sum,
  tensor,
  tensor1d,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  type SymbolicTensor,
  input,
  layers,
  model as functional,
  sequential,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, startWasm } from '../engines/wasm/wasm.testing';
import { setWeightsFromSeed } from '../training/train-step.testing';
import { TimeBudget, yieldToMain } from '../training/yield';
import { type CallLayer, computeLayers } from './layer-by-layer';
import { type Pace, type RunPiece, pacedGradients } from './paced-gradients';

beforeAll(startWasm);

const imagesOf = (count: number) => tensor(numbers(count * 6 * 5 * 3, 1), [count, 6, 5, 3]);
const pace = (signal?: AbortSignal): Pace => ({ budget: new TimeBudget(0), signal });
const conv = (name: string) =>
  layers.conv2d({ name, filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' });
const through = (x: SymbolicTensor, ...list: ReturnType<typeof conv>[]) =>
  list.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x);

/** Networks for images of 6 × 5 × 3 by what is special about them. */
const NETWORKS: Record<string, () => LayersModel> = {
  'a chain with batch normalisation': () =>
    sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [6, 5, 3] }),
        layers.batchNormalization(),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ],
    }),
  'branches that are added and concatenated': () => {
    const x = input({ shape: [6, 5, 3] });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => through(x, conv(name)));
    const sums = layers.add().apply([a, b, x] as SymbolicTensor[]) as SymbolicTensor;
    const merged = layers.concatenate().apply([c, sums, a] as SymbolicTensor[]) as SymbolicTensor;
    return functional({ inputs: x, outputs: through(merged, conv('d')) });
  },
  'a layer that is used twice': () => {
    const x = input({ shape: [6, 5, 3] });
    const shared = conv('shared');
    return functional({ inputs: x, outputs: through(x, shared, conv('between'), shared) });
  },
  'models in models, one of them used twice': () => {
    const inner = sequential({
      layers: [layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [6, 5, 3] })],
    });
    const x = input({ shape: [6, 5, 3] });
    const middle = functional({ inputs: x, outputs: through(x, inner as never, conv('middle')) });
    const y = input({ shape: [6, 5, 3] });
    return functional({ inputs: y, outputs: through(y, middle as never, conv('last'), inner as never) });
  },
};

const training: CallLayer = (layer, inputs) => layer.apply(inputs, { training: true }) as Tensor;
const scalarOf = (outputs: Tensor): Scalar => sum(square(outputs));

/** A network, images, and its gradients as tfjs and as we compute them. */
function setUp(name = 'a chain with batch normalisation') {
  const model = (NETWORKS[name] as () => LayersModel)();
  setWeightsFromSeed(model);
  const x = imagesOf(4);
  const weights = model.trainableWeights.map((weight) => weight.read() as Variable);
  const forward = async (piece: RunPiece): Promise<[Scalar]> => {
    const [outputs] = await computeLayers(model, [x], training, piece);
    return [await piece(() => scalarOf(outputs as Tensor))];
  };
  return {
    model,
    paced: (signal?: AbortSignal) => pacedGradients(weights, pace(signal), forward),
    stock: () => variableGrads(() => scalarOf(model.apply(x, { training: true }) as Tensor), weights).grads,
    named: (gradients: (Tensor | null)[]) =>
      Object.fromEntries(gradients.map((gradient, i) => [weights[i]?.name, gradient])) as NamedTensorMap,
  };
}
const numbersOf = (grads: NamedTensorMap) =>
  Object.fromEntries(
    Object.entries(grads).map(([name, gradient]) => [name, Array.from(gradient.dataSync())]),
  );

/** Runs `between` in each task of the page until `work` is done. Returns how often. */
async function meanwhile(work: Promise<unknown>, between: () => void): Promise<number> {
  let isDone = false;
  let times = 0;
  const end = () => (isDone = true);
  work.then(end, end);
  for (; !isDone; times++) {
    between();
    await yieldToMain();
  }
  return times;
}

it.each(Object.keys(NETWORKS))("gives tfjs's gradients to the bit: %s", async (name) => {
  const { paced, stock, named } = setUp(name);
  const expected = numbersOf(stock());
  const { gradients } = await paced();
  expect(numbersOf(named(gradients))).toEqual(expected);
});

it('keeps nothing but what it returns', async () => {
  const { paced } = setUp();
  const before = memory().numTensors;
  const { values, gradients } = await paced();
  expect(memory().numTensors).toBe(before + values.length + gradients.length);
});

it("needs less memory than tfjs's own gradients", async () => {
  const peakOf = async (compute: () => unknown): Promise<number> =>
    (await engine().profile(compute as never)).peakBytes;
  const { paced, stock } = setUp('branches that are added and concatenated');
  expect(await peakOf(paced)).toBeLessThan((await peakOf(stock)) * 0.8);
});

it('neither records nor disposes of what others compute meanwhile', async () => {
  const { paced, stock, named, model } = setUp();
  const expected = numbersOf(stock());
  const images = imagesOf(1);
  const kept: Tensor[] = [];
  const work = paced();
  const times = await meanwhile(work, () => {
    expect(engine().state).toMatchObject({ gradientDepth: 0, scopeStack: [] });
    kept.push(model.predict(images) as Tensor);
    stock();
  });
  expect(times).toBeGreaterThan(10);
  expect(numbersOf(named((await work).gradients))).toEqual(expected);
  expect(kept.every(({ isDisposed }) => !isDisposed)).toBe(true);
});

it('returns null for a variable that the scalar does not depend on', async () => {
  const [used, unused] = [variable(tensor1d([1, 2])), variable(tensor1d([3]))];
  const { gradients } = await pacedGradients([unused, used], pace(), async (piece) => [
    await piece(() => scalarOf(used)),
  ]);
  expect(gradients[0]).toBeNull();
  expect(Array.from((gradients[1] as Tensor).dataSync())).toEqual([2, 4]);
});

it('adds up gradients of an operation that returns one tensor for both inputs', async () => {
  const weight = variable(tensor1d([1, 2]));
  const addBoth = customGrad((...[a, b]) => ({
    value: add(a as Tensor, b as Tensor),
    gradFunc: (dy: Tensor) => [dy, dy],
  }));
  const { gradients } = await pacedGradients([weight], pace(), async (piece) => [
    await piece(() => sum<Scalar>(addBoth(weight, weight))),
  ]);
  expect(Array.from((gradients[0] as Tensor).dataSync())).toEqual([2, 2]);
});

describe('leaves no tensors behind', () => {
  it('when it is cancelled at any time', async () => {
    const { paced } = setUp('models in models, one of them used twice');
    const whole = await meanwhile(paced(), () => undefined);
    for (let at = 0; at < whole - 1; at++) {
      const before = memory().numTensors;
      const controller = new AbortController();
      const work = paced(controller.signal);
      let turn = 0;
      await meanwhile(work, () => void (turn++ === at && controller.abort(new Error('stopped'))));
      await expect(work).rejects.toThrow('stopped');
      expect(memory().numTensors).toBe(before);
    }
  });

  it('when an operation or a gradient fails', async () => {
    const weight = variable(tensor1d([1, 2]));
    const before = memory().numTensors;
    const fail = (): never => {
      throw new Error('out of order');
    };
    const failing = customGrad((a) => ({ value: mul(a as Tensor, 1), gradFunc: fail }));
    for (const last of [fail, failing]) {
      const work = pacedGradients([weight], pace(), async (piece) => {
        const squares = await piece(() => square(weight));
        return [await piece(() => sum<Scalar>(last(mul(squares, 2))))];
      });
      await expect(work).rejects.toThrow('out of order');
    }
    expect(memory().numTensors).toBe(before);
    expect(tidy(() => engine().state.scopeStack.length)).toBe(1);
  });
});
