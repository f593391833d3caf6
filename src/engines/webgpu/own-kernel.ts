/** Replaces a kernel of tfjs for the inputs that ours supports. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';

/** Returns the output, or null for inputs that need tfjs's own kernel. */
export type OwnKernel = (args: Parameters<KernelConfig['kernelFunc']>[0]) => TensorInfo | null;

/** Tries our kernel first and falls back to tfjs's. */
export function withFallback(stock: KernelConfig, own: OwnKernel): KernelConfig {
  return { ...stock, kernelFunc: (args) => own(args) ?? stock.kernelFunc(args) };
}
