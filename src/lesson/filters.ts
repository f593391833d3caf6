/**
 * The course's filters, as banks for one grey channel or for each colour channel separately; and the sum of one window.
 */
import type { FloatImage } from '../index';
import type { FilterBank } from '../internal';
import { type Range, rangeOf, symmetric } from './colors';
import { sumOf } from './formula';
import { zerosBefore } from '../network/window';
import type { Padding } from '../network/window';

/** 3 × 3 numbers, row by row. */
export type Kernel = readonly number[];

const NINTH = 1 / 9;

/** Name of one of the course's filters. */
export type FilterName = 'sobelX' | 'sobelY' | 'derivative' | 'sharpen' | 'boxBlur';

/** In the order of the menu. */
export const FILTERS: Readonly<Record<FilterName, Kernel>> = {
  sobelX: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  sobelY: [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  derivative: [0, 1, 0, 1, -4, 1, 0, 1, 0],
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  boxBlur: Array.from({ length: 9 }, () => NINTH),
};

export const SIDE = 3;

/**
 * Returns a bank with one filter per channel: channel i of the output is channel i of the picture, filtered. For
 * colour, a 3 × 3 × 3 × 3 bank with zeros off the diagonal.
 */
export function bankOf(kernel: Kernel, channels: number): FilterBank {
  const values = new Float32Array(SIDE * SIDE * channels * channels);
  kernel.forEach((weight, i) => {
    for (let c = 0; c < channels; c++) values[(i * channels + c) * channels + c] = weight;
  });
  return { shape: [SIDE, SIDE, channels, channels], values };
}

/** The pixels of one channel in the window of one output pixel, and the sum. */
export interface WorkedSum {
  /** Nine pixels; null outside the picture. */
  pixels: (number | null)[];
  sum: number;
  /** Position of the window's first pixel in the picture; may be −1. */
  top: number;
  left: number;
}

/** Computes the sum for output pixel (row, column) by hand. */
export function workedSum(
  image: FloatImage,
  kernel: Kernel,
  at: { row: number; column: number; channel: number },
  { strides, padding }: { strides: number; padding: Padding },
): WorkedSum {
  const { height, width, channels, data } = image;
  const top = at.row * strides - zerosBefore(height, SIDE, strides, padding);
  const left = at.column * strides - zerosBefore(width, SIDE, strides, padding);
  const pixels = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [y, x] = [top + Math.floor(i / SIDE), left + (i % SIDE)];
    if (y < 0 || x < 0 || y >= height || x >= width) return null;
    return data[(y * width + x) * channels + at.channel] as number;
  });
  const sum = sumOf(pixels.map((pixel, i) => (pixel ?? 0) * (kernel[i] as number)));
  return { pixels, sum, top, left };
}

/**
 * Returns the mean of the channels, as in the course, rounded to whole grey levels so that the values shown are the
 * values used.
 */
export function toGrey({ height, width, channels, data }: FloatImage): FloatImage {
  const grey = new Float32Array(height * width);
  for (let i = 0; i < grey.length; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += data[i * channels + c] as number;
    grey[i] = Math.round(sum / channels);
  }
  return { height, width, channels: 1, data: grey };
}

/**
 * Returns the values of a result that are shown in black and in white. Filters whose weights cancel out produce values on
 * both sides of zero; those with a sum of one produce grey levels, where values outside are cut.
 */
export function rangeFor(kernel: Kernel, result: FloatImage): Range {
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  if (Math.abs(total) < 1e-6) return symmetric(result.data);
  if (Math.abs(total - 1) < 1e-3) return [0, 255];
  return rangeOf(result);
}
