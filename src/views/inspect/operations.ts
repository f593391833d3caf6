/** Single operations on one picture, with the kernels used for training. */
import { type Rank, type Tensor3D, avgPool, conv2d, maxPool, tensor, tidy } from '@tensorflow/tfjs-core';
import { backendReady } from '../../engines/select';
import type { FloatImage } from '../../core/types';
import type { Padding } from '../../network/window';
import { read } from './read';

export { backendReady };

/** Filters: height × width × input channels × filters, the layout of a Conv2D kernel in Keras. */
export interface FilterBank {
  shape: readonly [number, number, number, number];
  values: Float32Array<ArrayBuffer>;
}

/** Stride and padding of the window. */
export interface Sliding {
  /** Pixels per step, down and to the right. */
  strides: number;
  padding: Padding;
}

/**
 * Runs `tf.nn.conv2d` on one picture.
 *
 * @returns A picture with one channel per filter.
 * @example
 * const edges = await convolve(grey, { shape: [3, 3, 1, 1], values: sobel }, { strides: 1, padding: 'same' });
 */
export async function convolve(
  image: FloatImage,
  bank: FilterBank,
  { strides, padding }: Sliding,
): Promise<FloatImage> {
  await backendReady();
  return toImage(
    tidy(() => {
      const filters = tensor<Rank.R4>(bank.values, [...bank.shape]);
      return conv2d(toTensor(image), filters, strides, padding);
    }),
  );
}

/**
 * Runs `AveragePooling2D` or `MaxPooling2D` on one picture. The last stride may leave pixels unused.
 *
 * @param before Result of an earlier call that is no longer needed; its memory is overwritten.
 */
export async function poolPicture(
  image: FloatImage,
  kind: 'average' | 'max',
  { poolSize, strides, padding }: Sliding & { poolSize: number },
  before: FloatImage | null = null,
): Promise<FloatImage> {
  await backendReady();
  const operation = kind === 'average' ? avgPool : maxPool;
  return toImage(
    tidy(() => operation(toTensor(image), poolSize, strides, padding)),
    before?.data.buffer,
  );
}

function toTensor({ data, height, width, channels }: FloatImage): Tensor3D {
  return tensor<Rank.R3>(data, [height, width, channels]);
}

async function toImage(result: Tensor3D, room?: ArrayBuffer): Promise<FloatImage> {
  const [height, width, channels] = result.shape;
  const data = await read(result, room);
  result.dispose();
  return { height, width, channels, data };
}
