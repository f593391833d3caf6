/**
 * Applies a drawn transform to a picture: Keras's `ImageDataGenerator.apply_transform`. Deterministic;
 * random-transform.ts draws the parameters, and standardize.ts applies the next steps (rescaling, centring).
 */
import { affineMap } from './affine';
import { flip } from './flip';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { TransformParameters } from './random-transform';
import { resample } from './resample';
import { compiledResampler } from './resample-kernel';
import { rescale } from './standardize';
import type { FloatImage, Pixels } from '../../core/types';

/** Where and how to write the transformed picture. */
export interface TransformFinish {
  /** Memory to write to, with room for all values of the picture. Default: new memory. */
  out?: Float32Array<ArrayBuffer>;
  /**
   * Factor applied to all values, before channel shift and brightness. If a picture has neither, this allows rescaling
   * in the same pass. Default 1.
   */
  scale?: number;
}

/**
 * Applies affine transform, horizontal flip, vertical flip, channel shift and brightness. Keras shifts channels before
 * it flips, with the same result.
 *
 * @param image Values in 0 … 255, before rescaling; not changed.
 * @returns A new picture of the same shape, never the input's memory.
 * @example
 * const shape = [image.height, image.width, image.channels] as const;
 * const augmented = applyTransform(image, drawTransform(options, stream, shape), options);
 */
export function applyTransform(
  image: Pixels | FloatImage,
  parameters: TransformParameters,
  options: ImageDataGeneratorOptions,
  { out = new Float32Array(image.data.length), scale = 1 }: TransformFinish = {},
): FloatImage {
  const { height, width, channels } = image;
  const { flipHorizontal: mirror, flipVertical: upend, channelShiftIntensity, brightness } = parameters;
  const result = { height, width, channels, data: out };
  const map = affineMap(parameters, image, options.shiftAxes);
  const resampler = compiledResampler();
  if (map && resampler) resampler(image, map, options, { mirror, upend, scale }, out);
  else {
    out.set(map ? resample(image, map, options).data : image.data);
    flip(result, parameters);
    if (scale !== 1) rescale(out, scale);
  }
  if (channelShiftIntensity !== null) shiftChannels(out, channelShiftIntensity);
  if (brightness !== null) changeBrightness(result, brightness);
  return result;
}

/** Returns the smallest and the largest value. */
function extent(data: Float32Array): [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function shiftChannels(data: Float32Array, intensity: number): void {
  const [min, max] = extent(data);
  const shift = Math.fround(intensity);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(Math.max((data[i] as number) + shift, min), max);
  }
}

/**
 * Pillow's `ImageEnhance.Brightness` on 8-bit pixels: values are truncated to integers before and after. Values outside
 * 0 … 255 are mapped into this range first and back afterwards. Alpha keeps its values.
 */
function changeBrightness({ channels, data }: FloatImage, brightness: number): void {
  const { fround } = Math;
  const [min, max] = extent(data);
  const mapped = min < 0 || max > 255;
  const range = fround(max - min);
  const factor = fround(brightness);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    const grey = Math.trunc(
      mapped && range !== 0 ? fround(fround(fround(value - min) / range) * 255) : value - (mapped ? min : 0),
    );
    const kept = channels === 4 && i % 4 === 3;
    const bright = kept ? grey : Math.min(Math.max(Math.trunc(fround(factor * grey)), 0), 255);
    data[i] = mapped ? fround(fround(bright / 255) * range) + min : bright;
  }
}
