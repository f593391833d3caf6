/** Matrix products with bias and activation in one pass; other biases and activations use tfjs's kernel. */
import type { _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type MatMulInputs, multiplyTensors } from '../multiply-tensors';
import type { OwnKernel } from '../own-kernel';

export const fusedMatMul: OwnKernel = ({ inputs, attrs, backend }) => {
  const given = attrs as unknown as _FusedMatMulAttrs;
  return multiplyTensors(
    backend as WebGPUBackend,
    inputs as unknown as MatMulInputs,
    given,
    given.activation,
  );
};
