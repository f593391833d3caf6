/**
 * Weight gradient of convolution. tfjs-backend-webgpu uses one thread per weight; this kernel splits the sum over pixels
 * into parts and sums whole tiles of weights from workgroup memory. NHWC, overwrites; NCHW uses tfjs's kernel.
 */
import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { convInfo } from '../../conv-info';
import { type ConvolutionShape, shapeOfInfo } from '../convolution-shape';
import { limitsOf } from '../device';
import { filterGradient } from '../filter-gradient';
import { type Operation, whole } from '../kernel';
import { onceFor } from '../once-for';
import type { OwnKernel } from '../own-kernel';
import { areFloats, runOnTensors } from '../run-kernels';
import { sumParts } from '../sum-parts';

export const conv2DBackpropFilter: OwnKernel = (args) => {
  const attrs = args.attrs as unknown as Conv2DBackpropFilterAttrs;
  const { x, dy } = args.inputs as Record<'x' | 'dy', TensorInfo>;
  const backend = args.backend as WebGPUBackend;
  if (attrs.dataFormat === 'NCHW' || !areFloats(backend, [x, dy])) return null;
  const info = convInfo(x.shape, attrs.filterShape, attrs);
  const dw = backend.makeTensorInfo(attrs.filterShape, 'float32');
  const tensors = { x: x.dataId, dy: dy.dataId, dw: dw.dataId };
  const operation = operationFor(backend.device, shapeOfInfo(info), info.batchSize);
  runOnTensors(backend, operation, tensors, info.batchSize);
  return dw;
};

function operationFor(device: GPUDevice, shape: ConvolutionShape, images: number): Operation {
  return onceFor(device, [Conv2DBackpropFilter, shape, images], () => {
    const [x, dy, dw, partials] = [whole('x'), whole('dy'), whole('dw'), whole('partials')];
    const { kernel, parts } = filterGradient({
      shape,
      images,
      x,
      dy,
      argmax: null,
      bias: false,
      limits: limitsOf(device),
      result: ({ maxCount }) => (maxCount === 1 ? dw : partials),
    });
    if (parts.maxCount === 1) return { kernels: [kernel], partials: 0 };
    const sum = sumParts({ parts, partials, result: dw });
    return { kernels: [kernel, sum], partials: parts.maxCount * parts.size };
  });
}
