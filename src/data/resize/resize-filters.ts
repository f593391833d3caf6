/**
 * Pillow's antialiased resampling of 8-bit pictures: columns, then rows, each rounded to 8 bits, with fixed-point
 * weights (`Resample.c`: `precompute_coeffs`, `ImagingResampleHorizontal_8bpc`, `…Vertical_8bpc`).
 */
import type { Interpolation, Pixels } from '../../core/types';

/** A rectangle of a picture, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The averaging filters; 'nearest' picks single pixels instead. */
export type AntialiasFilter = Exclude<Interpolation, 'nearest'>;

interface Kernel {
  /** Half the width of the kernel, in pixels of the larger picture. */
  support: number;
  weight(x: number): number;
}

/** Fraction bits of a weight: of 32 bits, 8 are for the pixel and 2 for overshoot. */
const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

const KERNELS: Record<AntialiasFilter, Kernel> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: bicubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Which input pixels contribute to each output pixel, and their weights. */
interface Weights {
  /** First input pixel of each output pixel. */
  first: Int32Array;
  count: Int32Array;
  /** `stride` weights per output pixel, in units of 2^-PRECISION_BITS. */
  values: Int32Array;
  stride: number;
}

/** Resizes the part `box` of a picture. */
export function filterPixels(
  pixels: Pixels,
  box: Box,
  height: number,
  width: number,
  filter: AntialiasFilter,
): Pixels {
  const columns = box.left !== 0 || box.width !== pixels.width || width !== pixels.width;
  const rows = box.top !== 0 || box.height !== pixels.height || height !== pixels.height;
  const kernel = KERNELS[filter];
  const narrowed = columns
    ? filterColumns(pixels, weightsOf(pixels.width, box.left, box.width, width, kernel))
    : pixels;
  return rows
    ? filterRows(narrowed, weightsOf(pixels.height, box.top, box.height, height, kernel))
    : narrowed;
}

function weightsOf(inputs: number, start: number, length: number, outputs: number, kernel: Kernel): Weights {
  const scale = length / outputs;
  const stretch = Math.max(1, scale);
  const support = kernel.support * stretch;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const values = new Int32Array(outputs * stride);
  const exact = new Float64Array(stride);
  for (let i = 0; i < outputs; i++) {
    const centre = start + (i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - support + 0.5));
    const size = Math.min(inputs, Math.trunc(centre + support + 0.5)) - from;
    let sum = 0;
    for (let k = 0; k < size; k++) {
      exact[k] = kernel.weight((k + from - centre + 0.5) * (1 / stretch));
      sum += exact[k] as number;
    }
    for (let k = 0; k < size; k++) {
      const share = sum === 0 ? (exact[k] as number) : (exact[k] as number) / sum;
      values[i * stride + k] = Math.trunc(share * (1 << PRECISION_BITS) + (share < 0 ? -0.5 : 0.5));
    }
    first[i] = from;
    count[i] = size;
  }
  return { first, count, values, stride };
}

// Sums stay below 2^31. `| 0` marks them as integers, which engines add faster than doubles.

function filterColumns({ height, width, channels, data }: Pixels, weights: Weights): Pixels {
  const { first, count, values, stride } = weights;
  const outputs = first.length;
  const result = new Uint8Array(height * outputs * channels);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < outputs; i++) {
      const start = (row * width + (first[i] as number)) * channels;
      const end = start + (count[i] as number) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = HALF;
        let weight = i * stride;
        for (let from = start + c; from < end; from += channels) {
          sum = (sum + Math.imul(data[from] as number, values[weight++] as number)) | 0;
        }
        result[to++] = toByte(sum);
      }
    }
  }
  return { height, width: outputs, channels, data: result };
}

function filterRows({ width, channels, data }: Pixels, weights: Weights): Pixels {
  const { first, count, values, stride } = weights;
  const outputs = first.length;
  const rowSize = width * channels;
  const result = new Uint8Array(outputs * rowSize);
  const sums = new Int32Array(rowSize);
  for (let i = 0; i < outputs; i++) {
    sums.fill(HALF);
    for (let k = 0; k < (count[i] as number); k++) {
      const from = ((first[i] as number) + k) * rowSize;
      const weight = values[i * stride + k] as number;
      for (let x = 0; x < rowSize; x++) {
        sums[x] = ((sums[x] as number) + Math.imul(data[from + x] as number, weight)) | 0;
      }
    }
    for (let x = 0; x < rowSize; x++) result[i * rowSize + x] = toByte(sums[x] as number);
  }
  return { height: outputs, width, channels, data: result };
}

/** Converts from fixed point to 0 … 255. */
function toByte(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function hamming(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 1) return 0;
  return sinc(x) * (0.54 + 0.46 * Math.cos(Math.abs(x) * Math.PI));
}

/** Keys' cubic with a = -0.5. */
function bicubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
