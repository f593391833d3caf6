/**
 * Gradient of average pooling. tfjs divides by the size of the whole window, although its forward pass excludes padding;
 * this kernel divides by the number of values in the window. NHWC, overwrites.
 */
import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { addressOf, makeZeros } from '../heap';
import type { KernelModule } from '../module';
import { poolGeometry } from '../pool-window';

export const avgPoolGradConfig = (module: KernelModule): KernelConfig => ({
  kernelName: AvgPoolGrad,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
    const geometry = poolGeometry(input.shape, attrs as unknown as AvgPoolGradAttrs);
    const dx = makeZeros(module, input.shape);
    module.exports.averagePoolGradient(addressOf(dy), addressOf(dx), ...geometry);
    return dx;
  },
});
