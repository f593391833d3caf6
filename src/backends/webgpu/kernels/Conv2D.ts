/** Convolution, as one tiled product without a copy of its windows. NHWC, overwrites; NCHW stays with tfjs. */
import { Conv2D, type KernelConfig } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ConvAttrs } from '../../conv-info';
import { type ConvInputs, convolveTensors } from '../convolve-tensors';

/** @param stock tfjs's own kernel. */
export const conv2DConfig = (stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: Conv2D,
  kernelFunc: (args) => {
    const inputs = args.inputs as unknown as ConvInputs;
    const attrs = args.attrs as unknown as ConvAttrs;
    return convolveTensors(args.backend as WebGPUBackend, inputs, attrs, 'linear') ?? stock.kernelFunc(args);
  },
});
