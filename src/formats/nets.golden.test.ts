/** Trains whole networks for ten steps, from Keras's files, and compares the losses with Keras's in float64. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../core/batch';
import { readNpy } from '../data/archive/npy';
import { readJson } from '../data/golden.testing';
import { GraphTrainStep } from '../engines/wasm/graph/graph-train-step';
import type { KernelModule } from '../engines/wasm/module';
import { startWasm } from '../engines/wasm/wasm.testing';
import { usableLoss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { resolveRunLoss } from '../options/run-loss';
import { graphFor } from '../plan/graph/graph-for';
import { delegatesFor } from '../steps/train-path';
import { TapeTrainStep, type TapeTrainStepOptions } from '../steps/tape-train-step';
import type { TrainStep } from '../training/train-step';
import { outputHead } from '../training/output-head';
import { Optimizer } from '../training/optimizers';
import { loadModelFile } from './model-file';
import { expectSameFile } from './unpacked-keras.testing';

const ROOT = '../shared/golden/nets';
const isPresent = existsSync('../shared');

interface NetCase {
  name: string;
  model: string;
  x: string;
  labels: number[];
  batch_size: number;
  losses_float64: number[];
  /** Allowed distance of each loss. */
  tolerance: number[];
  steps_checked: number;
}

/**
 * Steps of networks that no float32 determines. In mobilenet's eleventh block, a unit lies 2e-6 from where ReLU6 bends;
 * there, a change of the pixels by half a float32 digit has grown to 1e-4. On which side the unit falls changes gradients
 * of the blocks before by up to a tenth. Such a change moves the second loss by 2e-3 in float64, and Keras 3.15 with
 * TensorFlow 2.21 in float32 is 4e-3 from its own float64. Its first loss is compared.
 */
const DETERMINED_STEPS: Readonly<Record<string, number>> = { mobilenet: 1 };

const cases = isPresent ? readJson<NetCase[]>(`${ROOT}/nets.json`) : [];
const read = (path: string) => new Uint8Array(readFileSync(`${ROOT}/${path}`));

/** The batches in turn, each of the next pictures. */
function batchesOf({ x, labels, batch_size: size }: NetCase, oneHot: number | null): Batch[] {
  const { data, shape } = readNpy(read(x));
  const pixels = data.length / (shape[0] as number);
  return Array.from({ length: labels.length / size }, (_, k) => {
    const some = labels.slice(k * size, (k + 1) * size);
    const y = oneHot
      ? some.flatMap((label) => Array.from({ length: oneHot }, (_, i) => Number(i === label)))
      : some;
    const images = data.slice(k * size * pixels, (k + 1) * size * pixels);
    return {
      x: Float32Array.from(images as Uint8Array, (value) => value / 255),
      y: Float32Array.from(y),
      size,
      indices: Int32Array.from({ length: size }, (_, i) => i),
    };
  });
}

if (!isPresent) console.log(`${ROOT} is missing, so whole networks are not compared with Keras's.`);
describe.skipIf(!isPresent)('whole networks compared with Keras', () => {
  let kernels: KernelModule;
  beforeAll(async () => {
    kernels = await startWasm();
  });

  it.each(cases)('$name', { timeout: 300_000 }, async (golden) => {
    await expectTrainsAsKeras(golden, (options) => new TapeTrainStep(options));
    const { model } = await loadModelFile(new Blob([read(golden.model)]));
    await expectSameFile(model, read(golden.model));
    model.dispose();
  });

  it.each(cases)('$name, as a graph', { timeout: 300_000 }, async (golden) => {
    await expectTrainsAsKeras(golden, ({ model, ...options }) => {
      const planned = graphFor(model);
      if ('reason' in planned) throw new Error(planned.reason.text);
      const delegates = delegatesFor(
        { ...options, model, slots: null, timeBudgetMs: 12 },
        planned.graph.head,
      );
      return new GraphTrainStep({ ...planned, ...options, ...delegates, model, kernels });
    });
  });
});

/** Makes a step of a model. */
type MakeStep = (options: TapeTrainStepOptions) => TrainStep;

async function expectTrainsAsKeras(golden: NetCase, makeStep: MakeStep): Promise<void> {
  const { model, optimizer, loss } = await loadModelFile(new Blob([read(golden.model)]));
  const head = outputHead(model);
  const run = resolveRunLoss(head, Math.max(2, head.units), { loss: usableLoss(loss), classMode: null });
  const step = makeStep({
    model,
    optimizer: new Optimizer(optimizer as OptimizerConfig),
    loss: run.loss,
  });
  const batches = batchesOf(golden, run.classMode === 'categorical' ? head.units : null);
  const steps = DETERMINED_STEPS[golden.name] ?? golden.steps_checked;
  for (let k = 0; k < steps; k++) {
    const { loss } = await step.run(batches[k % batches.length] as Batch);
    const distance = Math.abs(loss - (golden.losses_float64[k] as number));
    expect(distance, `step ${k}`).toBeLessThan(golden.tolerance[k] as number);
  }
  step.dispose();
  model.dispose();
}
