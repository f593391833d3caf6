/** Registers training kernels that tfjs's WebAssembly backend lacks, computes wrongly or computes slowly. */
import {
  Conv2DBackpropInput,
  FusedDepthwiseConv2D,
  Sum,
  backend as currentBackend,
  getBackend,
  getKernel,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { fetchAsset } from '../../assets/asset-url';
import { invalidArgument } from '../../core/errors';
import { message } from '../../core/message';
import { withChannelsFirst } from './channels-first';
import { avgPoolConfig } from './kernels/AvgPool';
import { avgPoolGradConfig } from './kernels/AvgPoolGrad';
import { batchMatMulConfig } from './kernels/BatchMatMul';
import { conv2DConfig } from './kernels/Conv2D';
import { conv2DBackpropFilterConfig } from './kernels/Conv2DBackpropFilter';
import { conv2DBackpropInputConfig } from './kernels/Conv2DBackpropInput';
import { depthwiseBackpropFilterConfig } from './kernels/DepthwiseConv2dNativeBackpropFilter';
import { depthwiseBackpropInputConfig } from './kernels/DepthwiseConv2dNativeBackpropInput';
import { fusedConv2DConfig } from './kernels/FusedConv2D';
import { fusedDepthwiseConv2DConfig } from './kernels/FusedDepthwiseConv2D';
import { fusedMatMulConfig } from './kernels/_FusedMatMul';
import { identityConfig } from './kernels/Identity';
import { maxPoolConfig } from './kernels/MaxPool';
import { maxPoolGradConfig } from './kernels/MaxPoolGrad';
import { meanConfig } from './kernels/Mean';
import { sumConfig } from './kernels/Sum';
import { unsortedSegmentSumConfig } from './kernels/UnsortedSegmentSum';
import { type KernelModule, type LoadKernels, loadKernelModule } from './module';

let registered: Promise<KernelModule> | null = null;

/**
 * Registers the kernels once; later calls return the same module. Call it after `tf.setBackend('wasm')` and `tf.ready()`.
 *
 * @param load Loads a compiled file (such as `kernels-relaxed.wasm`) by name. Default: fetches it from the assets folder.
 * @returns The kernels on tfjs's memory.
 * @throws {PupilaError} 'invalid-argument' if another backend is active, 'backend-unavailable' without SIMD,
 *   'fetch-failed' when the compiled file is missing.
 */
export function registerWasmKernels(
  load: LoadKernels = (file) => fetchAsset(`wasm/${file}`),
): Promise<KernelModule> {
  registered ??= register(load).catch((error: unknown) => {
    registered = null;
    throw error;
  });
  return registered;
}

async function register(load: LoadKernels): Promise<KernelModule> {
  if (getBackend() !== 'wasm') {
    throw invalidArgument(message`The active backend must be 'wasm'.`, { backend: getBackend() });
  }
  const module = await loadKernelModule(currentBackend() as BackendWasm, load);
  const stock = (name: string) => getKernel(name, 'wasm');
  const kernels = [
    avgPoolConfig(module),
    avgPoolGradConfig(module),
    batchMatMulConfig(module),
    withChannelsFirst(conv2DConfig(module), { inputs: ['x'], output: true }),
    withChannelsFirst(conv2DBackpropFilterConfig(module), { inputs: ['x', 'dy'], output: false }),
    withChannelsFirst(conv2DBackpropInputConfig(module, stock(Conv2DBackpropInput)), {
      inputs: ['dy'],
      shape: 'inputShape',
      output: true,
    }),
    depthwiseBackpropFilterConfig(module),
    depthwiseBackpropInputConfig(module),
    fusedConv2DConfig(module),
    fusedDepthwiseConv2DConfig(stock(FusedDepthwiseConv2D)),
    fusedMatMulConfig(module),
    identityConfig,
    maxPoolConfig(module),
    maxPoolGradConfig(module),
    meanConfig(module),
    sumConfig(module, stock(Sum)),
    unsortedSegmentSumConfig(module),
  ];
  for (const config of kernels) {
    if (getKernel(config.kernelName, 'wasm')) unregisterKernel(config.kernelName, 'wasm');
    registerKernel(config);
  }
  return module;
}
