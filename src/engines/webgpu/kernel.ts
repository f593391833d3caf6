/** Description of a kernel before compilation: WGSL with its shapes inlined, its bindings, and its workgroups. */

import type { Rates } from '../../training/optimizers';

/** Bytes of the uniform at binding 0, which contains all numbers that change between steps. */
export const PARAMS_BYTES = 48;

/** Parameters of one step. */
export interface StepParams {
  images: number;
  /** Slot for loss and accuracy. */
  slot: number;
  rates: Rates;
  /** Factor for images that are bytes. */
  scale: number;
  /** Key of the step's dropout masks; 0 for no dropout. */
  key: number;
}

/** Packs the parameters into the uniform's layout. */
export function packParams({ images, slot, rates, scale, key }: StepParams): ArrayBuffer {
  const { rate, epsilon, first, second, momentum } = rates;
  const bytes = new ArrayBuffer(PARAMS_BYTES);
  new Uint32Array(bytes).set([images, slot]);
  new Float32Array(bytes).set([rate, epsilon, first, second, momentum, scale], 2);
  new Uint32Array(bytes).set([key], 8);
  return bytes;
}

/** Name of a buffer. Two operands of a kernel may be in the same buffer. */
export type BufferName = string;

/** An array inside a buffer. */
export interface Operand {
  buffer: BufferName;
  /** Index of its first value in the buffer. */
  offset: number;
}

/** An array that occupies a whole buffer. */
export function whole(buffer: BufferName): Operand {
  return { buffer, offset: 0 };
}

/** A storage buffer that a kernel reads, or also writes. */
export interface Binding {
  buffer: BufferName;
  write: boolean;
  /** Index of the first value that the kernel sees, a multiple of `BINDING_ALIGNMENT`. Default 0. */
  offset?: number;
}

/** Bindings begin at multiples of this many values, on every device. */
export const BINDING_ALIGNMENT = 64;

/** Arithmetic and minimum memory traffic of one run, with every array accessed once. */
export interface Work {
  flop: number;
  bytes: number;
}

/** One compute shader. */
export interface Kernel {
  label: string;
  /** WGSL with an entry point `main`. */
  code: string;
  /** Buffers at bindings 1, 2, …. */
  bindings: readonly Binding[];
  /** Dispatch size for a batch of `images`. */
  workgroups(images: number): readonly [number, number, number];
  work(images: number): Work;
}

/** Kernels that compute an operation of tfjs. */
export interface Operation {
  kernels: readonly Kernel[];
  /** Length of the array `partials`, which one kernel passes to the next; 0 for none. */
  partials: number;
}

/** WGSL declarations of the uniform and of storage buffers, with the matching `Kernel.bindings`. */
export function declare(buffers: Record<BufferName, { write?: boolean; type?: string }>): {
  code: string;
  bindings: Binding[];
} {
  const lines = Object.entries(buffers).map(
    ([name, { write = false, type = 'f32' }], i) =>
      `@group(0) @binding(${i + 1}) var<storage, ${write ? 'read_write' : 'read'}> ${name}: array<${type}>;`,
  );
  const params = `
struct Params { images: u32, slot: u32, rate: f32, epsilon: f32, first: f32, second: f32, momentum: f32, scale: f32, key: u32 }
@group(0) @binding(0) var<uniform> params: Params;`;
  const bindings = Object.entries(buffers).map(([buffer, { write = false }]) => ({ buffer, write }));
  return { code: [params, ...lines].join('\n'), bindings };
}

/** Maximum number of workgroups in a dispatch's first dimension; more are folded into the second. */
export const FOLD = 32768;

/** Distributes workgroups over the first two dimensions of a dispatch. */
export function fold(count: number): [number, number] {
  return count <= FOLD ? [Math.max(1, count), 1] : [FOLD, Math.ceil(count / FOLD)];
}

/** Bytes of a float32. */
export const FLOAT = 4;
