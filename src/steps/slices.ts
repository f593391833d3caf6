/** Slices of a batch, which the tape computes one at a time. Their size follows from the model alone. */
import { type Tensor, cast, mul, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Images } from '../core/batch';
import { type InputLayout, inputShapeOf } from '../core/picture-shape';
import { shapeSize } from '../core/shape-size';
import { inputTensor } from '../models/input-tensor';
import { layersOf } from '../models/model-layers';
import { shapesIn } from '../models/layer-uses';
import type { Pace } from './paced-gradients';

/** Arithmetic of one training slice in FLOP: some tens of milliseconds on WebAssembly. */
const SLICE_FLOP = 2.2e9;
const MAX_SLICE = 64;

/** Batch normalisation needs the whole batch at once, unless it uses its moving statistics. */
export function hasBatchStatistics(model: LayersModel): boolean {
  return layersOf(model).some(
    ({ layer, isInference }) => !isInference && layer.getClassName() === 'BatchNormalization',
  );
}

/**
 * Number of images whose arithmetic adds up to `SLICE_FLOP`.
 *
 * @param inputShape Shape of an image, for a model that takes any size. Default: the model's.
 */
export function sliceSizeFor(
  model: LayersModel,
  inputShape: readonly (number | null)[] = inputShapeOf(model),
): number {
  const shapeOf = shapesIn(model, inputShape);
  const flop = layersOf(model).reduce((sum, { layer }) => {
    // A layer may be used for inputs of several sizes.
    const shape = shapeOf(layer.inboundNodes[0]?.outputTensors[0] as SymbolicTensor);
    const positions = shape.length === 4 ? (shape[1] ?? 1) * (shape[2] ?? 1) : 1;
    const weights = layer.weights.reduce(
      (count, { shape: s }) => count + (s.length > 1 ? shapeSize(s) : 0),
      0,
    );
    return sum + 6 * positions * weights;
  }, 1);
  return Math.min(MAX_SLICE, Math.max(1, Math.round(SLICE_FLOP / flop)));
}

/**
 * Runs `work` on the images of a batch, `from` (inclusive) to `to` (exclusive), slice by slice.
 *
 * @param layout How the model takes an image.
 */
export async function forEachSlice(
  images: Images,
  layout: InputLayout,
  sliceSize: number,
  { budget, signal }: Pace,
  work: (x: Tensor, from: number, to: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < images.size; from += sliceSize) {
    const to = Math.min(from + sliceSize, images.size);
    const x = sliceOf(images, layout, from, to);
    try {
      await work(x, from, to);
    } finally {
      x.dispose();
    }
    await budget.spend(signal);
  }
}

function sliceOf({ x, scale = 1, size }: Images, layout: InputLayout, from: number, to: number): Tensor {
  const values = x.length / size;
  return tidy(() => {
    const images = inputTensor(x.subarray(from * values, to * values), to - from, layout);
    return x instanceof Float32Array ? images : mul(cast(images, 'float32'), scale);
  });
}
