/**
 * Matrix products. The stock kernel has no SIMD for a transposed first operand, is slower otherwise, and rejects types
 * other than float32; this one multiplies other types as float32.
 */
import {
  BatchMatMul,
  type BatchMatMulAttrs,
  Cast,
  type KernelConfig,
  type TensorInfo,
  upcastType,
} from '@tensorflow/tfjs-core';
import { multiplyMatrices } from '../matrix-product';
import type { KernelModule } from '../module';
import { release, runKernel } from '../run-kernel';

export const batchMatMulConfig = (module: KernelModule): KernelConfig => ({
  kernelName: BatchMatMul,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { a, b } = inputs as Record<'a' | 'b', TensorInfo>;
    const options = attrs as unknown as BatchMatMulAttrs;
    const dtype = upcastType(a.dtype, b.dtype);
    if (a.dtype === 'float32' && b.dtype === 'float32') return multiplyMatrices(module, a, b, options);
    const floats = [a, b].map((x) => runKernel(Cast, { x }, { dtype: 'float32' }));
    const product = multiplyMatrices(module, floats[0] as TensorInfo, floats[1] as TensorInfo, options);
    release(...floats);
    if (dtype === 'float32') return product;
    const result = runKernel(Cast, { x: product }, { dtype });
    release(product);
    return result;
  },
});
