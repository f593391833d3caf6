import { describe, expect, it } from 'vitest';
import {
  fitsInput,
  inputShapeOf,
  inputsInWords,
  optionsOfShape,
  pictureShapeOf,
  shapeOfOptions,
  takesAnySize,
  tensorShapeOf,
} from './picture-shape';

const network = (...shapes: (number | null)[][]) => ({
  inputs: shapes.map((shape) => ({ shape: [null, ...shape] })),
});

describe('pictureShapeOf', () => {
  it('is the shape of the only input', () => {
    expect(pictureShapeOf(network([64, 48, 1]))).toEqual([64, 48, 1]);
  });

  it.each([
    [
      [64, 48],
      [64, 48, 1],
    ],
    [[784], [28, 28, 1]],
    [[3072], [32, 32, 3]],
  ])('takes the values of pictures in an input of shape %j', (shape, picture) => {
    const model = network(shape);
    expect(pictureShapeOf(model)).toEqual(picture);
    expect(tensorShapeOf(model, picture)).toEqual(shape);
  });

  it.each([[[null, null, 3]], [[null, 48]], [[20]], [[49]], [[]], [[64, 48, 3, 1]]])(
    'is null for an input of shape %j',
    (shape) => {
      expect(pictureShapeOf(network(shape))).toBeNull();
    },
  );

  it.each([
    [[null, null, 3], true, [9, 7, 3]],
    [[null, 48, 3], true, [9, 48, 3]],
    [[null, null], true, [9, 7, 1]],
    [[64, 48, 3], false, [64, 48, 3]],
    [[null, null, null], false, null],
    [[null], false, null],
  ])('is of the size that is given, if the input has any: %j', (shape, isAny, picture) => {
    const model = network(shape);
    expect(takesAnySize(model)).toBe(isAny);
    expect(pictureShapeOf(model, [9, 7])).toEqual(picture);
  });

  it('is null for no input, and for two', () => {
    expect(pictureShapeOf(network())).toBeNull();
    expect(pictureShapeOf(network([8, 8, 3], [8, 8, 3]))).toBeNull();
  });
});

describe('tensorShapeOf', () => {
  it('is null for pictures that the input does not take', () => {
    expect(tensorShapeOf(network([28, 28]), [28, 28, 3])).toBeNull();
    expect(tensorShapeOf(network([28, 28]), [14, 56, 1])).toBeNull();
    expect(tensorShapeOf(network([784]), [28, 28, 3])).toBeNull();
    expect(tensorShapeOf(network([8, 8, 1], [8, 8, 1]), [8, 8, 1])).toBeNull();
  });
});

describe('fitsInput', () => {
  it('allows any size for a variable side only', () => {
    const model = network([null, 48, 3]);
    expect(inputShapeOf(model)).toEqual([null, 48, 3]);
    expect(fitsInput(model, [7, 48, 3])).toBe(true);
    expect(fitsInput(model, [7, 47, 3])).toBe(false);
    expect(fitsInput(model, [7, 48])).toBe(false);
  });
});

it('inputsInWords names all inputs', () => {
  expect(inputsInWords(network([null, 28, 3], [20]))).toBe('(any, 28, 3), (20)');
});

describe('optionsOfShape', () => {
  it('is the inverse of shapeOfOptions', () => {
    const options = { targetSize: [64, 48], colorMode: 'grayscale' } as const;
    expect(shapeOfOptions(options)).toEqual([64, 48, 1]);
    expect(optionsOfShape([64, 48, 1])).toEqual(options);
  });

  it('has no colour mode for channels that no file has', () => {
    expect(optionsOfShape([8, 8, 2])).toEqual({ targetSize: [8, 8] });
  });
});
