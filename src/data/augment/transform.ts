/**
 * Applies a drawn transform to a picture: Keras's `ImageDataGenerator.apply_transform`. Pure; chance is in
 * random-transform.ts, and what comes after (rescaling, centring) in standardize.ts.
 */
import { affineMap } from './affine';
import { flip } from './flip';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { TransformParameters } from './random-transform';
import { resample } from './resample';
import { compiledResampler } from './resample-kernel';
import { rescale } from './standardize';
import type { FloatImage, Pixels } from '../../core/types';

/** What becomes of a transformed picture. */
export interface TransformFinish {
  /** Memory to write to, of the picture's number of values. Default: new memory. */
  out?: Float32Array<ArrayBuffer>;
  /**
   * Factor of all values, applied before channel shift and brightness: for pictures that have neither, rescaling in the
   * same pass. Default 1.
   */
  scale?: number;
}

/**
 * Affine transform, horizontal flip, vertical flip, channel shift, brightness. Keras shifts channels before it flips,
 * which gives the same.
 *
 * @param image Values in 0 … 255, before rescaling; left as it is.
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

/** The smallest and the largest of all values. */
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
 * Pillow's `ImageEnhance.Brightness` on 8-bit pixels: values are truncated to whole numbers before and after.
 * Values beyond 0 … 255 are mapped there first and back afterwards. The alpha channel of a picture keeps its
 * values.
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
