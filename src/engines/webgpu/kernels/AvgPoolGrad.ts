/**
 * Gradient of average pooling. tfjs divides by the size of the whole window, although its forward pass excludes padding;
 * this kernel divides by the number of values in the window. NHWC, overwrites.
 */
import { AvgPoolGrad, type AvgPoolGradAttrs, type TensorInfo, backend_util } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type ConvolutionShape, shapeOfInfo } from '../convolution-shape';
import { type Operation, whole } from '../kernel';
import { onceFor } from '../once-for';
import type { OwnKernel } from '../own-kernel';
import { poolGradient } from '../pool';
import { areFloats, runOnTensors } from '../run-kernels';

export const avgPoolGrad: OwnKernel = (args) => {
  const { dy, input } = args.inputs as Record<'dy' | 'input', TensorInfo>;
  const backend = args.backend as WebGPUBackend;
  if (!areFloats(backend, [dy])) return null;
  const { filterSize, strides, pad, dimRoundingMode } = args.attrs as unknown as AvgPoolGradAttrs & {
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  const inShape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(inShape, filterSize, strides, 1, pad, dimRoundingMode);
  const dx = backend.makeTensorInfo(input.shape, 'float32');
  const tensors = { dy: dy.dataId, dx: dx.dataId };
  runOnTensors(backend, operationFor(backend.device, shapeOfInfo(info)), tensors, info.batchSize);
  return dx;
};

function operationFor(device: GPUDevice, shape: ConvolutionShape): Operation {
  return onceFor(device, [AvgPoolGrad, shape], () => {
    const arrays = { dy: whole('dy'), dx: whole('dx'), argmax: null, below: null };
    return { kernels: [poolGradient({ shape, pooling: 'average', ...arrays })], partials: 0 };
  });
}
