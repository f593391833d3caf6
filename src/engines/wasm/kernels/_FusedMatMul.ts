/** Matrix products with bias and ReLU in one pass. Other biases and activations are applied afterwards. */
import {
  BatchMatMul,
  type KernelConfig,
  type TensorInfo,
  _FusedMatMul,
  type _FusedMatMulAttrs,
} from '@tensorflow/tfjs-core';
import { finish } from '../fused';
import { multiplyMatrices } from '../matrix-product';
import type { KernelModule } from '../module';
import { runKernel } from '../run-kernel';

export const fusedMatMulConfig = (module: KernelModule): KernelConfig => ({
  kernelName: _FusedMatMul,
  backendName: 'wasm',
  kernelFunc: (params) => {
    const { a, b } = params.inputs as Record<'a' | 'b', TensorInfo>;
    const { bias, preluActivationWeights } = params.inputs;
    const attrs = params.attrs as unknown as _FusedMatMulAttrs;
    const { transposeA, transposeB, activation } = attrs;
    const columns = b.shape.at(transposeB ? -2 : -1);
    const isSupported =
      [a, b, bias].every((input) => !input || input.dtype === 'float32') &&
      (activation === 'linear' || activation === 'relu') &&
      (!bias || (bias.shape.at(-1) === columns && bias.shape.slice(0, -1).every((side) => side === 1)));
    if (!isSupported) {
      const product = runKernel(BatchMatMul, { a, b }, { transposeA, transposeB });
      return finish(product, { ...attrs, bias, preluActivationWeights });
    }
    return multiplyMatrices(module, a, b, {
      transposeA,
      transposeB,
      bias: bias ?? null,
      relu: activation === 'relu',
    });
  },
});
