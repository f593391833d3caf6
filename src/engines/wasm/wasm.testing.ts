/** For tests only: the compiled kernels from build/wasm, on their own memory or on tfjs's. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { expect } from 'vitest';
import { type KernelModule, compileKernels, instantiateKernels } from './module';
import { registerWasmKernels } from './register';

// Node 20 needs this flag for relaxed SIMD; later versions do not.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const WIDE = ' with wide tiles';

/** Every compiled variant, and one with the tiles for 256 bits. */
export const KERNEL_FILES = [
  'kernels.wasm',
  'kernels-threads.wasm',
  'kernels-relaxed.wasm',
  'kernels-threads-relaxed.wasm',
  `kernels-relaxed.wasm${WIDE}`,
];

/** Pseudorandom numbers in −1 … 1. */
export function numbers(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Expects equality within the rounding error of float32 sums of `terms` products. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, terms: number): void {
  expect(actual.length).toBe(expected.length);
  const errors = Array.from(actual, (value, i) => Math.abs(value - (expected[i] as number)));
  expect(errors.find((error) => !(error <= 2e-7 * (terms + 4)))).toBeUndefined();
}

/** Reads a file compiled by scripts/build-wasm.mjs. */
export const readKernels = (file: string) => Promise.resolve(readFileSync(`build/wasm/${file}`));

/** Starts tfjs's backend with our kernels. */
export async function startWasm(): Promise<KernelModule> {
  setWasmPaths(`${resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  if (!(await setBackend('wasm'))) throw new Error('tfjs-backend-wasm did not start.');
  await ready();
  return registerWasmKernels(readKernels);
}

/** A compiled file on its own plain or shared memory, with an allocator that never reuses memory. */
export interface Bench extends KernelModule {
  /** Copies values into new memory. Returns the address. */
  put(values: ArrayLike<number>): number;
  /** Copies values from an address. */
  take(address: number, count: number): Float32Array;
  /** Discards all allocations. */
  reset(): void;
}

/** Bytes after each allocation, because kernels read whole vectors past the end, as in tfjs's heap. */
const MARGIN = 64;
/** Fills new memory, so that a kernel that reads unwritten memory fails. */
const JUNK = 0x7fc00001;

/** @param variant One of `KERNEL_FILES`. */
export async function makeBench(variant: string): Promise<Bench> {
  const wideTiles = variant.endsWith(WIDE);
  const file = variant.replace(WIDE, '');
  const shared = file.includes('threads');
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536, shared });
  const compiled = await compileKernels(await readKernels(file));
  const exports = await instantiateKernels(compiled, memory, wideTiles);
  let next = 1024;
  const bench: Bench = {
    exports,
    memory,
    file,
    compiled,
    wideTiles,
    allocate(bytes) {
      const address = next;
      next += Math.ceil((bytes + MARGIN) / 16) * 16;
      if (next > memory.buffer.byteLength) throw new Error('The test needs a larger memory.');
      new Uint32Array(memory.buffer, address, (next - address) / 4).fill(JUNK);
      return address;
    },
    free() {},
    put(values) {
      const address = bench.allocate(4 * values.length);
      new Float32Array(memory.buffer, address, values.length).set(values);
      return address;
    },
    take: (address, count) => new Float32Array(memory.buffer, address, count).slice(),
    reset() {
      next = 1024;
    },
  };
  return bench;
}
