/**
 * Whether this browser's WebAssembly computes what every other's does, to the last bit. Chromium's flag
 * `--wasm-revectorize` must not change it.
 */
import { tidy } from '@tensorflow/tfjs-core';
import { ImageDataGenerator, startBackend } from '../../index';
import type { Batch } from '../../core/batch';
import type { BackendReport } from '../../engines/select';
import { chooseWideTiles } from '../../engines/wasm/module';
import { RandomState } from '../../random/random-state';
import { TapeTrainStep } from '../../steps/tape-train-step';
import { makeTrainStep } from '../../steps/train-path';
import { Optimizer } from '../../training/optimizers';
import type { TrainStep } from '../../training/train-step';
import { CHECKED_NETWORKS, type CheckedNetwork, build } from './checked-networks';

const SEED = 1;
const STEPS = 2;
/** Odd, so that kernels meet remainders. */
const IMAGES = 5;
const CLASSES = 3;

/** What networks and pictures give on processors with fused multiply-adds, which every one with 256 bits has. */
export const DIGESTS = {
  networks: '50dc1d5c24e765ff9163c4f258fc6339a85cd05fa8f580c72f5c321a8951f3e4',
  pictures: '105cfe8178aaee1cb7de7b9610efe5f323660fe1a2fc029051d126354790e025',
};

const PICTURES = 'few_drawn_cats_and_dogs.zip';
const BATCHES = 2;
const FLOW = {
  targetSize: [37, 41],
  interpolation: 'bilinear',
  batchSize: 6,
  seed: SEED,
  workers: 1,
} as const;
const AUGMENTATION = {
  rotationRange: 30,
  shearRange: 20,
  zoomRange: 0.3,
  widthShiftRange: 0.2,
  heightShiftRange: 0.2,
  brightnessRange: [0.7, 1.3],
  channelShiftRange: 20,
  horizontalFlip: true,
  fillMode: 'reflect',
  samplewiseCenter: true,
  samplewiseStdNormalization: true,
} as const;

let proven = false;

/** @internal Whether `proveKernels` found them right. */
export const areKernelsProven = (): boolean => proven;

/**
 * Computes networks, and pictures in a data worker. Each kernel is called several times: after the first time, V8 runs what
 * its optimizing compiler made of it (`--wasm-sync-tier-up` with a small `--wasm-tiering-budget`).
 *
 * @returns Whether all results are equal to the last bit to those without 256 bits.
 */
export async function proveKernels(): Promise<boolean> {
  chooseWideTiles();
  const backend = await startBackend('wasm');
  const results = await Promise.all([networkResults(backend), pictureResults()]);
  const [networks, pictures] = await Promise.all(results.map(digestOf));
  proven = networks === DIGESTS.networks && pictures === DIGESTS.pictures;
  return proven;
}

/** Results of training each checked network for some steps: losses, outputs, weights and moments. */
export async function networkResults(backend: BackendReport): Promise<Float32Array[]> {
  const results: Float32Array[] = [];
  const random = new RandomState(SEED);
  for (const checked of CHECKED_NETWORKS) results.push(...(await resultsOf(checked, backend, random)));
  return results;
}

/** Results of the data workers: pictures that were decoded, resized and changed. */
async function pictureResults(): Promise<Float32Array[]> {
  const generator = new ImageDataGenerator(AUGMENTATION);
  const data = { kind: 'url', url: new URL(PICTURES, location.href).href } as const;
  const batches = await generator.flowFromDirectory(data, FLOW);
  const results: Float32Array[] = [];
  for (let i = 0; i < BATCHES; i++) results.push((await batches.next()).x);
  batches.dispose();
  return results;
}

async function resultsOf(
  checked: CheckedNetwork,
  backend: BackendReport,
  random: RandomState,
): Promise<Float32Array[]> {
  const model = build(checked, random);
  const optimizer = new Optimizer(checked.optimizer);
  const { loss } = checked;
  const common = { model, optimizer, loss, seed: SEED, timeBudgetMs: Infinity };
  const step: TrainStep = checked.byTape
    ? new TapeTrainStep(common)
    : await makeTrainStep({ ...common, backend, threads: 1, slots: null, images: IMAGES });
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) losses.push((await step.run(batchFor(checked, random))).loss);
  const { outputs } = await step.evaluateAndPredict(batchFor(checked, random));
  await step.sync();
  const weights = tidy(() => model.getWeights().map((weight) => weight.dataSync() as Float32Array));
  const slots = (await step.slots()).flat();
  step.dispose();
  model.dispose();
  return [Float32Array.from(losses), outputs, ...weights, ...slots];
}

/** Pictures of bytes if they have three channels, else of drawn numbers. */
function batchFor({ shape, loss }: CheckedNetwork, random: RandomState): Batch {
  const length = IMAGES * shape.reduce((product, side) => product * side);
  const bytes = Uint8Array.from({ length }, () => random.uint32() & 255);
  const x =
    shape[2] === 3 ? { x: bytes, scale: 1 / 255 } : { x: Float32Array.from(bytes, (byte) => byte / 255) };
  const labels = Array.from({ length: IMAGES }, () => random.uint32() % CLASSES);
  const y =
    loss === 'binary_crossentropy'
      ? labels.map((label) => label & 1)
      : labels.flatMap((label) => Array.from({ length: CLASSES }, (_, i) => Number(i === label)));
  return { ...x, y: Float32Array.from(y), size: IMAGES, indices: new Int32Array(IMAGES) };
}

/** Returns the SHA-256 of arrays in hexadecimal digits. */
export async function digestOf(arrays: readonly Float32Array[]): Promise<string> {
  const bytes = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
