/** Loads model files from public repositories, compares their outputs with Keras's, and trains two steps. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import { maxError } from '../data/golden-cases.testing';
import { openArchive } from '../data/archive/archive';
import { type NpyArray, readNpy } from '../data/archive/npy';
import type { BackendReport } from '../engines/select';
import { startWasm } from '../engines/wasm/wasm.testing';
import { usableLoss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { resolveRunLoss } from '../options/run-loss';
import { makeTrainStep } from '../steps/train-path';
import { Optimizer } from '../training/optimizers';
import { outputHead } from '../training/output-head';
import type { LoadedModel } from './model-format';
import { readModel } from './model-file';

const ROOT = '../shared/models';
const isPresent = existsSync('../shared');

/** Models whose inputs are not pictures; the session refuses them. Their outputs are Keras's all the same. */
const NO_PICTURES = ['64', '86'];

/** Files without a network of layers or without its weights, and why they are refused. */
const REFUSED: Readonly<Record<string, string>> = {
  '43': 'this one is a graph model',
  '89': 'this file has only weights',
};

const ids = isPresent
  ? readdirSync(`${ROOT}/expected`).flatMap((name) => /^(.*)\.npz$/.exec(name)?.[1] ?? [])
  : [];

const read = (path: string) => new Uint8Array(readFileSync(path));

function load(id: string): Promise<LoadedModel> {
  const files = readdirSync(`${ROOT}/${id}`);
  const name = files.find((file) => /\.(keras|h5|hdf5)$|^model\.json$/.test(file)) as string;
  const readBeside = (path: string) => Promise.resolve(read(`${ROOT}/${id}/${path}`));
  return readModel(read(`${ROOT}/${id}/${name}`), { readBeside });
}

async function expected(id: string) {
  const archive = await openArchive(read(`${ROOT}/expected/${id}.npz`));
  const array = async (name: string) => readNpy(await archive.read(`${name}.npy`));
  const inputs = archive.paths.filter((path) => path.startsWith('x')).sort();
  return { x: await Promise.all(inputs.map((path) => array(path.replace('.npy', '')))), y: await array('y') };
}

/**
 * Trains two steps on the first picture, with what the file says, or else with Adam and crossentropy.
 *
 * @returns The losses, and the largest change of an output.
 */
async function trainTwice({ model, loss: saved, optimizer: config }: LoadedModel, x: NpyArray) {
  const head = outputHead(model);
  const classes = Math.max(head.units, 2);
  const { loss, classMode } = resolveRunLoss(head, classes, { loss: usableLoss(saved), classMode: null });
  const pixels = x.data.length / (x.shape[0] as number);
  const y = new Float32Array(classMode === 'categorical' ? classes : 1);
  y[0] = 1;
  const batch: Batch = {
    x: Float32Array.from(x.data.subarray(0, pixels)),
    y,
    size: 1,
    indices: new Int32Array(1),
  };
  const optimizer = new Optimizer((config ?? { name: 'adam', learningRate: 0.001 }) as OptimizerConfig);
  const backend = { backend: 'wasm', threads: 1 } as BackendReport;
  const options = { seed: 0, timeBudgetMs: 12, threads: 1, slots: null, images: 1 };
  const step = await makeTrainStep({ backend, model, optimizer, loss, ...options });
  const before = await step.predict(batch);
  const losses = [(await step.run(batch)).loss, (await step.run(batch)).loss];
  const after = await step.predict(batch);
  step.dispose();
  return { losses, change: maxError(after, before) };
}

if (!isPresent)
  console.log(`${ROOT} is missing, so models from the field are not compared with Keras's outputs.`);
describe.skipIf(!isPresent)('models from the field', () => {
  beforeAll(async () => void (await startWasm()));

  it.each(ids)('%s', async (id) => {
    const loaded = await load(id);
    const { model } = loaded;
    const { x, y } = await expected(id);
    const inputs = x.map(({ data, shape }) => tensor(Float32Array.from(data), shape));
    const output = model.predict(inputs) as Tensor;
    expect(output.shape).toEqual(y.shape);
    expect(maxError(await output.data(), y.data)).toBeLessThan(1e-5);
    output.dispose();
    inputs.forEach((input) => input.dispose());
    if (!NO_PICTURES.includes(id)) {
      const { losses, change } = await trainTwice(loaded, x[0] as NpyArray);
      losses.forEach((loss) => expect(loss).toBeGreaterThan(0));
      expect(change).toBeGreaterThan(0);
    }
    model.dispose();
  });

  it.each(Object.entries(REFUSED))('%s is refused', (id, reason) => expect(load(id)).rejects.toThrow(reason));
});
