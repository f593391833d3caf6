/**
 * Gradient of average pooling. tfjs divides by the whole window even where padding is not counted in the forward pass;
 * this divides by the values that are there. NHWC, overwrites.
 */
import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  type KernelConfig,
  type TensorInfo,
  backend_util,
} from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { shapeOfInfo } from '../convolution-shape';
import { poolGradient } from '../pool';
import { runOnTensors } from '../run-kernels';

export const avgPoolGradConfig = (): KernelConfig => ({
  kernelName: AvgPoolGrad,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as AvgPoolGradAttrs & {
      dimRoundingMode?: 'floor' | 'round' | 'ceil';
    };
    const inShape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(inShape, filterSize, strides, 1, pad, dimRoundingMode);
    const webgpu = backend as WebGPUBackend;
    const dx = webgpu.makeTensorInfo(input.shape, 'float32');
    const kernel = poolGradient({
      ...{ shape: shapeOfInfo(info), pooling: 'average', argmax: null, below: null },
      ...{ dy: { buffer: 'dy', offset: 0 }, dx: { buffer: 'dx', offset: 0 } },
    });
    runOnTensors(webgpu, [kernel], { dy: dy.dataId, dx: dx.dataId }, info.batchSize);
    return dx;
  },
});
