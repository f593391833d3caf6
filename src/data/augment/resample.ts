/**
 * `scipy.ndimage.affine_transform` of order 0 and 1, over all channels of a picture at once: computed in double in
 * SciPy's order, stored as float32. No splines of a higher order. Source: SciPy `ni_interpolation.c`.
 */
import type { AffineMap } from './affine';
import type { ImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { FillMode, FloatImage, Pixels } from '../../core/types';

type Picture = Pixels | FloatImage;

/** How `resample` interpolates, and how it fills the area outside the picture. */
export type ResampleOptions = Pick<ImageDataGeneratorOptions, 'fillMode' | 'cval' | 'interpolationOrder'>;

/**
 * Resamples a picture through `map`: `affine_transform(channel, matrix, offset, order=…, mode=fillMode, cval=…)` for
 * each channel.
 *
 * @returns A new picture of the same shape.
 */
export function resample(image: Picture, map: AffineMap, options: ResampleOptions): FloatImage {
  const { height, width, channels } = image;
  const output = new Float32Array(image.data.length);
  const rows = new Float64Array(width);
  const columns = new Float64Array(width);
  const read =
    options.interpolationOrder === 0 ? readNearest : channels === 3 ? readBilinearRgb : readBilinear;
  const extend = options.fillMode === 'constant' ? null : EXTEND[options.fillMode];
  if (!extend && options.cval !== 0) output.fill(options.cval);
  for (let row = 0; row < height; row++) {
    const r = map.r + row * map.rr;
    const c = map.c + row * map.cr;
    let from = 0;
    let to = width;
    for (let column = 0; column < width; column++) {
      rows[column] = r + column * map.rc;
      columns[column] = c + column * map.cc;
    }
    if (extend) {
      for (let column = 0; column < width; column++) {
        rows[column] = extend(rows[column] as number, height - 1);
        columns[column] = extend(columns[column] as number, width - 1);
      }
    } else {
      while (from < to && isOutside(rows, columns, from, image)) from++;
      while (to > from && isOutside(rows, columns, to - 1, image)) to--;
    }
    read(image, rows, columns, from, to, output, row * width * channels);
  }
  return { height, width, channels, data: output };
}

/** The line of coordinates crosses the picture only once, because rounded products and sums are monotone. */
function isOutside(
  rows: Float64Array,
  columns: Float64Array,
  at: number,
  { height, width }: Picture,
): boolean {
  const [row, column] = [rows[at] as number, columns[at] as number];
  return row < 0 || row > height - 1 || column < 0 || column > width - 1;
}

/**
 * SciPy's `map_coordinate`: maps a coordinate outside [0, last] to the position that is read instead. SciPy leaves a
 * reflected coordinate up to one pixel beyond the edge, where both neighbours are the edge pixel; that equals the edge
 * itself.
 */
const EXTEND: Record<Exclude<FillMode, 'constant'>, (at: number, last: number) => number> = {
  nearest: (at, last) => clamp(at, last),
  reflect: (at, last) => {
    if (at >= 0 && at <= last) return at;
    const length = last + 1;
    const period = 2 * length;
    if (at < 0) {
      const near = at < -period ? at + period * Math.trunc(-at / period) : at;
      return clamp(near < -length ? near + period : -near - 1, last);
    }
    const near = at < period ? at : at - period * Math.trunc(at / period);
    return clamp(near >= length ? period - near - 1 : near, last);
  },
  wrap: (at, last) => {
    if (last === 0) return 0;
    if (at < 0) return at + last * (Math.trunc(-at / last) + 1);
    return at > last ? at - last * Math.trunc(at / last) : at;
  },
};

function clamp(at: number, last: number): number {
  return at < 0 ? 0 : at > last ? last : at;
}

/** Reads pixels at `rows` and `columns`, in [0, height − 1] and [0, width − 1], for output columns [from, to). */
type Reader = (
  image: Picture,
  rows: Float64Array,
  columns: Float64Array,
  from: number,
  to: number,
  output: Float32Array,
  start: number,
) => void;

const readNearest: Reader = ({ width, channels, data }, rows, columns, from, to, output, start) => {
  for (let i = from, out = start + from * channels; i < to; i++) {
    const row = Math.floor((rows[i] as number) + 0.5);
    const column = Math.floor((columns[i] as number) + 0.5);
    let at = (row * width + column) * channels;
    for (const end = out + channels; out < end; out++, at++) output[out] = data[at] as number;
  }
};

const readBilinear: Reader = ({ height, width, channels, data }, rows, columns, from, to, output, start) => {
  for (let i = from, out = start + from * channels; i < to; i++) {
    const row = rows[i] as number;
    const column = columns[i] as number;
    const top = row | 0;
    const left = column | 0;
    const down = row - top;
    const right = column - left;
    const up = 1 - down;
    const leftward = 1 - right;
    let a = (top * width + left) * channels;
    let b = left < width - 1 ? a + channels : a;
    const below = top < height - 1 ? width * channels : 0;
    for (const end = out + channels; out < end; out++, a++, b++) {
      output[out] =
        (data[a] as number) * up * leftward +
        (data[b] as number) * up * right +
        (data[a + below] as number) * down * leftward +
        (data[b + below] as number) * down * right;
    }
  }
};

/** `readBilinear` for three channels, unrolled. */
const readBilinearRgb: Reader = ({ height, width, data }, rows, columns, from, to, output, start) => {
  for (let i = from, out = start + from * 3; i < to; i++, out += 3) {
    const row = rows[i] as number;
    const column = columns[i] as number;
    const top = row | 0;
    const left = column | 0;
    const down = row - top;
    const right = column - left;
    const up = 1 - down;
    const leftward = 1 - right;
    const a = (top * width + left) * 3;
    const b = left < width - 1 ? a + 3 : a;
    const below = top < height - 1 ? width * 3 : 0;
    const c = a + below;
    const d = b + below;
    output[out] =
      (data[a] as number) * up * leftward +
      (data[b] as number) * up * right +
      (data[c] as number) * down * leftward +
      (data[d] as number) * down * right;
    output[out + 1] =
      (data[a + 1] as number) * up * leftward +
      (data[b + 1] as number) * up * right +
      (data[c + 1] as number) * down * leftward +
      (data[d + 1] as number) * down * right;
    output[out + 2] =
      (data[a + 2] as number) * up * leftward +
      (data[b + 2] as number) * up * right +
      (data[c + 2] as number) * down * leftward +
      (data[d + 2] as number) * down * right;
  }
};
