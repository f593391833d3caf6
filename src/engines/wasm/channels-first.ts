/** Adapts NHWC kernels to tfjs's NCHW format by transposing inputs and output. */
import { type KernelConfig, type NamedAttrMap, type TensorInfo, Transpose } from '@tensorflow/tfjs-core';
import { release, runKernel } from './run-kernel';

const TO_NHWC = [0, 2, 3, 1];
const TO_NCHW = [0, 3, 1, 2];

/** Which parts of a kernel have an image format. */
export interface ImageParts {
  inputs: readonly string[];
  /** Attribute that contains an image shape. */
  shape?: string;
  /** Whether the result is in an image format. */
  output: boolean;
}

/** Extends a kernel to both formats. */
export function withChannelsFirst(config: KernelConfig, parts: ImageParts): KernelConfig {
  return {
    ...config,
    kernelFunc: (params) => {
      const attrs = params.attrs as NamedAttrMap;
      if (attrs.dataFormat !== 'NCHW') return config.kernelFunc(params);
      const images = parts.inputs.map((name): [string, TensorInfo] => [
        name,
        transpose(params.inputs[name] as TensorInfo, TO_NHWC),
      ]);
      const inputs = { ...params.inputs, ...Object.fromEntries(images) };
      const result = config.kernelFunc({ ...params, inputs, attrs: forNhwc(attrs, parts) }) as TensorInfo;
      release(...images.map(([, image]) => image));
      if (!parts.output) return result;
      const output = transpose(result, TO_NCHW);
      release(result);
      return output;
    },
  };
}

function transpose(x: TensorInfo, perm: number[]): TensorInfo {
  return runKernel(Transpose, { x }, { perm });
}

/** Converts attributes to NHWC. Explicit padding has a pair for each axis, in axis order. */
function forNhwc(attrs: NamedAttrMap, { shape }: ImageParts): NamedAttrMap {
  const { pad } = attrs;
  return {
    ...attrs,
    dataFormat: 'NHWC',
    ...(Array.isArray(pad) && { pad: permuted<unknown>(pad) }),
    ...(shape && { [shape]: permuted(attrs[shape] as number[]) }),
  } as NamedAttrMap;
}

function permuted<T>(values: readonly T[]): T[] {
  return TO_NHWC.map((axis) => values[axis] as T);
}
