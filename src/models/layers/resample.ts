/**
 * Resizing as TensorFlow does it: pixel centres lie at half coordinates, there is no antialiasing. Each axis is a product
 * with a matrix, which tfjs can differentiate on every backend.
 */
import { type Tensor, matMul, reshape, slice, tensor2d, transpose } from '@tensorflow/tfjs-core';

/** How an output pixel is made of input pixels. */
export type Interpolation = 'nearest' | 'bilinear';

/** Weights of the input pixels (columns) in each output pixel (rows). */
function weights(from: number, to: number, interpolation: Interpolation): Tensor {
  const values = new Float32Array(to * from);
  const scale = from / to;
  const clamp = (index: number) => Math.min(Math.max(index, 0), from - 1);
  const addWeight = (row: number, column: number, weight: number): void => {
    values[row * from + column] = (values[row * from + column] as number) + weight;
  };
  for (let row = 0; row < to; row++) {
    const position = (row + 0.5) * scale;
    if (interpolation === 'nearest') {
      addWeight(row, clamp(Math.floor(position)), 1);
      continue;
    }
    const first = Math.floor(position - 0.5);
    const share = position - 0.5 - first;
    addWeight(row, clamp(first), 1 - share);
    addWeight(row, clamp(first + 1), share);
  }
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
export function crop(images: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const [count, , , channels] = images.shape as [number, number, number, number];
  return slice(images, [0, top, left, 0], [count, height, width, channels]);
}

/** Cuts the largest centred window with the sides' ratio of `size`. Keras's `crop_to_aspect_ratio`. */
export function cropToRatio(images: Tensor, [targetHeight, targetWidth]: readonly [number, number]): Tensor {
  const [, height, width] = images.shape as [number, number, number, number];
  const cropHeight = Math.max(1, Math.min(height, Math.trunc((width * targetHeight) / targetWidth)));
  const cropWidth = Math.max(1, Math.min(width, Math.trunc((height * targetWidth) / targetHeight)));
  const top = Math.trunc((height - cropHeight) / 2);
  const left = Math.trunc((width - cropWidth) / 2);
  return crop(images, top, left, cropHeight, cropWidth);
}
