/** Matrix products. The stock kernel has no SIMD for a transposed first operand and is slower for every other. float32. */
import {
  BatchMatMul,
  type BatchMatMulAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { multiplyMatrices } from '../matrix-product';
import type { KernelModule } from '../module';

/** @param stock The backend's own kernel: it refuses what is not float32. */
export const batchMatMulConfig = (module: KernelModule, stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: BatchMatMul,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { a, b } = params.inputs as Record<'a' | 'b', TensorInfo>;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return stock.kernelFunc(params);
    return multiplyMatrices(module, a, b, params.attrs as unknown as BatchMatMulAttrs);
  },
});
