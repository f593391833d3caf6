import { describe, expect, it } from 'vitest';
import { fitsInput, inputShapeOf, optionsOfShape, pictureShapeOf, shapeOfOptions } from './picture-shape';

const network = (...shapes: (number | null)[][]) => ({
  inputs: shapes.map((shape) => ({ shape: [null, ...shape] })),
});

describe('pictureShapeOf', () => {
  it('is the shape of the only input', () => {
    expect(pictureShapeOf(network([64, 48, 1]))).toEqual([64, 48, 1]);
  });

  it.each([[[null, null, 3]], [[64, 48]], [[64, 48, 3, 1]]])('is null for an input of shape %j', (shape) => {
    expect(pictureShapeOf(network(shape))).toBeNull();
  });

  it('is null for no input, and for two', () => {
    expect(pictureShapeOf(network())).toBeNull();
    expect(pictureShapeOf(network([8, 8, 3], [8, 8, 3]))).toBeNull();
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
