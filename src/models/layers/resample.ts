/**
 * Resizing as TensorFlow does it: pixel centres lie at half coordinates, there is no antialiasing. Each axis is a product
 * with a matrix, which tfjs can differentiate on every backend.
 */
import { type Tensor, matMul, reshape, slice, tensor2d, transpose } from '@tensorflow/tfjs-core';
import { type CropWindow, type Interpolation, mixedPlaces, ratioWindow } from './mixed-places';

/** Weights of the input pixels (columns) in each output pixel (rows). */
function weights(from: number, to: number, interpolation: Interpolation): Tensor {
  const values = new Float32Array(to * from);
  mixedPlaces(from, to, interpolation).forEach(({ first, second, share }, row) => {
    const start = row * from;
    values[start + first] = 1 - share;
    values[start + second] = (values[start + second] as number) + share;
  });
  return tensor2d(values, [to, from]);
}

/**
 * Resizes images.
 *
 * @param images (images, height, width, channels).
 */
export function resample(
  images: Tensor,
  size: readonly [number, number],
  interpolation: Interpolation,
): Tensor {
  const [count, height, width, channels] = images.shape as [number, number, number, number];
  const [newHeight, newWidth] = size;
  let x = images;
  if (newWidth !== width) {
    const columns = reshape(transpose(x, [0, 1, 3, 2]), [-1, width]);
    const product = matMul(columns, weights(width, newWidth, interpolation), false, true);
    x = transpose(reshape(product, [count, height, channels, newWidth]), [0, 1, 3, 2]);
  }
  if (newHeight !== height) {
    const rows = reshape(transpose(x, [0, 2, 3, 1]), [-1, height]);
    const product = matMul(rows, weights(height, newHeight, interpolation), false, true);
    x = transpose(reshape(product, [count, newWidth, channels, newHeight]), [0, 3, 1, 2]);
  }
  return x;
}

/** Cuts a window out of images. */
export function crop(images: Tensor, { top, left, height, width }: CropWindow): Tensor {
  const [count, , , channels] = images.shape as [number, number, number, number];
  return slice(images, [0, top, left, 0], [count, height, width, channels]);
}

/** Cuts the largest centred window with the sides' ratio of `size`. */
export function cropToRatio(images: Tensor, size: readonly [number, number]): Tensor {
  const [, height, width] = images.shape as [number, number, number, number];
  return crop(images, ratioWindow([height, width], size));
}
