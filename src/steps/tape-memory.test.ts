import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import type { BackendReport } from '../engines/select';
import { startWasm } from '../engines/wasm/wasm.testing';
import { Optimizer } from '../training/optimizers';
import { type Layers, batchOf, conv, lossOf } from '../training/train-step.testing';
import { assertStepFits, stepBytes } from './tape-memory';
import { TapeTrainStep } from './tape-train-step';
import { makeTrainStep } from './train-path';

beforeAll(startWasm);

const normalization = () => layers.batchNormalization();
const head = (): Layers => [
  layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
  layers.dense({ units: 2, activation: 'softmax' }),
];
/** A network for square pictures. */
const networkOf = (side: number, ...list: Layers) =>
  sequential({ layers: [conv(64, { inputShape: [side, side, 3] }), ...list, ...head()] });
const stepOf = (model: LayersModel, images: number) =>
  makeTrainStep({
    backend: { backend: 'wasm' } as BackendReport,
    ...{
      model,
      images,
      optimizer: new Optimizer({ name: 'adamw' }),
      loss: 'sparse_categorical_crossentropy',
    },
    ...{ seed: 0, timeBudgetMs: 12, threads: null, slots: null },
  });

it('refuses a batch that does not fit, with the largest one that does', async () => {
  const model = networkOf(224, normalization());
  const rule = /at most (\d+) pictures at a time \(`batchSize`\)\. Received: batchSize=1000$/;
  await expect(stepOf(model, 1000)).rejects.toMatchObject({ code: 'invalid-argument', message: rule });
  const largest = Number(rule.exec(String(await stepOf(model, 1000).catch((error: unknown) => error)))?.[1]);
  expect(largest).toBeGreaterThan(10);
  (await stepOf(model, largest)).dispose();
  await expect(stepOf(model, largest + 1)).rejects.toThrow(`at most ${largest} pictures`);
});

it('limits no batch that is computed in slices', async () => {
  (await stepOf(networkOf(224), 100_000)).dispose();
  const frozen = networkOf(224, normalization());
  frozen.layers.slice(0, 2).forEach((layer) => (layer.trainable = false));
  (await stepOf(frozen, 100_000)).dispose();
});

it('says that not even one picture fits', async () => {
  await expect(stepOf(networkOf(4000), 8)).rejects.toThrow(
    'too small for this network, even with one picture at a time. Received: batchSize=8',
  );
});

/** Returns the most bytes that tfjs has in WebAssembly's memory during `work`, beyond those before. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const { wasm } = backend() as BackendWasm;
  const { _malloc, _free } = wasm;
  const sizes = new Map<number, number>();
  let [bytes, peak] = [0, 0];
  wasm._malloc = (size) => {
    const address = _malloc(size);
    sizes.set(address, size);
    bytes += size;
    peak = Math.max(peak, bytes);
    return address;
  };
  wasm._free = (address) => {
    bytes -= sizes.get(address) ?? 0;
    sizes.delete(address);
    return _free(address);
  };
  await work().finally(() => Object.assign(wasm, { _malloc, _free }));
  return peak;
}

it.each<[string, () => Layers]>([
  ['normalised sums', () => [conv(16, { activation: 'linear' }), normalization(), layers.reLU()]],
  [
    'activations',
    () => [conv(16, { padding: 'same' }), conv(16, { padding: 'same' }), layers.maxPooling2d({})],
  ],
  ['dropout', () => [conv(16), layers.dropout({ rate: 0.2 }), conv(16), layers.dropout({ rate: 0.2 })]],
])('estimates what a step needs: %s', async (_, list) => {
  const [first, ...others] = list();
  const model = sequential({
    layers: [
      layers.inputLayer({ inputShape: [17, 14, 3] }),
      first as Layers[number],
      ...others,
      ...list().slice(0, 2),
      ...head(),
    ],
  });
  const optimizer = new Optimizer({ name: 'adam' });
  const step = new TapeTrainStep({ model, optimizer, loss: lossOf(model), sliceSize: 64 });
  await step.run(batchOf(2, 2, 0));
  const { fixed, perImage } = stepBytes(model, optimizer);
  const peak = await peakOf(() => step.run(batchOf(64, 2, 0)));
  const share = (fixed + 64 * perImage) / peak;
  expect(share).toBeGreaterThan(0.85);
  expect(share).toBeLessThan(1.6);
  expect(() => assertStepFits(model, optimizer, 64)).not.toThrow();
});
