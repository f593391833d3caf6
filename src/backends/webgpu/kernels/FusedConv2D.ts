/** Convolution with bias and activation in one pass. NHWC, overwrites; every other bias and activation stays with tfjs. */
import { FusedConv2D, type KernelConfig } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ConvAttrs } from '../../conv-info';
import { type ConvInputs, convolveTensors } from '../convolve-tensors';

/** @param stock tfjs's own kernel. */
export const fusedConv2DConfig = (stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: FusedConv2D,
  kernelFunc: (args) => {
    const inputs = args.inputs as unknown as ConvInputs;
    const attrs = args.attrs as unknown as ConvAttrs & { activation: string };
    const backend = args.backend as WebGPUBackend;
    return convolveTensors(backend, inputs, attrs, attrs.activation) ?? stock.kernelFunc(args);
  },
});
