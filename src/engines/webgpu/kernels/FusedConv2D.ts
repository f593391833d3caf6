/**
 * Convolution with bias and activation in one pass. NHWC, overwrites; other biases and activations use tfjs's kernel.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ConvAttrs } from '../../conv-info';
import { type ConvInputs, convolveTensors } from '../convolve-tensors';
import type { OwnKernel } from '../own-kernel';

export const fusedConv2D: OwnKernel = ({ inputs, attrs, backend }) => {
  const given = attrs as unknown as ConvAttrs & { activation: string };
  return convolveTensors(backend as WebGPUBackend, inputs as unknown as ConvInputs, given, given.activation);
};
