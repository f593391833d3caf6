/** Every optimizer and schedule trains as Keras does, from Keras's own files through loading and the gradient tape. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../core/batch';
import { readNpy } from '../../data/archive/npy';
import { readNpz } from '../../data/archive/npz';
import { relativeError } from '../../data/golden-cases.testing';
import { readJson } from '../../data/golden.testing';
import { startWasm } from '../../engines/wasm/wasm.testing';
import { loadModelFile } from '../../formats/model-file';
import type { OptimizerConfig } from '../../options/optimizer-config';
import { TapeTrainStep } from '../../steps/tape-train-step';
import { Optimizer } from './index';

interface GraphCase {
  name: string;
  model: string;
  x: string;
  labels: number[];
  losses: number[];
  variables_after: string;
  y_after: string;
}

/** Largest allowed distance from Keras, as a share of the largest value of an array. */
const TOLERANCE = 1e-4;

const ROOTS = ['fixtures/graph', '../shared/golden/graph'];

const bytes = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));

function batchOf({ x, labels }: GraphCase, root: string, classes: number): Batch {
  const { data } = readNpy(bytes(`${root}/${x}`));
  const y = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => (y[i * classes + label] = 1));
  return { x: Float32Array.from(data), y, size: labels.length, indices: Int32Array.from(labels.keys()) };
}

beforeAll(async () => {
  await startWasm();
});

describe.each(ROOTS)("training with Keras's optimizers (%s)", (root) => {
  const graph = `${root}/graph.json`;
  if (!existsSync(graph)) {
    it.skip(`needs ${graph}`, () => undefined);
    return;
  }
  const cases = readJson<GraphCase[]>(graph).filter(({ name }) => name.startsWith('optimizer_'));

  it.each(cases)('$name', async (golden) => {
    const { model, optimizer: saved = null } = await loadModelFile(
      new Blob([bytes(`${root}/${golden.model}`)]),
    );
    const optimizer = new Optimizer(saved as OptimizerConfig);
    const step = new TapeTrainStep({ model, optimizer, loss: 'categorical_crossentropy', sliceSize: 64 });
    const batch = batchOf(golden, root, model.outputShape[1] as number);
    const losses: number[] = [];
    for (const _ of golden.losses) losses.push((await step.run(batch)).loss);
    expect(relativeError(losses, golden.losses)).toBeLessThan(TOLERANCE);
    const after = Object.values(await readNpz(new Blob([bytes(`${root}/${golden.variables_after}`)])));
    for (const [i, weight] of model.layers.flatMap(({ weights }) => weights).entries()) {
      const expected = after[i]?.data as ArrayLike<number>;
      expect(relativeError(await weight.read().data(), expected), weight.name).toBeLessThan(TOLERANCE);
    }
    const outputs = readNpy(bytes(`${root}/${golden.y_after}`)).data;
    expect(relativeError(await step.predict(batch), outputs)).toBeLessThan(TOLERANCE);
    step.dispose();
    model.dispose();
  });
});
