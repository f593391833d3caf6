/** Pictures as a network takes them. */
import { type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { InputLayout } from '../core/picture-shape';

/** Returns a number of pictures, whose values have the channels last, as a network's input. */
export function inputTensor(
  values: Float32Array | Uint8Array,
  images: number,
  { shape, movesChannels }: InputLayout,
): Tensor {
  if (!movesChannels) return tensor(values, [images, ...shape]);
  const [channels, height, width] = shape as [number, number, number];
  return tidy(() => transpose(tensor(values, [images, height, width, channels]), [0, 3, 1, 2]));
}
