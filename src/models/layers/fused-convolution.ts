/**
 * A convolution with its bias, as one operation that has one gradient for each input. tfjs's `fused.conv2d` computes all
 * gradients in one call, also that of the pictures, which nothing needs.
 */
import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  FusedConv2D,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  engine,
  registerGradient,
  sum,
} from '@tensorflow/tfjs-core';

/** Convolves channels-last images. */
export function fusedConvolution(
  x: Tensor,
  { filter, bias }: { filter: Tensor; bias: Tensor | null },
  { strides, pad }: { strides: [number, number]; pad: 'same' | 'valid' },
): Tensor {
  const attributes = { strides, pad, dataFormat: 'NHWC', dilations: [1, 1], activation: 'linear' };
  return run(FusedConv2D, { x, filter, ...(bias && { bias }) }, attributes);
}

registerGradient({
  kernelName: FusedConv2D,
  inputsToSave: ['x', 'filter'],
  gradFunc: (dys: Tensor | Tensor[], saved: Tensor[], attributes: NamedAttrMap) => {
    const dy = dys as Tensor;
    const [x, filter] = saved as [Tensor, Tensor];
    return {
      x: () => run(Conv2DBackpropInput, { dy, filter }, { ...attributes, inputShape: x.shape }),
      filter: () => run(Conv2DBackpropFilter, { x, dy }, { ...attributes, filterShape: filter.shape }),
      bias: () => sum(dy, [0, 1, 2]),
    };
  },
});

function run(kernel: string, inputs: NamedTensorMap, attributes: NamedAttrMap): Tensor {
  return engine().runKernel(kernel, inputs, attributes);
}
