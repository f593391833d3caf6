/**
 * Tiled input gradient of convolution, also used for the forward pass of Conv2DTranspose. tfjs-backend-webgpu computes one
 * value per thread. NHWC, overwrites; NCHW uses tfjs's kernel.
 */
import { Conv2DBackpropInput, type Conv2DBackpropInputAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { convInfo } from '../../conv-info';
import { type ConvolutionShape, shapeOfInfo } from '../convolution-shape';
import { limitsOf } from '../device';
import { inputGradient } from '../input-gradient';
import { type Operation, whole } from '../kernel';
import { onceFor } from '../once-for';
import type { OwnKernel } from '../own-kernel';
import { areFloats, runOnTensors } from '../run-kernels';

/** A `conv2dTranspose` whose output size does not match its input uses tfjs's kernel. */
export const conv2DBackpropInput: OwnKernel = (args) => {
  const attrs = args.attrs as unknown as Conv2DBackpropInputAttrs;
  const { dy, filter } = args.inputs as Record<'dy' | 'filter', TensorInfo>;
  const backend = args.backend as WebGPUBackend;
  if (attrs.dataFormat === 'NCHW' || !areFloats(backend, [dy, filter])) return null;
  const info = convInfo(attrs.inputShape, filter.shape, attrs);
  if (dy.shape[1] !== info.outHeight || dy.shape[2] !== info.outWidth) return null;
  const dx = backend.makeTensorInfo(attrs.inputShape, 'float32');
  const tensors = { dy: dy.dataId, kernel: filter.dataId, dx: dx.dataId };
  const operation = operationFor(backend.device, shapeOfInfo(info), info.batchSize);
  runOnTensors(backend, operation, tensors, info.batchSize);
  return dx;
};

function operationFor(device: GPUDevice, shape: ConvolutionShape, images: number): Operation {
  return onceFor(device, [Conv2DBackpropInput, shape, images], () => {
    const operands = { dy: whole('dy'), argmax: null, kernel: whole('kernel'), dx: whole('dx') };
    const kernel = inputGradient({ ...operands, shape, images, limits: limitsOf(device), below: null });
    return { kernels: [kernel], partials: 0 };
  });
}
