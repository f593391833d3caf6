/** What a kernel is before it is compiled: WGSL with its shapes written in, what it binds, and how many workgroups run. */

import type { Rates } from '../../training/optimizers';

/** Numbers of one step, the only ones that a recorded kernel reads anew: a uniform at binding 0. */
export const PARAMS_BYTES = 48;

/** What a step tells its kernels. */
export interface StepParams {
  images: number;
  /** Where loss and accuracy go. */
  slot: number;
  rates: Rates;
  /** Of bytes. */
  scale: number;
  /** Of the step's chance; 0 where nothing is dropped. */
  key: number;
}

/** The uniform of a step. */
export function packParams({ images, slot, rates, scale, key }: StepParams): ArrayBuffer {
  const { rate, epsilon, first, second, momentum } = rates;
  const bytes = new ArrayBuffer(PARAMS_BYTES);
  new Uint32Array(bytes).set([images, slot]);
  new Float32Array(bytes).set([rate, epsilon, first, second, momentum, scale], 2);
  new Uint32Array(bytes).set([key], 8);
  return bytes;
}

/** Arrays by name; two operands of one kernel may lie in one buffer. */
export type BufferName = string;

/** An array inside a buffer. */
export interface Operand {
  buffer: BufferName;
  /** Of its first value, in values. */
  offset: number;
}

/** An array that has a buffer of its own. */
export function whole(buffer: BufferName): Operand {
  return { buffer, offset: 0 };
}

/** A storage buffer that a kernel reads, or also writes. */
export interface Binding {
  buffer: BufferName;
  write: boolean;
}

/** Arithmetic and memory of one run, at the least: every array once. */
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
  /** For a batch of this many images. */
  workgroups(images: number): readonly [number, number, number];
  work(images: number): Work;
}

/** What computes an operation of tfjs. */
export interface Operation {
  kernels: readonly Kernel[];
  /** Values of the array `partials`, which one kernel leaves to the next; 0 for none. */
  partials: number;
}

/** Declarations of the uniform and of storage buffers, at the bindings that `Kernel.bindings` has. */
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

/** Rows of workgroups that one dimension of a dispatch holds; more go into the second. */
export const FOLD = 32768;

/** A number of workgroups as the first two dimensions of a dispatch. */
export function fold(count: number): [number, number] {
  return count <= FOLD ? [Math.max(1, count), 1] : [FOLD, Math.ceil(count / FOLD)];
}

/** Bytes of float32 values. */
export const FLOAT = 4;
