/**
 * Makes one batch out of a plan: load, transform, standardize, pack. No chance in here: equal plans give equal bytes.
 */
import type { ImageStore } from './image-store';
import type { ImageDataGeneratorOptions } from './image-data-generator-options';
import type { TransformParameters } from './random-transform';
import { type FeaturewiseStatistics, standardize } from './standardize';
import { applyTransform } from './transform';
import type { ClassMode, FloatImage, Pixels } from './types';

/** What `makeBatch` is told. */
export interface BatchSpec {
  indices: Int32Array<ArrayBuffer>;
  parameters: readonly TransformParameters[];
  options: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
  classMode: ClassMode;
  classes: number;
  /** Height, width, channels of one image. */
  imageShape: readonly [number, number, number];
  /** Memory to fill, when it has the right size. */
  reuse: ArrayBuffer | null;
}

/** The images of `spec.indices`, transformed and standardized, NHWC, and their labels. */
export async function makeBatch(
  store: ImageStore,
  spec: BatchSpec,
): Promise<{ x: Float32Array<ArrayBuffer>; y: Float32Array<ArrayBuffer> | null }> {
  const { indices, parameters, imageShape } = spec;
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  const bytes = indices.length * size * Float32Array.BYTES_PER_ELEMENT;
  const x = new Float32Array(spec.reuse?.byteLength === bytes ? spec.reuse : new ArrayBuffer(bytes));
  for (let i = 0; i < indices.length; i++) {
    const out = x.subarray(i * size, (i + 1) * size);
    makeImage(await store.load(indices[i] as number), parameters[i] as TransformParameters, spec, out);
  }
  return { x, y: makeLabels(store.labels, x, spec) };
}

/** One image, transformed and standardized, in `out`. */
function makeImage(
  image: Pixels | FloatImage,
  parameters: TransformParameters,
  { options, statistics }: BatchSpec,
  out: Float32Array<ArrayBuffer>,
): void {
  const untouched = parameters.channelShiftIntensity === null && parameters.brightness === null;
  const early = untouched && !options.preprocessingFunction;
  const scale = (early && options.rescale) || 1;
  const transformed = applyTransform(image, parameters, options, { out, scale });
  const { data } = standardize(transformed, early ? { ...options, rescale: null } : options, statistics);
  if (data !== out) out.set(data);
}

/** 8-bit pixels as float32, 0 … 255: Keras's `img_to_array`. */
export function toFloat(image: Pixels | FloatImage): FloatImage {
  if (image.data instanceof Float32Array) return image as FloatImage;
  return { ...image, data: new Float32Array(image.data) };
}

function makeLabels(
  labels: Int32Array,
  x: Float32Array<ArrayBuffer>,
  spec: BatchSpec,
): Float32Array<ArrayBuffer> | null {
  const { classMode, classes, indices } = spec;
  if (classMode === 'none') return null;
  if (classMode === 'input') return x.slice();
  if (classMode !== 'categorical') return Float32Array.from(indices, (index) => labels[index] as number);
  const y = new Float32Array(indices.length * classes);
  indices.forEach((index, i) => (y[i * classes + (labels[index] as number)] = 1));
  return y;
}

/** Pixels of 1, 3 or 4 channels as RGBA bytes, for a canvas. */
export function toRgba(data: ArrayLike<number>, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((data.length / channels) * 4);
  for (let i = 0, o = 0; o < rgba.length; i += channels, o += 4) {
    const grey = channels < 3;
    rgba[o] = data[i] as number;
    rgba[o + 1] = data[grey ? i : i + 1] as number;
    rgba[o + 2] = data[grey ? i : i + 2] as number;
    rgba[o + 3] = channels === 4 ? (data[i + 3] as number) : 255;
  }
  return rgba;
}
