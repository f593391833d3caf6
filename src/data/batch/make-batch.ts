/** Makes one batch from a plan: load, transform, standardize, pack. Deterministic: equal plans give equal bytes. */
import { flip } from '../augment/flip';
import type { ImageStore } from './image-store';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { TransformParameters } from '../augment/random-transform';
import { type FeaturewiseStatistics, standardize } from '../augment/standardize';
import { applyTransform } from '../augment/transform';
import type { ClassMode, FloatImage, Pixels } from '../../core/types';

/** Number of images to load ahead. */
const READ_AHEAD = 4;

/** Everything needed to make one batch. */
export interface BatchSpec {
  indices: Int32Array<ArrayBuffer>;
  parameters: readonly TransformParameters[];
  options: ImageDataGeneratorOptions;
  statistics: FeaturewiseStatistics | null;
  classMode: ClassMode;
  classes: number;
  /** Height, width, channels of one image. */
  imageShape: readonly [number, number, number];
  /** Whether to return images as bytes, not yet rescaled; only for options that keep bytes. Default false. */
  bytes?: boolean;
  /** Memory to fill if it has the right size. */
  reuse: ArrayBuffer | null;
}

/** Values of images: float32, or bytes that have not been rescaled yet. */
type Values = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Returns the images of `spec.indices`, transformed and standardized, NHWC, and their labels. */
export async function makeBatch(
  store: ImageStore,
  spec: BatchSpec,
): Promise<{ x: Values; y: Float32Array<ArrayBuffer> | null }> {
  const { indices, parameters, imageShape } = spec;
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  const Values = spec.bytes ? Uint8Array : Float32Array;
  const bytes = indices.length * size * Values.BYTES_PER_ELEMENT;
  const x = new Values(spec.reuse?.byteLength === bytes ? spec.reuse : new ArrayBuffer(bytes));
  const loaded = loadAhead(store, indices);
  for (let i = 0; i < indices.length; i++) {
    const out = x.subarray(i * size, (i + 1) * size);
    const image = await (loaded.next().value as Promise<Pixels | FloatImage>);
    const drawn = parameters[i] as TransformParameters;
    if (out instanceof Float32Array) makeImage(image, drawn, spec, out);
    else copyBytes(image, drawn, out);
  }
  return { x, y: makeLabels(store.labels, x, spec) };
}

/** Yields images in order and loads the next few ahead, because files in a Blob or on a server take time to arrive. */
function* loadAhead(store: ImageStore, indices: Int32Array): Generator<Promise<Pixels | FloatImage>> {
  const pending: Promise<Pixels | FloatImage>[] = [];
  for (const index of indices) {
    const image = store.load(index);
    // Avoids an unhandled rejection; the consumer still gets the error when it awaits the image.
    image.catch(() => undefined);
    pending.push(image);
    if (pending.length > READ_AHEAD) yield pending.shift() as Promise<Pixels | FloatImage>;
  }
  yield* pending;
}

/** Writes one image of 8-bit values, flipped, into `out`. */
function copyBytes(
  image: Pixels | FloatImage,
  parameters: TransformParameters,
  out: Uint8Array<ArrayBuffer>,
): void {
  out.set(image.data);
  flip({ ...image, data: out } as Pixels, parameters);
}

/** Writes one image, transformed and standardized, into `out`. */
function makeImage(
  image: Pixels | FloatImage,
  parameters: TransformParameters,
  { options, statistics }: BatchSpec,
  out: Float32Array<ArrayBuffer>,
): void {
  const keepsColors = parameters.channelShiftIntensity === null && parameters.brightness === null;
  const rescalesEarly = keepsColors && !options.preprocessingFunction;
  const scale = (rescalesEarly && options.rescale) || 1;
  const transformed = applyTransform(image, parameters, options, { out, scale });
  const { data } = standardize(
    transformed,
    rescalesEarly ? { ...options, rescale: null } : options,
    statistics,
  );
  if (data !== out) out.set(data);
}

/** Converts 8-bit pixels to float32, 0 … 255: Keras's `img_to_array`. */
export function toFloat(image: Pixels | FloatImage): FloatImage {
  if (image.data instanceof Float32Array) return image as FloatImage;
  return { ...image, data: new Float32Array(image.data) };
}

function makeLabels(labels: Int32Array, x: Values, spec: BatchSpec): Float32Array<ArrayBuffer> | null {
  const { classMode, classes, indices } = spec;
  if (classMode === 'none') return null;
  if (classMode === 'input') return Float32Array.from(x);
  if (classMode !== 'categorical') return Float32Array.from(indices, (index) => labels[index] as number);
  const y = new Float32Array(indices.length * classes);
  indices.forEach((index, i) => (y[i * classes + (labels[index] as number)] = 1));
  return y;
}

/** Converts pixels of 1, 3 or 4 channels to RGBA bytes, for a canvas. */
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
