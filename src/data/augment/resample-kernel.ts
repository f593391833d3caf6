/**
 * `resample` compiled to WebAssembly (assembly/resample.ts): the same values bit for bit, with flips and scaling in the
 * same pass. Available after `initResampler`.
 */
import type { AffineMap } from './affine';
import type { ResampleOptions } from './resample';
import type { FillMode, FloatImage, Pixels } from '../../core/types';

/** What to do with a resampled picture while writing it. */
export interface ResampleFinish {
  mirror: boolean;
  upend: boolean;
  /** Factor applied to all values, as float32. */
  scale: number;
}

/** Resamples `image` through `map` into `out`. */
export type Resampler = (
  image: Pixels | FloatImage,
  map: AffineMap,
  options: ResampleOptions,
  finish: ResampleFinish,
  out: Float32Array,
) => void;

interface Exports {
  memory: WebAssembly.Memory;
  heapBase(): number;
  resample(...args: readonly number[]): void;
}

/** The mode numbers of assembly/resample.ts. */
const FILL_MODES: Record<FillMode, number> = { constant: 0, nearest: 1, reflect: 2, wrap: 3 };
const PAGE = 65536;

let ready: Resampler | null = null;

/** Returns the compiled resampling, or null before `initResampler`. */
export const compiledResampler = (): Resampler | null => ready;

/** @param module Compiled `resample.wasm`. */
export function initResampler(module: WebAssembly.Module): void {
  ready = makeResampler(module);
}

/** Creates an instance with its own memory. */
export function makeResampler(module: WebAssembly.Module): Resampler {
  const { memory, heapBase, resample } = new WebAssembly.Instance(module).exports as unknown as Exports;
  return (image, map, { fillMode, cval, interpolationOrder }, { mirror, upend, scale }, out) => {
    const { height, width, channels, data } = image;
    const from = heapBase();
    const to = align(from + data.byteLength);
    const work = align(to + Float32Array.BYTES_PER_ELEMENT * (data.length + 1));
    const end = work + 16 * width + 24 * (height + 2) * width;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    const floats = data instanceof Float32Array;
    const input = floats ? Float32Array : Uint8Array;
    new input(memory.buffer, from, data.length).set(data);
    const { rr, rc, r, cr, cc, c } = map;
    resample(
      from,
      Number(floats),
      height,
      width,
      channels,
      to,
      work,
      rr,
      rc,
      r,
      cr,
      cc,
      c,
      FILL_MODES[fillMode],
      cval,
      interpolationOrder,
      Number(mirror),
      Number(upend),
      scale,
    );
    out.set(new Float32Array(memory.buffer, to, data.length));
  };
}

const align = (address: number): number => Math.ceil(address / 16) * 16;
