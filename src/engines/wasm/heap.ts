/** Tensors of tfjs-backend-wasm as addresses in its memory. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, engine, util } from '@tensorflow/tfjs-core';
import type { Address } from './kernel-exports';
import type { KernelModule } from './module';

/** Address of a tensor's values. */
export function addressOf(info: TensorInfo): Address {
  return (engine().backend as BackendWasm).getMemoryOffset(info.dataId) >>> 0;
}

/** Creates a float32 tensor with undefined values. */
export function makeOutput(shape: number[]): TensorInfo {
  return (engine().backend as BackendWasm).makeOutput(shape, 'float32');
}

/** Creates a float32 tensor of zeros. */
export function makeZeros({ memory }: KernelModule, shape: number[]): TensorInfo {
  const info = makeOutput(shape);
  new Uint8Array(memory.buffer, addressOf(info), 4 * util.sizeFromShape(shape)).fill(0);
  return info;
}

/** Copies a float32 tensor's values synchronously into an existing array; tfjs would allocate a new one. */
export function readInto(info: TensorInfo, values: Float32Array): void {
  const { HEAPU8 } = (engine().backend as BackendWasm).wasm;
  values.set(new Float32Array(HEAPU8.buffer, addressOf(info), values.length));
}
