/** Returns the number of values of a shape. A null side, such as that of a batch, counts as 1. */
export function shapeSize(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((size, side) => size * (side ?? 1), 1);
}
