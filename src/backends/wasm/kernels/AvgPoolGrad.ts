/**
 * Gradient of average pooling. tfjs divides by the whole window even where padding is not counted in the forward pass;
 * this divides by the values that are there. NHWC, overwrites.
 */
import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { floatsOf, makeZeros } from '../heap';
import { poolInfo, windowOf } from '../pool-window';

export const avgPoolGradConfig: KernelConfig = {
  kernelName: AvgPoolGrad,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
    const info = poolInfo(input.shape, attrs as unknown as AvgPoolGradAttrs);
    const { info: dx, values } = makeZeros(backend, input.shape);
    const gradient = floatsOf(backend, dy);
    const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels: channels } = info;
    let at = 0;
    for (let image = 0; image < batchSize; image++) {
      for (let row = 0; row < outHeight; row++) {
        for (let column = 0; column < outWidth; column++) {
          const { top, bottom, left, right } = windowOf(info, row, column);
          const share = 1 / ((bottom - top) * (right - left));
          for (let c = 0; c < channels; c++, at++) {
            const part = (gradient[at] as number) * share;
            for (let y = top; y < bottom; y++) {
              const start = ((image * inHeight + y) * inWidth + left) * channels + c;
              for (let i = start, end = start + (right - left) * channels; i < end; i += channels) {
                values[i] = (values[i] as number) + part;
              }
            }
          }
        }
      }
    }
    return dx;
  },
};
