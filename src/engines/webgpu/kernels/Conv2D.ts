/** Convolution as one tiled product that does not copy windows. NHWC, overwrites; NCHW uses tfjs's kernel. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ConvAttrs } from '../../conv-info';
import { type ConvInputs, convolveTensors } from '../convolve-tensors';
import type { OwnKernel } from '../own-kernel';

export const conv2D: OwnKernel = ({ inputs, attrs, backend }) =>
  convolveTensors(
    backend as WebGPUBackend,
    inputs as unknown as ConvInputs,
    attrs as unknown as ConvAttrs,
    'linear',
  );
