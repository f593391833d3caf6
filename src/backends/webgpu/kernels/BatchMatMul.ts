/** Matrix products, tiled, with sums in a fixed order. float32; what broadcasts in other ways stays with tfjs. */
import { BatchMatMul, type BatchMatMulAttrs, type KernelConfig } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type MatMulInputs, multiplyTensors } from '../multiply-tensors';

/** @param stock tfjs's own kernel. */
export const batchMatMulConfig = (stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: BatchMatMul,
  kernelFunc: (args) => {
    const inputs = args.inputs as unknown as MatMulInputs;
    const attrs = args.attrs as unknown as BatchMatMulAttrs;
    return multiplyTensors(args.backend as WebGPUBackend, inputs, attrs, 'linear') ?? stock.kernelFunc(args);
  },
});
