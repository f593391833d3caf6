/** Sums over axes, in float64. */
import { type KernelConfig, Sum, type SumAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../module';
import { reduce } from '../reduce';

/** @param stock The stock kernel, for types other than float32. */
export const sumConfig = (module: KernelModule, stock: KernelConfig): KernelConfig => ({
  ...stock,
  kernelName: Sum,
  kernelFunc: (call) => {
    const x = call.inputs['x'] as TensorInfo;
    return x.dtype === 'float32'
      ? reduce(module, x, call.attrs as unknown as SumAttrs, false)
      : stock.kernelFunc(call);
  },
});
