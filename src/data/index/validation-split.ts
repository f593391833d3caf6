/** Which pictures a share for validation takes. */
import { RandomState } from '../../random/random-state';

/**
 * Returns for each picture whether it is for validation.
 *
 * @param counts Number of pictures of each class. They are in the order of the classes.
 * @param seed Null: the first ones of each class, as Keras's `ImageDataGenerator` does. Else a random share of all, as Keras's
 *   `image_dataset_from_directory` draws it with this seed.
 */
export function validationSplit(counts: readonly number[], share: number, seed: number | null): boolean[] {
  if (seed === null)
    return counts.flatMap((count) => {
      const cut = Math.trunc(share * count);
      return Array.from({ length: count }, (_, i) => i < cut);
    });
  const total = counts.reduce((sum, count) => sum + count, 0);
  const isValidation = new Array<boolean>(total).fill(false);
  const order = new RandomState(seed).permutation(total);
  order.subarray(total - Math.trunc(share * total)).forEach((picture) => (isValidation[picture] = true));
  return isValidation;
}
