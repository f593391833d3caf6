/**
 * Tiled matrix products with sums in a fixed order. float32; other types and kinds of broadcasting use tfjs's kernel.
 */
import type { BatchMatMulAttrs } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type MatMulInputs, multiplyTensors } from '../multiply-tensors';
import type { OwnKernel } from '../own-kernel';

export const batchMatMul: OwnKernel = ({ inputs, attrs, backend }) =>
  multiplyTensors(
    backend as WebGPUBackend,
    inputs as unknown as MatMulInputs,
    attrs as unknown as BatchMatMulAttrs,
    'linear',
  );
