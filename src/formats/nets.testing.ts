/** Whole networks from Keras's files, which train for some steps: their losses are compared with Keras's in float64. */
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Batch } from '../core/batch';
import { readNpy } from '../data/archive/npy';
import { readJson } from '../data/golden.testing';
import { usableLoss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { resolveRunLoss } from '../options/run-loss';
import type { TapeTrainStepOptions } from '../steps/tape-train-step';
import type { TrainStep } from '../training/train-step';
import { outputHead } from '../training/output-head';
import { Optimizer } from '../training/optimizers';
import { loadModelFile } from './model-file';

const ROOT = '../shared/golden/nets';
/** Whether the files are there. */
export const areNetsPresent = existsSync('../shared');

/** A network and what Keras computed with it. Files are paths from the folder of the cases. */
export interface NetCase {
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

export const netCases = areNetsPresent ? readJson<NetCase[]>(`${ROOT}/nets.json`) : [];
/** Returns a file of the cases. */
export const readNetFile = (path: string) => new Uint8Array(readFileSync(`${ROOT}/${path}`));

/** The batches in turn, each of the next pictures. */
function batchesOf({ x, labels, batch_size: size }: NetCase, oneHot: number | null): Batch[] {
  const { data, shape } = readNpy(readNetFile(x));
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

if (!areNetsPresent) console.log(`${ROOT} is missing, so whole networks are not compared with Keras's.`);

/** Makes a step of a model. */
export type MakeStep = (options: TapeTrainStepOptions) => TrainStep | Promise<TrainStep>;

/** Trains a network, and compares its losses. */
export async function expectNetTrainsAsKeras(golden: NetCase, makeStep: MakeStep): Promise<void> {
  const { model, optimizer, loss } = await loadModelFile(new Blob([readNetFile(golden.model)]));
  const head = outputHead(model);
  const run = resolveRunLoss(head, Math.max(2, head.units), { loss: usableLoss(loss), classMode: null });
  const step = await makeStep({
    model,
    optimizer: new Optimizer(optimizer as OptimizerConfig),
    loss: run.loss,
  });
  const batches = batchesOf(golden, run.classMode === 'categorical' ? head.units : null);
  const steps = DETERMINED_STEPS[golden.name] ?? golden.steps_checked;
  for (let k = 0; k < steps; k++) {
    const result = step.run(batches[k % batches.length] as Batch);
    // A GPU's results come when they are asked for.
    step.flush?.();
    const { loss } = await result;
    const distance = Math.abs(loss - (golden.losses_float64[k] as number));
    expect(distance, `step ${k}`).toBeLessThan(golden.tolerance[k] as number);
  }
  step.dispose();
  model.dispose();
}
