/** The keys of chance in training: of a step, of a plan's stage and image, of the tape's slice and layer. */

/** Mixes numbers into one that has nothing of their order. */
export function mix(...numbers: number[]): number {
  return numbers.reduce(
    (key, number) => Math.imul(key ^ (number + 0x9e3779b9), 0x85ebca6b) ^ (key >>> 15),
    1,
  );
}

/**
 * What a training step drops follows from this: the same for the same seed and step, also in a run that goes on from a
 * saved one. Never 0, which stands for nothing dropped.
 *
 * @param step Its number: the optimizer's `iterations` when it is done.
 */
export function chanceKey(seed: number, step: number): number {
  return mix(seed, step) | 1;
}
