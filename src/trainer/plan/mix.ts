/** The keys of a plan's chance: of a step, a stage, an image. */

/** Mixes numbers into one that has nothing of their order. */
export function mix(...numbers: number[]): number {
  return numbers.reduce(
    (key, number) => Math.imul(key ^ (number + 0x9e3779b9), 0x85ebca6b) ^ (key >>> 15),
    1,
  );
}
