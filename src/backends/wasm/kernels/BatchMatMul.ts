/**
 * Matrix products with a transposed first operand, as weight gradients of dense layers need them. The stock kernel
 * computes them without SIMD; transposing first and multiplying then is many times faster.
 */
import {
  BatchMatMul,
  type BatchMatMulAttrs,
  type KernelConfig,
  type TensorInfo,
  engine,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { toTensor } from '../to-tensor';

/** @param stock The backend's own kernel. */
export function batchMatMulConfig(stock: KernelConfig): KernelConfig {
  return {
    ...stock,
    kernelName: BatchMatMul,
    backendName: 'wasm',
    kernelFunc: (params) => {
      const { transposeA, transposeB } = params.attrs as unknown as BatchMatMulAttrs;
      const { a, b } = params.inputs as Record<'a' | 'b', TensorInfo>;
      if (!transposeA || a.dtype !== 'float32') return stock.kernelFunc(params);
      return tidy(() => {
        const rank = a.shape.length;
        const axes = [...Array(rank - 2).keys(), rank - 1, rank - 2];
        const turned = transpose(toTensor(a), axes);
        const attrs = { transposeA: false, transposeB };
        return toTensorOnce(stock.kernelFunc({ ...params, inputs: { a: turned, b }, attrs }));
      });
    },
  };
}

/** The stock kernel gives one `TensorInfo`, whose reference the tensor takes over. */
function toTensorOnce(info: TensorInfo | TensorInfo[]) {
  return engine().makeTensorFromTensorInfo(info as TensorInfo);
}
