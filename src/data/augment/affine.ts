/**
 * The matrix that Keras builds from a transform's parameters: `apply_affine_transform` without the resampling, which is
 * in resample.ts.
 */
import type { TransformParameters } from './random-transform';
import type { ShiftAxes } from '../../core/types';

/**
 * Maps an output pixel to the position it is read from: input row = rr·row + rc·column + r, input column = cr·row +
 * cc·column + c.
 */
export interface AffineMap {
  readonly rr: number;
  readonly rc: number;
  readonly r: number;
  readonly cr: number;
  readonly cc: number;
  readonly c: number;
}

/** The first two rows of a 3×3 matrix, row by row; the third row is 0 0 1. */
type Matrix = readonly [number, number, number, number, number, number];

const radians = (degrees: number): number => degrees * (Math.PI / 180);

/**
 * Returns the map of Keras's `apply_affine_transform`, or null if the parameters do not move the picture.
 *
 * @param shiftAxes 'keras': as in Keras 3, where x is the row; 'corrected': x is the column, and the centre is the
 *   picture's.
 */
export function affineMap(
  { theta, tx, ty, shear, zx, zy }: TransformParameters,
  { height, width }: { readonly height: number; readonly width: number },
  shiftAxes: ShiftAxes,
): AffineMap | null {
  const corrected = shiftAxes === 'corrected';
  const factors: Matrix[] = [];
  if (theta !== 0) {
    const [cos, sin] = [Math.cos(radians(theta)), Math.sin(radians(theta))];
    factors.push([cos, -sin, 0, sin, cos, 0]);
  }
  if (tx !== 0 || ty !== 0) factors.push(corrected ? [1, 0, ty, 0, 1, tx] : [1, 0, tx, 0, 1, ty]);
  if (shear !== 0) factors.push([1, -Math.sin(radians(shear)), 0, 0, Math.cos(radians(shear)), 0]);
  if (zx !== 1 || zy !== 1) factors.push([zx, 0, 0, 0, zy, 0]);
  if (factors.length === 0) return null;
  const [xx, xy, x, yx, yy, y] = factors.reduce(multiply);
  const centreX = (corrected ? width : height) / 2 - 0.5;
  const centreY = (corrected ? height : width) / 2 - 0.5;
  return {
    rr: yy,
    rc: yx,
    r: yx * -centreX + yy * -centreY + (y + centreY),
    cr: xy,
    cc: xx,
    c: xx * -centreX + xy * -centreY + (x + centreX),
  };
}

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}
