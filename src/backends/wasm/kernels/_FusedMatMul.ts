/** Matrix products with bias and ReLU in one pass; the stock kernel does every other activation. float32. */
import {
  type KernelConfig,
  type TensorInfo,
  _FusedMatMul,
  type _FusedMatMulAttrs,
} from '@tensorflow/tfjs-core';
import { multiplyMatrices } from '../matrix-product';
import type { KernelModule } from '../module';

/** @param stock The backend's own kernel. */
export const fusedMatMulConfig = (module: KernelModule, stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: _FusedMatMul,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { a, b, bias } = params.inputs as Record<'a' | 'b', TensorInfo> & { bias?: TensorInfo };
    const { transposeA, transposeB, activation } = params.attrs as unknown as _FusedMatMulAttrs;
    const columns = b.shape.at(transposeB ? -2 : -1);
    const isOurs =
      [a, b, bias].every((input) => !input || input.dtype === 'float32') &&
      (activation === 'linear' || activation === 'relu') &&
      (!bias || (bias.shape.at(-1) === columns && bias.shape.slice(0, -1).every((side) => side === 1)));
    if (!isOurs) return stock.kernelFunc(params);
    return multiplyMatrices(module, a, b, {
      transposeA,
      transposeB,
      bias: bias ?? null,
      relu: activation === 'relu',
    });
  },
});
