/**
 * Resizing exactly like Pillow, integer for integer: `Image.resize` of 8-bit pictures, and Keras's `keep_aspect_ratio`.
 * The filters are in resize-filters.ts. Not the browser's resizing, which has no antialiasing.
 */
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import type { DecodedImage } from '../decode/color';
import { type AntialiasFilter, type Box, filterPixels } from './resize-filters';
import type { Interpolation, Pixels } from '../../core/types';

/**
 * Resizes a picture. A picture that already has the target size is returned unchanged.
 *
 * Transparent pictures are filtered with premultiplied alpha, as Pillow filters 'RGBA'.
 *
 * @param targetSize Height and width in pixels.
 * @param keepAspectRatio Crops to the largest centred part with the target's aspect ratio first, as Keras does.
 * @throws {PupilaError} 'invalid-argument' if a size is not a positive integer, or the picture is too narrow for the
 *   target's aspect ratio.
 * @example
 * const small = resizePixels(pixels, [150, 150], 'nearest', false);
 */
export function resizePixels(
  pixels: Pixels,
  targetSize: readonly [number, number],
  interpolation: Interpolation,
  keepAspectRatio: boolean,
): Pixels {
  if (interpolation === 'nearest') return resizeNearest(pixels, targetSize, keepAspectRatio);
  const box = sourceBox(pixels, targetSize, keepAspectRatio);
  if (!box) return pixels;
  if (pixels.channels !== 4) return filterPixels(pixels, box, ...targetSize, interpolation);
  return filterTransparent(pixels, box, ...targetSize, interpolation);
}

/** `resizePixels` with nearest neighbour, for pixels of any kind: Pillow's `ImagingScaleAffine`. */
export function resizeNearest<Image extends Pixels | DecodedImage>(
  image: Image,
  targetSize: readonly [number, number],
  keepAspectRatio: boolean,
): Image {
  const box = sourceBox(image, targetSize, keepAspectRatio);
  if (!box) return image;
  const [height, width] = targetSize;
  const { channels, data } = image;
  const rows = nearestIndices(box.top, box.height, height, image.height);
  const columns = nearestIndices(box.left, box.width, width, image.width);
  const result = new (data instanceof Uint16Array ? Uint16Array : Uint8Array)(height * width * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * image.width + column) * channels;
      for (let c = 0; c < channels; c++) result[to++] = data[from + c] as number;
    }
  }
  return { ...image, height, width, data: result };
}

/** Returns the part of a picture to resize; null if it already has the target size. */
function sourceBox(
  image: { height: number; width: number },
  [height, width]: readonly [number, number],
  keepAspectRatio: boolean,
): Box | null {
  if (![height, width].every((size) => Number.isInteger(size) && size > 0)) {
    throw invalidArgument(message`\`target_size\` must be height and width, positive integers.`, {
      target_size: [height, width],
    });
  }
  if (image.height === height && image.width === width) return null;
  if (keepAspectRatio) return centreBox(image, height, width);
  return { left: 0, top: 0, width: image.width, height: image.height };
}

/** Returns the box that `keras.utils.load_img(keep_aspect_ratio=True)` crops to, with its floor divisions. */
function centreBox(pixels: { height: number; width: number }, height: number, width: number): Box {
  const cropHeight = Math.min(pixels.height, Math.floor((pixels.width * height) / width));
  const cropWidth = Math.min(pixels.width, Math.floor((pixels.height * width) / height));
  if (cropHeight === 0 || cropWidth === 0) {
    throw invalidArgument(
      message`With \`keep_aspect_ratio\`, a part of the picture must have the proportions of \`target_size\`.`,
      {
        target_size: [height, width],
        picture: [pixels.height, pixels.width],
      },
    );
  }
  return {
    left: Math.floor((pixels.width - cropWidth) / 2),
    top: Math.floor((pixels.height - cropHeight) / 2),
    width: cropWidth,
    height: cropHeight,
  };
}

/** Pillow adds up the step pixel by pixel, so its rounding errors accumulate; this reproduces them. */
function nearestIndices(start: number, length: number, outputs: number, inputs: number): Int32Array {
  const indices = new Int32Array(outputs);
  const step = length / outputs;
  let position = start + step * 0.5;
  for (let i = 0; i < outputs; i++) {
    indices[i] = Math.min(Math.trunc(position), inputs - 1);
    position += step;
  }
  return indices;
}

function filterTransparent(
  pixels: Pixels,
  box: Box,
  height: number,
  width: number,
  filter: AntialiasFilter,
): Pixels {
  const { data } = pixels;
  const premultiplied = Uint8Array.from(data);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] as number;
    for (let c = i; c < i + 3; c++) premultiplied[c] = divideBy255((data[c] as number) * alpha);
  }
  const result = filterPixels({ ...pixels, data: premultiplied }, box, height, width, filter);
  for (let i = 0; i < result.data.length; i += 4) {
    const alpha = result.data[i + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let c = i; c < i + 3; c++) {
      result.data[c] = Math.min(255, Math.floor((255 * (result.data[c] as number)) / alpha));
    }
  }
  return result;
}

/** Divides and rounds without a division: Pillow's `DIV255`. */
function divideBy255(value: number): number {
  const rounded = value + 128;
  return ((rounded >> 8) + rounded) >> 8;
}
