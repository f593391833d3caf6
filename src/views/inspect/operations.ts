/** Single operations on one picture, by the kernels that networks are trained with. */
import { type Tensor3D, type Tensor4D, avgPool, conv2d, maxPool, tensor, tidy } from '@tensorflow/tfjs-core';
import { backendReady } from '../../engines/select';
import type { FloatImage } from '../../core/types';
import type { Padding } from '../../network/window';
import { read } from './read';

export { backendReady };

/** Filters: height × width × input channels × filters, as Keras keeps a Conv2D's kernel. */
export interface FilterBank {
  shape: readonly [number, number, number, number];
  values: Float32Array<ArrayBuffer>;
}

/** How the window moves. */
export interface Sliding {
  /** Pixels a step, down and to the right. */
  strides: number;
  padding: Padding;
}

/**
 * `tf.nn.conv2d` of one picture.
 *
 * @returns As many channels as the bank has filters.
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
      const filters = tensor(bank.values, [...bank.shape]) as Tensor4D;
      return conv2d(toTensor(image), filters, strides, padding);
    }),
  );
}

/**
 * `AveragePooling2D` or `MaxPooling2D` of one picture; the last stride may leave pixels out.
 *
 * @param before What an earlier call gave and nobody needs any more: its memory is written over.
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
  return tensor(data, [height, width, channels]) as Tensor3D;
}

async function toImage(result: Tensor3D, room?: ArrayBuffer): Promise<FloatImage> {
  const [height, width, channels] = result.shape;
  const data = await read(result, room);
  result.dispose();
  return { height, width, channels, data };
}
