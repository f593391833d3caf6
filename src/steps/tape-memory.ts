/**
 * The memory that training on the tape needs, estimated before it starts: tfjs-backend-wasm has 4 GiB at most, and stops
 * answering when they are used up.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, getBackend, memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { inputShapeOf } from '../core/picture-shape';
import { shapeSize } from '../core/shape-size';
import { layersOf } from '../models/model-layers';
import { type Optimizer, slotCount } from '../training/optimizers';
import { type Layer, layerUsesOf, shapesIn } from '../models/layer-uses';
import { hasBatchStatistics, sliceSizeFor } from './slices';

/** WebAssembly's memory, without a share for gaps between tensors and for what the estimate misses. */
const WASM_BYTES = 0.85 * 2 ** 32;
const FLOAT_BYTES = 4;
/** Tensors of the size of the largest activation that exist at the same time in the backward pass. */
const TEMPORARIES = 6;
/** Activations that a layer keeps for the backward pass, beside its output, as multiples of it. */
const KEPT_INSIDE: Readonly<Record<string, number>> = {
  BatchNormalization: 1,
  LayerNormalization: 4,
  GroupNormalization: 4,
  Dropout: 1,
  SeparableConv2D: 1,
};
/** Layers whose output shares the memory of their input. */
const SHARING: readonly string[] = ['Flatten', 'Reshape', 'Copy'];

/** What a training step needs, in bytes. */
export interface StepBytes {
  /** Gradients and optimizer slots that do not exist yet. */
  fixed: number;
  /** Activations, for each image of a slice. */
  perImage: number;
  /** The largest activation, for each image of a slice. */
  largestPerImage: number;
}

/**
 * Checks that a training step on the tape fits into memory.
 *
 * @param batchSize Number of images in a batch.
 * @param inputShape Shape of an image, for a model that takes any size. Default: the model's.
 * @param largestElsewhere Largest batch that trains without the tape. Default 0.
 * @throws {PupilaError} 'invalid-argument' with the largest batch that fits.
 */
export function assertStepFits(
  model: LayersModel,
  optimizer: Optimizer,
  batchSize: number,
  inputShape: readonly (number | null)[] = inputShapeOf(model),
  largestElsewhere = 0,
): void {
  const largest = Math.max(largestElsewhere, largestSlice(stepBytes(model, optimizer, inputShape)));
  // Without batch normalisation, a batch is computed in slices.
  const images = hasBatchStatistics(model) ? batchSize : Math.min(batchSize, sliceSizeFor(model, inputShape));
  if (images <= largest) return;
  const rule =
    largest > 0
      ? message`The memory for training this network holds at most ${largest} pictures at a time (\`batchSize\`).`
      : message`The memory for training is too small for this network, even with one picture at a time.`;
  throw invalidArgument(rule, { batchSize });
}

/** Returns the number of images that the memory of the active backend holds in a training step. */
function largestSlice({ fixed, perImage, largestPerImage }: StepBytes): number {
  if (getBackend() === 'wasm') return Math.floor((WASM_BYTES - memory().numBytes - fixed) / perImage);
  if (getBackend() !== 'webgpu') return Infinity;
  // A browser does not tell how much memory a GPU has.
  const { maxBufferSize, maxStorageBufferBindingSize } = (backend() as WebGPUBackend).device.limits;
  return Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / largestPerImage);
}

/** Estimates the memory of a training step. */
export function stepBytes(
  model: LayersModel,
  { config }: Optimizer,
  inputShape: readonly (number | null)[] = inputShapeOf(model),
): StepBytes {
  const shapeOf = shapesIn(model, inputShape);
  const weights = layersOf(model).flatMap(({ layer, trainable }) =>
    trainable ? layer.trainableWeights : [],
  );
  const trainable = weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0);
  const uses = layerUsesOf(model).map(({ layer, outputs }) => {
    const size = outputs.reduce((sum, output) => sum + shapeSize(shapeOf(output).slice(1)), 0);
    return { size, kept: size * keptBy(layer) };
  });
  const largest = Math.max(...uses.map(({ size }) => size));
  const kept = uses.reduce((sum, use) => sum + use.kept, 0);
  return {
    // The gradient of a slice, and the sum over slices.
    fixed: FLOAT_BYTES * trainable * (2 + slotCount(config)),
    perImage: FLOAT_BYTES * (kept + TEMPORARIES * largest),
    largestPerImage: FLOAT_BYTES * largest,
  };
}

/** Number of tensors of the size of its output that a layer keeps. */
function keptBy(layer: Layer): number {
  const name = layer.getClassName();
  if (SHARING.includes(name)) return 0;
  const { activation, maxValue } = layer as { activation?: { getClassName(): string }; maxValue?: number };
  // The sums, and those with the bias, exist apart from the output of an activation.
  const isActivated = layer.weights.length > 0 && activation && activation.getClassName() !== 'linear';
  // tfjs-layers cuts off the output of a ReLU in a second operation.
  const isCut = maxValue !== undefined && maxValue !== null;
  return 1 + (KEPT_INSIDE[name] ?? 0) + (isActivated ? 2 : 0) + (isCut ? 1 : 0);
}
