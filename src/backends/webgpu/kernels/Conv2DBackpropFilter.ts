/**
 * Weight gradient of convolution. tfjs-backend-webgpu computes it with one thread a weight; here the sum over pixels is
 * cut into parts, and whole tiles of weights are summed from workgroup memory. NHWC, overwrites; NCHW stays with tfjs.
 */
import {
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type TensorInfo,
  backend_util,
} from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type ConvolutionShape, shapeOfInfo } from '../convolution-shape';
import { limitsOf } from '../device';
import { filterGradient } from '../filter-gradient';
import type { Kernel, Operand } from '../kernel';
import { runOnTensors } from '../run-kernels';
import { type Parts, sumParts } from '../sum-parts';

/** @param stock tfjs's own kernel. */
export const conv2DBackpropFilterConfig = (stock: KernelConfig): KernelConfig => ({
  kernelName: Conv2DBackpropFilter,
  backendName: 'webgpu',
  kernelFunc: (args) => {
    const attrs = args.attrs as unknown as Conv2DBackpropFilterAttrs;
    if (attrs.dataFormat === 'NCHW') return stock.kernelFunc(args);
    const { x, dy } = args.inputs as Record<'x' | 'dy', TensorInfo>;
    const backend = args.backend as WebGPUBackend;
    const images = x.shape[0] as number;
    const { kernels, parts } = kernelsFor(backend.device, shapeOf(x, attrs), images);
    const dw = backend.makeTensorInfo(attrs.filterShape, 'float32');
    const partials = backend.makeTensorInfo([parts.most * parts.size], 'float32');
    const tensors = { x: x.dataId, dy: dy.dataId, dw: dw.dataId, partials: partials.dataId };
    runOnTensors(backend, kernels, tensors, images);
    backend.disposeData(partials.dataId);
    return dw;
  },
});

function shapeOf(x: TensorInfo, { filterShape, strides, pad, dimRoundingMode }: Conv2DBackpropFilterAttrs) {
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return shapeOfInfo(info);
}

const known = new Map<string, { kernels: Kernel[]; parts: Parts }>();

/** The same shape comes every step: its shaders are written once. */
function kernelsFor(device: GPUDevice, shape: ConvolutionShape, images: number) {
  const key = JSON.stringify([shape, images]);
  let made = known.get(key);
  if (!made) {
    const operand = (buffer: string): Operand => ({ buffer, offset: 0 });
    const { kernel, parts } = filterGradient({
      ...{ shape, images, x: operand('x'), dy: operand('dy'), argmax: null, bias: false },
      ...{ limits: limitsOf(device), result: () => operand('partials') },
    });
    const sum = sumParts({ parts, partials: operand('partials'), result: operand('dw') });
    known.set(key, (made = { kernels: [kernel, sum], parts }));
  }
  return made;
}
