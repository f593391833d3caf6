/** Matrix products with bias and activation in the same pass; every other bias and activation stays with tfjs. */
import { type KernelConfig, _FusedMatMul, type _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type MatMulInputs, multiplyTensors } from '../multiply-tensors';

/** @param stock tfjs's own kernel. */
export const fusedMatMulConfig = (stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: _FusedMatMul,
  kernelFunc: (args) => {
    const inputs = args.inputs as unknown as MatMulInputs;
    const attrs = args.attrs as unknown as _FusedMatMulAttrs;
    const backend = args.backend as WebGPUBackend;
    return multiplyTensors(backend, inputs, attrs, attrs.activation) ?? stock.kernelFunc(args);
  },
});
