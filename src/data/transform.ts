/**
 * Applies a drawn transform to a picture: Keras's `ImageDataGenerator.apply_transform`. Pure; chance is in
 * random-transform.ts, and what comes after (rescaling, centring) in standardize.ts.
 */
import { affineMap } from './affine';
import type { ImageDataGeneratorOptions } from './image-data-generator-options';
import type { TransformParameters } from './random-transform';
import { resample } from './resample';
import type { FloatImage } from './types';

/**
 * Affine transform, channel shift, horizontal flip, vertical flip, brightness, in this order.
 *
 * @param image Values in 0 … 255, before rescaling; left as it is.
 * @returns A new picture of the same shape, never the input's memory.
 * @example
 * const shape = [image.height, image.width, image.channels] as const;
 * const augmented = applyTransform(image, drawTransform(options, stream, shape), options);
 */
export function applyTransform(
  image: FloatImage,
  parameters: TransformParameters,
  options: ImageDataGeneratorOptions,
): FloatImage {
  const map = affineMap(parameters, image, options.shiftAxes);
  const result = map ? resample(image, map, options) : { ...image, data: image.data.slice() };
  if (parameters.channelShiftIntensity !== null) shiftChannels(result.data, parameters.channelShiftIntensity);
  if (parameters.flipHorizontal) flipHorizontally(result);
  if (parameters.flipVertical) flipVertically(result);
  if (parameters.brightness !== null) changeBrightness(result, parameters.brightness);
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

function flipHorizontally({ height, width, channels, data }: FloatImage): void {
  for (let row = 0; row < height; row++) {
    let left = row * width * channels;
    let right = left + (width - 1) * channels;
    for (; left < right; left += channels, right -= channels) {
      for (let k = 0; k < channels; k++) {
        const value = data[left + k] as number;
        data[left + k] = data[right + k] as number;
        data[right + k] = value;
      }
    }
  }
}

function flipVertically({ height, width, channels, data }: FloatImage): void {
  const size = width * channels;
  for (let top = 0, bottom = height - 1; top < bottom; top++, bottom--) {
    const row = data.slice(top * size, (top + 1) * size);
    data.copyWithin(top * size, bottom * size, (bottom + 1) * size);
    data.set(row, bottom * size);
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
