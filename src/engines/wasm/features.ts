/** Detects WebAssembly features by validating tiny modules. */
import { canShareMemory } from '../../core/shared-memory';

/** `(module (func (result v128) (i8x16.splat (i32.const 0))))` */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);
/** The same with `f32x4.relaxed_madd` of three splats. */
const RELAXED_SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0,
  253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
]);

/** `(module (memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0)))))` */
const THREADS = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 4, 1, 3, 1, 1, 10, 11, 1, 9, 0, 65, 0, 254,
  16, 2, 0, 26, 11,
]);

/** WebAssembly features that matter for training. */
export interface WasmFeatures {
  simd: boolean;
  /** Fused multiply-add (`f32x4.relaxed_madd`). */
  relaxedSimd: boolean;
  /** Shared memory and atomic operations on it. */
  threads: boolean;
}

export function wasmFeatures(): WasmFeatures {
  return {
    simd: WebAssembly.validate(SIMD),
    relaxedSimd: WebAssembly.validate(RELAXED_SIMD),
    threads: WebAssembly.validate(THREADS) && canShareMemory(),
  };
}
