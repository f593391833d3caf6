/** Kernels made of other kernels of the backend. */
import {
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  engine,
  getKernel,
} from '@tensorflow/tfjs-core';

/** Runs whatever the backend has registered under tfjs's name. The result is the caller's: `release` it. */
export function runKernel(name: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap = {}): TensorInfo {
  const { kernelFunc } = getKernel(name, 'wasm') as KernelConfig;
  return kernelFunc({ inputs, attrs, backend: engine().backend }) as TensorInfo;
}

/** Frees what was only needed in between. */
export function release(...infos: TensorInfo[]): void {
  for (const { dataId } of infos) engine().backend.disposeData(dataId);
}
