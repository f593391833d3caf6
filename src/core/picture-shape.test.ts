import { describe, expect, it } from 'vitest';
import {
  fitsInput,
  hasChannelsFirst,
  inputShapeOf,
  inputsInWords,
  optionsOfShape,
  pictureShapeOf,
  shapeOfOptions,
  takesAnySize,
  inputLayoutOf,
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
    expect(inputLayoutOf(model, picture)).toEqual({ shape, movesChannels: false });
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

describe('channels first', () => {
  it.each([
    [
      [1, 28, 28],
      [28, 28, 1],
    ],
    [
      [3, null, 48],
      [9, 48, 3],
    ],
  ])('are moved to the end of a picture: %j', (shape, picture) => {
    const model = network(shape);
    const [channels, ...sides] = shape;
    expect(hasChannelsFirst(shape)).toBe(true);
    expect(pictureShapeOf(model, [9, 7])).toEqual(picture);
    const layout = { shape: [channels, ...picture.slice(0, 2)], movesChannels: true };
    expect(inputLayoutOf(model, picture)).toEqual(layout);
    expect(fitsInput(model, [picture[0] as number, sides[1] as number, 4])).toBe(false);
  });

  it('are left where they are in arrays that have them first', () => {
    expect(inputLayoutOf(network([3, 32, 32]), [3, 32, 32])).toEqual({
      shape: [3, 32, 32],
      movesChannels: false,
    });
  });

  it.each([[[28, 28, 1]], [[4, 4, 3]], [[3, 3, 3]], [[8, 32, 32]], [[28, 28]], [[null, null, 3]]])(
    'are not there in an input of shape %j',
    (shape) => {
      expect(hasChannelsFirst(shape)).toBe(false);
    },
  );
});

describe('inputLayoutOf', () => {
  it('is null for pictures that the input does not take', () => {
    expect(inputLayoutOf(network([28, 28]), [28, 28, 3])).toBeNull();
    expect(inputLayoutOf(network([28, 28]), [14, 56, 1])).toBeNull();
    expect(inputLayoutOf(network([784]), [28, 28, 3])).toBeNull();
    expect(inputLayoutOf(network([8, 8, 1], [8, 8, 1]), [8, 8, 1])).toBeNull();
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
  expect(inputsInWords(network([null, 28, 3], [20]))).toBe('(any, 28, 3), (20,)');
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
