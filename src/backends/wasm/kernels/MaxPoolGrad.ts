/**
 * Gradient of max pooling. The stock kernel loses the gradient of every window whose maximum is negative. NHWC,
 * overwrites; of equal maxima the first in the window gets the gradient, as in TensorFlow.
 */
import {
  type KernelConfig,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { floatsOf, makeZeros } from '../heap';
import { poolInfo, windowOf } from '../pool-window';

export const maxPoolGradConfig: KernelConfig = {
  kernelName: MaxPoolGrad,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
    const info = poolInfo(input.shape, attrs as unknown as MaxPoolGradAttrs);
    const { info: dx, values } = makeZeros(backend, input.shape);
    const x = floatsOf(backend, input);
    const gradient = floatsOf(backend, dy);
    const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels } = info;
    let at = 0;
    for (let image = 0; image < batchSize; image++) {
      for (let row = 0; row < outHeight; row++) {
        for (let column = 0; column < outWidth; column++) {
          const { top, bottom, left, right } = windowOf(info, row, column);
          const first = ((image * inHeight + top) * inWidth + left) * channels;
          const rowStep = inWidth * channels;
          const [rowsEnd, across] = [(bottom - top) * rowStep, (right - left) * channels];
          for (let c = first; c < first + channels; c++, at++) {
            let where = c;
            let best = x[c] as number;
            for (let y = c; y < c + rowsEnd; y += rowStep) {
              for (let i = y; i < y + across; i += channels) {
                const value = x[i] as number;
                if (value > best) {
                  best = value;
                  where = i;
                }
              }
            }
            values[where] = (values[where] as number) + (gradient[at] as number);
          }
        }
      }
    }
    return dx;
  },
};
