/**
 * Types of the reference values computed by Keras (stored as JSON), and helpers to compare results. Does not depend on
 * Node.
 */
import type { TransformParameters } from './augment/random-transform';
import type { ClassMode, ColorMode, Interpolation, Subset } from '../core/types';

interface KerasParameters {
  theta: number;
  tx: number;
  ty: number;
  shear: number;
  zx: number;
  zy: number;
  flip_horizontal: number;
  flip_vertical: number;
  channel_shift_intensity: number | null;
  brightness: number | null;
}

/** A case of `idg.json`: parameters drawn from a seed, and the resulting picture. */
export interface TransformCase {
  config: string;
  image: string;
  seed: number;
  params: KerasParameters;
  output: string;
}

/** `idg.json`. */
export interface TransformReferences {
  configs: Record<string, Record<string, unknown>>;
  cases: TransformCase[];
  featurewise: { input: string; mean: number[]; std: number[]; output: string };
}

/** A case of `flow.json`: a `flow_from_directory` and its batches. */
export interface FlowCase {
  options: {
    class_mode: ClassMode | null;
    shuffle: boolean;
    batch_size: number;
    target_size: [number, number];
    seed?: number;
    classes?: string[];
    subset?: Subset;
    color_mode?: ColorMode;
    interpolation?: Interpolation;
    keep_aspect_ratio?: boolean;
  };
  generator: Record<string, unknown>;
  class_indices: Record<string, number>;
  filenames: string[];
  classes: number[];
  n: number;
  length: number;
  order: string[][];
  batches: { size: number; labels?: number[] | number[][]; x?: string }[];
}

/** A case of `jpeg.json`: a picture decoded and resized to 150 × 150 by Pillow. */
export interface JpegCase {
  file: string;
  nearest_150: string;
  bilinear_150: string;
}

/** In grey levels, 0 … 255. */
export const PIXEL_TOLERANCE = 1e-3;
/** For standardized pictures, whose values are deviations of about ±3. */
export const DEVIATION_TOLERANCE = 1e-5;

export function fromKeras(params: KerasParameters): TransformParameters {
  const { flip_horizontal, flip_vertical, channel_shift_intensity, ...rest } = params;
  return {
    ...rest,
    flipHorizontal: flip_horizontal === 1,
    flipVertical: flip_vertical === 1,
    channelShiftIntensity: channel_shift_intensity,
  };
}

/** Returns the largest absolute difference; NaN if any value is NaN or the lengths differ. */
export function maxError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return NaN;
  let most = 0;
  for (let i = 0; i < actual.length; i++) {
    most = Math.max(most, Math.abs((actual[i] as number) - (expected[i] as number)));
  }
  return most;
}

/** Returns `maxError` as a share of the largest expected value. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(expected, Math.abs));
  return largest === 0 ? maxError(actual, expected) : maxError(actual, expected) / largest;
}
