/**
 * Adds bias and activation to a product, for variants of tfjs's fused operations that our fused kernels do not support.
 */
import {
  Add,
  Elu,
  LeakyRelu,
  Multiply,
  Neg,
  Relu,
  Relu6,
  Reshape,
  Sigmoid,
  Sub,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { release, runKernel } from './run-kernel';

/** tfjs's activation kernels by their names in fused operations. */
const ACTIVATIONS: Record<string, string> = {
  elu: Elu,
  leakyrelu: LeakyRelu,
  relu: Relu,
  relu6: Relu6,
  sigmoid: Sigmoid,
};

/** Operations after a product. */
export interface Finish {
  bias?: TensorInfo | undefined;
  activation: string;
  preluActivationWeights?: TensorInfo | undefined;
  leakyreluAlpha?: number | undefined;
  dataFormat?: string | undefined;
}

/** Returns activation(y + bias), broadcast as in tfjs's JavaScript backend. Frees `y`. */
export function finish(y: TensorInfo, options: Finish): TensorInfo {
  const { bias, activation, preluActivationWeights: slopes, leakyreluAlpha: alpha = 0, dataFormat } = options;
  let result = y;
  const apply = (next: TensorInfo): void => {
    release(result);
    result = next;
  };
  const channels = (values: TensorInfo, use: (values: TensorInfo) => TensorInfo): TensorInfo => {
    const isPerChannel = dataFormat === 'NCHW' && values.shape.length === 1;
    if (!isPerChannel) return use(values);
    const column = runKernel(Reshape, { x: values }, { shape: [values.shape[0] as number, 1, 1] });
    const used = use(column);
    release(column);
    return used;
  };
  if (bias) apply(channels(bias, (b) => runKernel(Add, { a: result, b })));
  const kernel = ACTIVATIONS[activation];
  if (activation === 'prelu' && slopes) apply(channels(slopes, (each) => prelu(result, each)));
  else if (kernel) apply(runKernel(kernel, { x: result }, { alpha }));
  return result;
}

/** relu(x) − slopes · relu(−x). Used because the stock kernel does not broadcast. */
function prelu(x: TensorInfo, slopes: TensorInfo): TensorInfo {
  const above = runKernel(Relu, { x });
  const negative = runKernel(Neg, { x });
  const below = runKernel(Relu, { x: negative });
  const sloped = runKernel(Multiply, { a: slopes, b: below });
  const result = runKernel(Sub, { a: above, b: sloped });
  release(above, negative, below, sloped);
  return result;
}
