import { describe, expect, it } from 'vitest';
import { RandomState } from '../../random/random-state';
import { parseImageDataGeneratorOptions } from '../../options/image-data-generator-options';
import { drawTransform } from './random-transform';

/** Expected numbers: Keras and NumPy with seed 3 and a picture of 20×40; `next` is the draw that follows. */
describe('drawTransform', () => {
  it.each([
    {
      given: { width_shift_range: 1, height_shift_range: { float: 10 } },
      drawn: { tx: 1.0159580514915092, ty: 0 },
      next: 0.5693113274346809,
    },
    {
      given: { width_shift_range: [0.25, -0.5], height_shift_range: [7] },
      drawn: { tx: -7, ty: 10 },
      next: 0.5693113274346809,
    },
    {
      given: { width_shift_range: { float: 1 }, height_shift_range: 0.2 },
      drawn: { tx: 0.4063832205966039, ty: 0.41629564523620965 },
      next: 0.8929469543476547,
    },
    {
      given: { brightness_range: [1, 1], zoom_range: [1, 1], width_shift_range: [] },
      drawn: { zx: 1, zy: 1, brightness: 1, channelShiftIntensity: null },
      next: 0.510827605197663,
    },
  ])('$given', ({ given, drawn, next }) => {
    const stream = new RandomState(3);
    expect(drawTransform(parseImageDataGeneratorOptions(given), stream, [20, 40, 3])).toMatchObject(drawn);
    expect(stream.random()).toBe(next);
  });

  it('draws for both flips even if all options are off', () => {
    const [stream, reference] = [new RandomState(9), new RandomState(9)];
    expect(drawTransform(parseImageDataGeneratorOptions({}), stream, [5, 5, 3])).toEqual({
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
    });
    reference.random();
    reference.random();
    expect(stream.random()).toBe(reference.random());
  });
});
