/** tfjs-backend-wasm's memory as typed arrays: kernels written in TypeScript compute on it in place. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The values of a float32 tensor. Valid until the next allocation, which may move the memory. */
export function floatsOf(backend: unknown, { dataId, shape }: TensorInfo): Float32Array {
  const { wasm, dataIdMap } = backend as BackendWasm;
  const { memoryOffset } = dataIdMap.get(dataId);
  return new Float32Array(
    wasm.HEAPU8.buffer,
    memoryOffset,
    shape.reduce((size, side) => size * side, 1),
  );
}

/** A new float32 tensor of zeros. */
export function makeZeros(backend: unknown, shape: number[]): { info: TensorInfo; values: Float32Array } {
  const info = (backend as BackendWasm).makeOutput(shape, 'float32');
  const values = floatsOf(backend, info);
  values.fill(0);
  return { info, values };
}
