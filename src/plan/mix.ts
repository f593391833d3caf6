/** Hash keys of dropout masks: for a step, a plan's stage and image, the tape's slice and layer. */

/** Hashes numbers to a 32-bit integer. */
export function mix(...numbers: number[]): number {
  return numbers.reduce(
    (key, number) => Math.imul(key ^ (number + 0x9e3779b9), 0x85ebca6b) ^ (key >>> 15),
    1,
  );
}

/**
 * Key of all dropout masks of a training step. It depends only on seed and step, so that a resumed run drops the same
 * values. Never 0, which means no dropout.
 *
 * @param step Number of the step: the optimizer's `iterations` after it.
 */
export function dropoutKey(seed: number, step: number): number {
  return mix(seed, step) | 1;
}
