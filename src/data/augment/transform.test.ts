import { describe, expect, it } from 'vitest';
import { parseImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import type { TransformParameters } from './random-transform';
import { applyTransform } from './transform';
import type { FloatImage } from '../../core/types';

const options = parseImageDataGeneratorOptions({});
const NOTHING: TransformParameters = {
  theta: 0,
  tx: 0,
  ty: 0,
  shear: 0,
  zx: 1,
  zy: 1,
  flipHorizontal: false,
  flipVertical: false,
  channelShiftIntensity: null,
  brightness: null,
};
const RGBA: FloatImage = {
  height: 2,
  width: 1,
  channels: 4,
  data: Float32Array.of(0, 10, 200, 50, 100, 255, 7, 200),
};

function apply(image: FloatImage, changes: Partial<TransformParameters>): number[] {
  return [...applyTransform(image, { ...NOTHING, ...changes }, options).data];
}

describe('applyTransform', () => {
  it('returns a copy if there is nothing to do', () => {
    const result = applyTransform(RGBA, NOTHING, options);
    expect(result).toEqual(RGBA);
    expect(result.data.buffer).not.toBe(RGBA.data.buffer);
  });

  it('flips odd and even sizes', () => {
    const image = { height: 2, width: 3, channels: 1, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect(apply(image, { flipHorizontal: true })).toEqual([3, 2, 1, 6, 5, 4]);
    expect(apply(image, { flipVertical: true })).toEqual([4, 5, 6, 1, 2, 3]);
    const tall = { ...image, height: 3, width: 2 };
    expect(apply(tall, { flipHorizontal: true, flipVertical: true })).toEqual([6, 5, 4, 3, 2, 1]);
    expect([...image.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  /** Expected values: Keras with Pillow 12. */
  it.each([
    [0, [0, 0, 0, 50, 0, 0, 0, 200]],
    [1, [0, 10, 200, 50, 100, 255, 7, 200]],
    [0.37, [0, 3, 74, 50, 37, 94, 2, 200]],
    [1.9, [0, 19, 255, 50, 190, 255, 13, 200]],
  ])('brightness %f truncates to integers and keeps alpha', (brightness, expected) => {
    expect(apply(RGBA, { brightness })).toEqual(expected);
  });

  it('brightness maps values outside 0 … 255 into the range and back', () => {
    const image = { ...RGBA, data: Float32Array.of(-40, 10, 300, 50, 100, 255, 7, 200) };
    const expected = [-40, 26.666664, 300, 49.333336, 150.66667, 300, 22.666668, 200].map(Math.fround);
    expect(apply(image, { brightness: 1.37 }).map(Math.fround)).toEqual(expected);
    const flat = { ...RGBA, data: new Float32Array(8).fill(-3) };
    expect(apply(flat, { brightness: 2 })).toEqual([...flat.data]);
  });

  it('channel shift clips to the range of the picture', () => {
    const expected = Float32Array.of(0, 0, 169.7, 19.7, 69.7, 224.7, 0, 169.7);
    const found = apply(RGBA, { channelShiftIntensity: -30.3 });
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 4));
  });

  it('shifts before it flips', () => {
    const image = { height: 1, width: 3, channels: 1, data: Float32Array.of(1, 2, 3) };
    const corrected = parseImageDataGeneratorOptions({ shift_axes: 'corrected', fill_mode: 'constant' });
    const parameters = { ...NOTHING, ty: 1, flipHorizontal: true };
    expect([...applyTransform(image, parameters, corrected).data]).toEqual([0, 3, 2]);
  });
});
