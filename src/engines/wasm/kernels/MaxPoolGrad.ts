/**
 * Gradient of max pooling. The stock kernel loses the gradient of every window with a negative maximum. If several values
 * equal the maximum, the first in the window gets the gradient, as in TensorFlow. NHWC, overwrites.
 */
import {
  type KernelConfig,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { addressOf, makeZeros } from '../heap';
import type { KernelModule } from '../module';
import { poolGeometry } from '../pool-window';

export const maxPoolGradConfig = (module: KernelModule): KernelConfig => ({
  kernelName: MaxPoolGrad,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
    const geometry = poolGeometry(input.shape, attrs as unknown as MaxPoolGradAttrs);
    const dx = makeZeros(module, input.shape);
    module.exports.maxPoolGradient(addressOf(input), addressOf(dy), addressOf(dx), ...geometry);
    return dx;
  },
});
