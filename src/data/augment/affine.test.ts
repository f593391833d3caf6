import { describe, expect, it } from 'vitest';
import { type AffineMap, affineMap } from './affine';
import type { TransformParameters } from './random-transform';

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
const SIZE = { height: 21, width: 41 };

function read({ rr, rc, r, cr, cc, c }: AffineMap, row: number, column: number): [number, number] {
  return [rr * row + rc * column + r, cr * row + cc * column + c];
}
function at(
  changes: Partial<TransformParameters>,
  axes: 'keras' | 'corrected',
  row: number,
  column: number,
): number[] {
  return read(affineMap({ ...NOTHING, ...changes }, SIZE, axes) as AffineMap, row, column);
}

describe('affineMap', () => {
  it('is null if nothing moves', () => {
    expect(affineMap(NOTHING, SIZE, 'keras')).toBeNull();
    expect(affineMap({ ...NOTHING, flipHorizontal: true, brightness: 2 }, SIZE, 'corrected')).toBeNull();
  });

  it('moves rows with the width shift in Keras, columns when corrected', () => {
    expect(at({ tx: 3, ty: 5 }, 'keras', 0, 0)).toEqual([5, 3]);
    expect(at({ tx: 3, ty: 5 }, 'corrected', 0, 0)).toEqual([3, 5]);
  });

  it("turns about row columns / 2 in Keras, about the picture's centre when corrected", () => {
    const turned = { theta: 90 };
    expect(at(turned, 'keras', 20, 10)).toEqual([20, 10]);
    const [row, column] = at(turned, 'corrected', 10, 20) as [number, number];
    expect([row, column]).toEqual([10, 20]);
    const [nextRow, nextColumn] = at(turned, 'corrected', 10, 21) as [number, number];
    expect(nextRow).toBeCloseTo(11, 12);
    expect(nextColumn).toBeCloseTo(20, 12);
  });

  it('zooms columns by zx and rows by zy, about the centre', () => {
    expect(at({ zx: 0.5, zy: 2 }, 'corrected', 10 + 3, 20 + 4)).toEqual([10 + 6, 20 + 2]);
  });

  it('shears columns along the rows, in degrees', () => {
    const [row, column] = at({ shear: 30 }, 'corrected', 10 + 4, 20) as [number, number];
    expect(row).toBeCloseTo(10 + 4 * Math.cos(Math.PI / 6), 12);
    expect(column).toBeCloseTo(20 - 4 * 0.5, 12);
  });

  it('applies zoom first, then shear, shift and rotation, to an output coordinate', () => {
    const [row, column] = at({ theta: 90, tx: 1, ty: 2, zx: 3, zy: 4 }, 'corrected', 10 + 1, 20 + 1) as [
      number,
      number,
    ];
    // Zoom: (x, y) = (3, 4); shift by (2, 1): (5, 5); a quarter turn: (−5, 5).
    expect(row).toBeCloseTo(10 + 5, 12);
    expect(column).toBeCloseTo(20 - 5, 12);
  });
});
