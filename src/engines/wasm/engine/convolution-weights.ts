/** Main-thread work on convolution weights before and after the image jobs. */
import type { Rates } from '../../../training/optimizers';
import type { TimeBudget } from '../../../training/yield';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import { update } from './items';
import {
  type ConvolutionProgram,
  FLOAT,
  type PooledConvolutionProgram,
  type Program,
  type ThreadProgram,
  isConvolution,
} from './program';
import { winogradKernels } from './winograd';

/** Packs all filters in the layouts that the kernels read. */
export async function packFilters(
  { exports }: KernelModule,
  program: Program,
  budget: TimeBudget,
): Promise<void> {
  for (const stage of program.images.filter(isConvolution)) {
    const { filter, input, output, kernel, panels, winograd } = stage;
    const positions = filter[0] * filter[1];
    const pack = (turned: boolean, to: Address): void => {
      if (winograd) winogradKernels(exports, winograd).pack(kernel.at, input[2], output[2], turned, to);
      else exports.packFilter(kernel.at, positions, input[2], output[2], turned, to);
    };
    pack(false, panels);
    if (stage.needsInputGradient && stage.kind === 'convolution') pack(true, stage.turned);
    if (stage.needsInputGradient && stage.kind === 'pooledConvolution')
      exports.packWeightRows(kernel.at, filter[1] * input[2], filter[0], output[2], stage.rows);
    await budget.spend();
  }
}

/** Zeroes the gradients of all lanes. */
export async function clearSums(
  { exports }: KernelModule,
  { images, lanes }: Program,
  budget: TimeBudget,
): Promise<void> {
  for (const { kernelSums, kernelSumBytes, biasSums, biasSumBytes } of images.filter(isConvolution)) {
    exports.clearBytes(kernelSums, lanes * kernelSumBytes);
    exports.clearBytes(biasSums, lanes * biasSumBytes);
    await budget.spend();
  }
}

/** Sums the lanes in order and updates kernels and biases. */
export async function updateConvolutions(
  module: KernelModule,
  program: Program,
  rates: Rates,
  budget: TimeBudget,
): Promise<void> {
  const { exports } = module;
  // The main thread's buffer has room for the largest kernel.
  const { block } = program.threads[0] as ThreadProgram;
  const addLanes = (sums: Address, bytes: number): void =>
    exports.addColumns(sums + bytes, program.lanes - 1, bytes / FLOAT, sums);
  for (const stage of program.images.filter(isConvolution)) {
    const { kernelSums, kernelSumBytes, biasSums, biasSumBytes, kernel, bias } = stage;
    addLanes(kernelSums, kernelSumBytes);
    update(exports, program, rates, kernel, kernelGradient(module, stage, block));
    await budget.spend();
    if (!bias) continue;
    addLanes(biasSums, biasSumBytes);
    update(exports, program, rates, bias, biasSums);
  }
}

/** Returns the address of the summed gradient in the kernel's own layout. */
export function kernelGradient(
  { exports }: KernelModule,
  stage: ConvolutionProgram | PooledConvolutionProgram,
  block: Address,
): Address {
  const { kind, filter, input, output, kernel, kernelSums } = stage;
  if (kind === 'convolution') return kernelSums;
  exports.clearBytes(block, FLOAT * kernel.count);
  exports.addWeightRows(kernelSums, filter[1] * input[2], filter[0], output[2], block);
  return block;
}
