/**
 * Keras's small networks, one for each layer, block, loss, optimizer and schedule (`golden/graph`), and their training on
 * the tape. They are read from `../shared` if it is present, otherwise from `fixtures/graph.zip`.
 */
import { existsSync, readFileSync } from 'node:fs';
import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  dispose,
  keep,
  mul,
  scalar,
  tensor,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import type { Batch } from '../core/batch';
import { openArchive } from '../data/archive/archive';
import { type NpyArray, readNpy } from '../data/archive/npy';
import { readNpz } from '../data/archive/npz';
import { maxError } from '../data/golden-cases.testing';
import type { BackendReport } from '../engines/select';
import { inputShapeOf } from '../core/picture-shape';
import { layersOf } from '../models/model-layers';
import { usableLoss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { resolveLoss } from '../options/resolve-loss';
import { type RunLoss, resolveRunLoss } from '../options/run-loss';
import { asKerasTrains } from '../steps/as-keras-trains';
import { computeLayers, forLogits } from '../steps/layer-by-layer';
import { pacedGradients } from '../steps/paced-gradients';
import { TapeTrainStep } from '../steps/tape-train-step';
import { makeTrainStep, plannedFor } from '../steps/train-path';
import type { TrainStep } from '../training/train-step';
import { TimeBudget } from '../training/yield';
import { lossSum } from '../training/losses';
import { Optimizer } from '../training/optimizers';
import { outputHead, removableHead } from '../training/output-head';
import type { LoadedModel } from './model-format';
import { loadModelFile } from './model-file';

/** A network and what Keras computed with it. Files are paths from the folder of the cases. */
export interface GraphCase {
  name: string;
  model: string;
  x: string;
  labels: number[];
  loss_config: { class_name: string };
  layers_inference: string;
  y_inference: string;
  dx: string;
  gradients: string;
  losses: number[];
  variables_after: string;
  y_after: string;
}

/** Allowed distance from Keras as a share of an array's largest value. */
const TOLERANCE = 1e-4;
/** Arrays whose values are all smaller are zero but for rounding, such as a bias in front of a batch normalisation. */
const SMALLEST_SCALE = 1e-2;

const SHARED = '../shared/golden/graph';
const PACKED = 'fixtures/graph.zip';

/** Returns a file of the cases. */
export const readGraphFile = existsSync('../shared') ? readShared : await packedReader();

export const graphCases = JSON.parse(
  new TextDecoder().decode(await readGraphFile('graph.json')),
) as GraphCase[];

function readShared(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return Promise.resolve(new Uint8Array(readFileSync(`${SHARED}/${path}`)));
}

async function packedReader(): Promise<typeof readShared> {
  const archive = await openArchive(new Uint8Array(readFileSync(PACKED)));
  return async (path) => new Uint8Array(await archive.read(path));
}

/** Returns an array of a case. */
export const graphArray = async (path: string): Promise<NpyArray> => readNpy(await readGraphFile(path));
/** Returns the arrays of a case by name. */
export const graphArrays = async (path: string): Promise<[string, NpyArray][]> =>
  Object.entries(await readNpz(await readGraphFile(path))) as [string, NpyArray][];

export async function loadGraphModel({ model }: GraphCase): Promise<LoadedModel> {
  return loadModelFile(new Blob([await readGraphFile(model)]));
}

/** Expects two arrays to differ by less than `TOLERANCE` of `scale`, by default the largest value. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  scale = largest(expected),
): void {
  const error = maxError(actual, expected) / Math.max(SMALLEST_SCALE, scale);
  expect(error, `${what}: error as a share of the largest value`).toBeLessThan(TOLERANCE);
}

const largest = (values: ArrayLike<number>): number => Math.max(...Array.from(values, Math.abs));

/** A backend that is started. */
type Started = Pick<BackendReport, 'backend' | 'threads'>;

/** Trains a case on the tape, and by its fused plan if it has one, and compares all that Keras computed. */
export async function expectAllAsKeras(golden: GraphCase, backend: Started): Promise<void> {
  await expectTapeTrainsAsKeras(golden);
  await expectInputGradient(golden);
  await expectPlanTrainsAsKeras(golden, backend);
}

async function expectTapeTrainsAsKeras(golden: GraphCase): Promise<void> {
  const loaded = await loadGraphModel(golden);
  const { model } = loaded;
  const optimizer = new Optimizer(loaded.optimizer as OptimizerConfig);
  const gradients = gradientsOfFirstStep(optimizer);
  const { loss } = runLossOf(loaded);
  await expectTrainsAsKeras(golden, loaded, new TapeTrainStep({ model, optimizer, loss }));
  await expectGradients(gradients, golden);
  model.dispose();
}

async function expectInputGradient(golden: GraphCase): Promise<void> {
  const loaded = await loadGraphModel(golden);
  const run = runLossOf(loaded);
  const batch = await batchOf(golden, loaded.model, run);
  expectNear(await inputGradient(loaded.model, batch, run), (await graphArray(golden.dx)).data, 'dx');
  loaded.model.dispose();
}

async function expectPlanTrainsAsKeras(golden: GraphCase, backend: Started): Promise<void> {
  const loaded = await loadGraphModel(golden);
  const { model } = loaded;
  const optimizer = new Optimizer(loaded.optimizer as OptimizerConfig);
  const { loss } = runLossOf(loaded);
  const path = plannedFor(model, optimizer.config, loss);
  if ('plan' in path || 'graph' in path) {
    const step = await makeTrainStep({
      backend: backend as BackendReport,
      ...{ model, optimizer, loss, seed: 0, timeBudgetMs: 12, threads: null, slots: null },
      images: golden.labels.length,
    });
    await expectTrainsAsKeras(golden, loaded, step);
  }
  model.dispose();
}

async function expectTrainsAsKeras(golden: GraphCase, loaded: LoadedModel, step: TrainStep): Promise<void> {
  const { model } = loaded;
  const batch = await batchOf(golden, model, runLossOf(loaded));
  expectNear(await step.predict(batch), (await graphArray(golden.y_inference)).data, 'y_inference');
  const losses: number[] = [];
  for (let k = 0; k < golden.losses.length; k++) {
    const result = step.run(batch);
    // A GPU's results come when they are asked for.
    step.flush?.();
    losses.push((await result).loss);
  }
  expectNear(losses, golden.losses, 'losses');
  await step.sync();
  await expectWeights(model, golden.variables_after);
  expectNear(await step.predict(batch), (await graphArray(golden.y_after)).data, 'y_after');
  step.dispose();
}

function runLossOf({ model, loss }: LoadedModel): RunLoss {
  const head = outputHead(model);
  return resolveRunLoss(head, Math.max(head.units, 2), { loss: usableLoss(loss), classMode: null });
}

type FloatBatch = Batch & { x: Float32Array<ArrayBuffer>; y: Float32Array<ArrayBuffer> };

async function batchOf({ x, labels }: GraphCase, model: LayersModel, run: RunLoss): Promise<FloatBatch> {
  const { data, shape } = await graphArray(x);
  const size = shape[0] as number;
  const { units } = outputHead(model);
  const oneHot = labels.flatMap((label) => Array.from({ length: units }, (_, k) => Number(k === label)));
  return {
    x: Float32Array.from(data),
    y: Float32Array.from(run.classMode === 'categorical' ? oneHot : labels),
    size,
    indices: Int32Array.from({ length: size }, (_, i) => i),
  };
}

/** The gradient of the mean loss with respect to the input, from the functions that the tape's step consists of. */
async function inputGradient(model: LayersModel, batch: FloatBatch, run: RunLoss): Promise<Float32Array> {
  const loss = resolveLoss(run.loss);
  const head = outputHead(model);
  const { x: pixels, y, size } = batch;
  const x = tensor(pixels, [size, ...inputShapeOf(model)] as number[]);
  const labels = run.classMode === 'categorical' ? tensor(y, [size, head.units]) : tensor(y);
  const call = forLogits(model, asKerasTrains(model, 0));
  const pace = { budget: new TimeBudget(0) };
  const { values: results, gradients } = await pacedGradients([x], pace, async (piece) => {
    const [logits] = (await computeLayers(model, [x], call, piece)) as [Tensor2D];
    const total = () => lossSum({ loss, head: removableHead(model), logits, labels });
    return [await piece(() => mul<Scalar>(total(), scalar(1 / size)))];
  });
  const [gradient] = gradients as [Tensor];
  const values = (await gradient.data()) as Float32Array;
  dispose([x, labels, gradient, ...results]);
  return values;
}

/** Makes an optimizer keep the gradients of its first step. */
function gradientsOfFirstStep(optimizer: Optimizer): Tensor[] {
  const kept: Tensor[] = [];
  const step = optimizer.step.bind(optimizer);
  optimizer.step = (weights, gradients) => {
    if (kept.length === 0) kept.push(...gradients.map((gradient) => keep(gradient.clone())));
    return step(weights, gradients);
  };
  return kept;
}

async function expectGradients(gradients: readonly Tensor[], golden: GraphCase): Promise<void> {
  const expected = await graphArrays(golden.gradients);
  const scale = Math.max(...expected.map(([, { data }]) => largest(data)));
  expect(gradients).toHaveLength(expected.length);
  for (const [i, gradient] of gradients.entries()) {
    const [key, { data }] = expected[i] as (typeof expected)[number];
    expectNear(await gradient.data(), data, key, scale);
    gradient.dispose();
  }
}

/** Compares the weights of a model with Keras's variables: '002 conv2d/kernel', numbered in the order of the model. */
async function expectWeights(model: LayersModel, path: string): Promise<void> {
  const positions = new Map<string, number>();
  const layers = new Map(layersOf(model).map(({ layer }) => [layer.name, layer]));
  for (const [key, { shape, data }] of await graphArrays(path)) {
    const layer = key.slice(4, key.lastIndexOf('/'));
    const position = positions.get(layer) ?? 0;
    positions.set(layer, position + 1);
    const weight = layers.get(layer)?.weights[position]?.read();
    expect(weight?.shape, key).toEqual(shape);
    expectNear((await weight?.data()) ?? [], data, key);
  }
}
