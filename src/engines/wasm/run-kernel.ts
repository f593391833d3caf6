/** Helpers for kernels that call other kernels of the backend. */
import {
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  engine,
  getKernel,
} from '@tensorflow/tfjs-core';

/** Runs the kernel that the backend has registered under a name. The caller owns the result and must `release` it. */
export function runKernel(name: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap = {}): TensorInfo {
  const { kernelFunc } = getKernel(name, 'wasm');
  return kernelFunc({ inputs, attrs, backend: engine().backend }) as TensorInfo;
}

/** Frees intermediate tensors. */
export function release(...infos: TensorInfo[]): void {
  for (const { dataId } of infos) engine().backend.disposeData(dataId);
}
