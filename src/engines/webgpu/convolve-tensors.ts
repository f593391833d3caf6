/** Conv2D and FusedConv2D on tfjs's tensors, with optional bias and activation. NHWC. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Activation } from '../../plan/stages';
import { type ConvAttrs, convInfo } from '../conv-info';
import { type ConvolutionShape, shapeOfInfo } from './convolution-shape';
import { convolve } from './convolve';
import { limitsOf } from './device';
import { isActivation } from './finish';
import { type Operation, whole } from './kernel';
import { onceFor } from './once-for';
import { areFloats, runOnTensors } from './run-kernels';

/** Inputs of a convolution. */
export interface ConvInputs {
  x: TensorInfo;
  filter: TensorInfo;
  bias?: TensorInfo | undefined;
}

/** Convolves, or returns null for formats, types, biases and activations that need tfjs's own kernel. */
export function convolveTensors(
  backend: WebGPUBackend,
  inputs: ConvInputs,
  attrs: ConvAttrs,
  activation: string,
): TensorInfo | null {
  const { x, filter, bias } = inputs;
  if (attrs.dataFormat === 'NCHW' || !isActivation(activation)) return null;
  if (!areFloats(backend, bias ? [x, filter, bias] : [x, filter])) return null;
  const info = convInfo(x.shape, filter.shape, attrs);
  const isPerChannel = !bias || (bias.shape.length === 1 && bias.shape[0] === info.outChannels);
  if (!isPerChannel || util.sizeFromShape(info.outShape) === 0) return null;
  const y = backend.makeTensorInfo(info.outShape, 'float32');
  const kind = { shape: shapeOfInfo(info), images: info.batchSize, activation, hasBias: bias !== undefined };
  const tensors = { x: x.dataId, kernel: filter.dataId, y: y.dataId, ...(bias && { bias: bias.dataId }) };
  runOnTensors(backend, operationFor(backend.device, kind), tensors, info.batchSize);
  return y;
}

interface Kind {
  shape: ConvolutionShape;
  images: number;
  activation: Activation;
  hasBias: boolean;
}

function operationFor(device: GPUDevice, { hasBias, ...kind }: Kind): Operation {
  return onceFor(device, ['convolve', kind, hasBias], () => {
    const operands = { x: whole('x'), kernel: whole('kernel'), bias: hasBias ? whole('bias') : null };
    const kernel = convolve({ ...kind, ...operands, y: whole('y'), limits: limitsOf(device) });
    return { kernels: [kernel], partials: 0 };
  });
}
