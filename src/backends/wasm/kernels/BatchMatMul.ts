/**
 * Matrix products with a transposed operand, as the gradients of dense layers need them. The stock kernel computes them
 * without SIMD; turning an operand first, or the whole product around, is many times faster:
 * Aᵀ·B with A turned first; A·Bᵀ = (B·Aᵀ)ᵀ where A is the smaller one.
 */
import {
  BatchMatMul,
  type BatchMatMulAttrs,
  type KernelConfig,
  type Tensor,
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
      const multiply = (left: TensorInfo, right: TensorInfo, turnRight = false): Tensor => {
        const attrs = { transposeA: false, transposeB: turnRight };
        // The stock kernel gives one `TensorInfo`, whose reference the tensor takes over.
        const product = stock.kernelFunc({ ...params, inputs: { a: left, b: right }, attrs }) as TensorInfo;
        return engine().makeTensorFromTensorInfo(product);
      };
      const batches = a.shape.slice(0, -2);
      if (a.dtype === 'float32' && transposeA) {
        return tidy(() => multiply(turned(toTensor(a)), b, transposeB));
      }
      if (a.dtype === 'float32' && transposeB && String(batches) === String(b.shape.slice(0, -2))) {
        return tidy(() => turned(multiply(b, turned(toTensor(a)))));
      }
      return stock.kernelFunc(params);
    },
  };
}

/** The last two axes exchanged. */
function turned(matrix: Tensor): Tensor {
  const { rank } = matrix;
  return transpose(matrix, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}
