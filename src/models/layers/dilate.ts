/** Dilated filters as larger filters with zeros, because tfjs has no gradient of a dilated convolution. */
import { type Tensor, type Tensor4D, pad, reshape, slice } from '@tensorflow/tfjs-core';

/**
 * Inserts zeros between the rows and columns of a filter.
 *
 * @param filter (height, width, …, …).
 * @param rates Distance between neighbouring rows and columns, in pixels.
 */
export function dilate(filter: Tensor, rates: readonly number[]): Tensor4D {
  const [height, width, inner, outer] = filter.shape as [number, number, number, number];
  const [rowRate = 1, columnRate = 1] = rates;
  const rows = spread(reshape(filter, [1, height, width * inner * outer]), rowRate);
  const tall = rows.shape[1] as number;
  const columns = spread(reshape(rows, [tall, width, inner * outer]), columnRate);
  return reshape(columns, [tall, columns.shape[1] as number, inner, outer]);
}

/** Inserts zeros along the second of three axes. */
function spread(x: Tensor, rate: number): Tensor {
  if (rate === 1) return x;
  const [before, count, after] = x.shape as [number, number, number];
  const separate = reshape(x, [before, count, 1, after]);
  const padded = pad(separate, [
    [0, 0],
    [0, 0],
    [0, rate - 1],
    [0, 0],
  ]);
  const side = (count - 1) * rate + 1;
  return slice(reshape(padded, [before, count * rate, after]), [0, 0, 0], [before, side, after]);
}
