/** A kernel of tfjs that is ours where it can be. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';

/** Gives the output; null for what tfjs's own kernel has to do. */
export type OwnKernel = (args: Parameters<KernelConfig['kernelFunc']>[0]) => TensorInfo | null;

/** A kernel of tfjs's with ours before it. */
export function before(stock: KernelConfig, own: OwnKernel): KernelConfig {
  return { ...stock, kernelFunc: (args) => own(args) ?? stock.kernelFunc(args) };
}
